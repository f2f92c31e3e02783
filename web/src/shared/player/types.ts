/** What pages know of the player. Times in ms. */

export type PlayerState =
  | 'loading'
  | 'playing'
  | 'weak' // stalled for lack of data
  | 'reconnecting' // connection lost; retried for ever
  | 'ended' // the host's stream is down: "host will be right back"
  | 'audio-blocked' // playing, but the browser wants a tap before sound

export interface Sources {
  ws: string
  hls: string
}

/** Counts since the player was made; sent with heartbeats. */
export interface Quality {
  transport: 'ws' | 'hls'
  firstFrameMs: number | null
  stalls: number
  stalledMs: number
  reconnects: number
  latencyMs: number | null
}

export interface Callbacks {
  onState?: (state: PlayerState) => void
  /** Sound is off until a tap; show the hint, then call `unmute()` from the tap. */
  onTapForSound?: () => void
  onQuality?: (quality: Quality) => void
}

export interface Player {
  /** Call from a tap. */
  unmute: () => void
  /** Unix ms of the picture on screen, or null while unknown. */
  videoTime: () => number | null
  quality: () => Quality
  stop: () => void
}

/** First message of a WS-fMP4 stretch; the next binary message is the init segment. */
export interface Hello {
  type: 'hello'
  generation: number
  epoch_ms: number
  start_ms: number
  codecs: string
  width: number
  height: number
}

export type ServerText = Hello | { type: 'down' } | { type: 'waiting' }
