import type HlsPlayer from 'hls.js'
import type { Replay } from './api'

/** Where in the recording a moment stands, in seconds; null between its stretches. */
export function position(stretches: Replay['stretches'], at: number): number | null {
  let before = 0
  for (const one of stretches) {
    if (at < one.started_at) return null
    if (at < one.ended_at) return before + (at - one.started_at) / 1000
    before += (one.ended_at - one.started_at) / 1000
  }
  return null
}

/** Address of a show's recording; the media process knows staff by their token. */
export function recordingUrl(media: string, found: Replay, token: string): string {
  const first = found.stretches[0]
  const last = found.stretches.at(-1)
  const query = new URLSearchParams({ from: String(first?.started_at ?? 0), to: String(last?.ended_at ?? 0), token })
  return `${media}/recordings/${found.room}/index.m3u8?${query}`
}

/** Put a recording into a video element; ends with the function that is answered. */
export async function attach(video: HTMLVideoElement, url: string, failed: () => void): Promise<() => void> {
  const { default: Hls } = await import('hls.js')
  if (!Hls.isSupported()) { // iOS plays it by itself
    video.src = url
    video.addEventListener('error', failed)
    return () => {
      video.removeEventListener('error', failed)
      video.removeAttribute('src')
    }
  }
  const hls: HlsPlayer = new Hls({ startPosition: 0 })
  hls.on(Hls.Events.ERROR, (_event, data) => {
    if (data.fatal) failed()
  })
  hls.attachMedia(video)
  hls.loadSource(url)
  return () => hls.destroy()
}
