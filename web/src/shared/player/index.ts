/**
 * The live player: `createPlayer(video, sources, callbacks)`.
 *
 * WS-fMP4 where Media Source Extensions exist, else HLS. It starts muted (browsers allow only
 * that), reconnects for ever and never asks for a reload.
 */

import { HlsPlayback } from './hls'
import { mediaSourceClass, MsePlayback } from './mse'
import { Meter } from './quality'
import type { Callbacks, Player, PlayerState, Sources } from './types'

export type { Callbacks, Player, PlayerState, Quality, Sources } from './types'

export function createPlayer(
  video: HTMLVideoElement,
  sources: Sources,
  callbacks: Callbacks = {},
): Player {
  let state: PlayerState | null = null
  const say = (next: PlayerState) => {
    if (next === state) return
    state = next
    callbacks.onState?.(next)
  }
  const reconnected = () => {
    meter.quality.reconnects += 1
  }
  video.muted = true
  video.autoplay = true
  video.playsInline = true
  const Source = mediaSourceClass()
  const measured = (next: PlayerState) => {
    if (!(playback instanceof MsePlayback) || playback.isLive) say(next)
  }
  const meter = new Meter(video, Source ? 'ws' : 'hls', measured, (quality) =>
    callbacks.onQuality?.({ ...quality }),
  )
  say('loading')
  const playback = Source
    ? new MsePlayback(video, sources.ws, Source, say, reconnected)
    : new HlsPlayback(video, sources.hls, say, reconnected)

  const videoTime = () => {
    if (playback instanceof HlsPlayback) return playback.videoTime()
    return playback.epochMs === null ? null : playback.epochMs + video.currentTime * 1000
  }
  const hint = () => {
    if (video.muted) callbacks.onTapForSound?.()
  }
  video.addEventListener('playing', hint, { once: true })
  return {
    unmute: () => {
      video.muted = false
      void video.play().catch(() => {
        video.muted = true
        say('audio-blocked')
        void video.play().catch(() => undefined)
      })
    },
    videoTime,
    quality: () => {
      const time = videoTime()
      meter.quality.latencyMs = time === null ? null : Math.round(Date.now() - time)
      return { ...meter.quality }
    },
    stop: () => {
      video.removeEventListener('playing', hint)
      meter.stop()
      playback.stop()
    },
  }
}
