/** The video of the room; the player itself is loaded after the page works. */
import type { Player, PlayerState, Quality } from '@/shared/player'

/** What the page says about the picture. `break` is the video server's word for no publisher. */
export type Picture = 'loading' | 'playing' | 'weak' | 'break' | 'failed'

const PICTURES: Record<PlayerState, Picture> = {
  loading: 'loading',
  playing: 'playing',
  'audio-blocked': 'playing',
  weak: 'weak',
  reconnecting: 'weak',
  ended: 'break',
}

export interface Watching {
  onPicture: (picture: Picture) => void
  onSoundBlocked: () => void
  onQuality: (quality: Quality) => void
}

/** A player that could not even be loaded is `failed`; the page offers to try again. */
export async function startPlayer(
  video: HTMLVideoElement,
  urls: { ws: string; hls: string },
  watching: Watching,
): Promise<Player | null> {
  try {
    const { createPlayer } = await import('@/shared/player')
    return createPlayer(video, urls, {
      onState: (state) => {
        if (state === 'audio-blocked') watching.onSoundBlocked()
        watching.onPicture(PICTURES[state])
      },
      onQuality: watching.onQuality,
    })
  } catch {
    watching.onPicture('failed')
    return null
  }
}
