/** HLS: natively where the browser can (iOS), else by hls.js, which is loaded only then. */

import type HlsPlayer from 'hls.js'
import { backoff } from './rules'
import type { PlayerState } from './types'

export class HlsPlayback {
  private isStopped = false
  private attempt = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private hls: HlsPlayer | null = null
  private readonly onError = () => this.retry()
  private readonly onPlaying = () => (this.attempt = 0)

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly url: string,
    private readonly say: (state: PlayerState) => void,
    private readonly reconnected: () => void,
  ) {
    video.addEventListener('playing', this.onPlaying)
    void this.start()
  }

  /** Unix ms of the picture: from `EXT-X-PROGRAM-DATE-TIME`. */
  videoTime(): number | null {
    if (this.hls) return this.hls.playingDate?.getTime() ?? null
    const native = this.video as { getStartDate?: () => Date }
    const start = native.getStartDate?.().getTime()
    return start === undefined || Number.isNaN(start) ? null : start + this.video.currentTime * 1000
  }

  stop(): void {
    this.isStopped = true
    clearTimeout(this.timer)
    this.video.removeEventListener('error', this.onError)
    this.video.removeEventListener('playing', this.onPlaying)
    this.hls?.destroy()
    this.video.removeAttribute('src')
    this.video.load()
  }

  private async start(): Promise<void> {
    if (this.video.canPlayType('application/vnd.apple.mpegurl')) {
      this.video.addEventListener('error', this.onError)
      this.native()
      return
    }
    const { default: Hls } = await import('hls.js')
    if (this.isStopped) return
    // No liveSyncDurationCount: setting it overrides the hold-back that the playlist asks for.
    const hls = new Hls({ maxLiveSyncPlaybackRate: 1.1, backBufferLength: 10 })
    this.hls = hls
    hls.on(Hls.Events.ERROR, (_event, data) => {
      if (!data.fatal) return
      if (data.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError()
      else this.retry()
    })
    hls.attachMedia(this.video)
    hls.loadSource(this.url)
    void this.video.play().catch(() => undefined)
  }

  private native(): void {
    this.video.src = this.url
    void this.video.play().catch(() => undefined)
  }

  private retry(): void {
    if (this.isStopped) return
    this.say('reconnecting')
    this.reconnected()
    clearTimeout(this.timer)
    this.timer = setTimeout(
      () => {
        if (this.hls) this.hls.loadSource(this.url)
        else this.native()
      },
      backoff(this.attempt++, Math.random()),
    )
  }
}
