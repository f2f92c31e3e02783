/** Counts stalls and the time to the first frame from the video element's own events. */

import type { PlayerState, Quality } from './types'

export class Meter {
  readonly quality: Quality
  private readonly born = performance.now()
  private stalledAt: number | null = null
  private readonly off: (() => void)[] = []

  constructor(
    video: HTMLVideoElement,
    transport: Quality['transport'],
    private readonly say: (state: PlayerState) => void,
    private readonly changed: (quality: Quality) => void,
  ) {
    this.quality = {
      transport,
      firstFrameMs: null,
      stalls: 0,
      stalledMs: 0,
      reconnects: 0,
      latencyMs: null,
    }
    this.on(video, 'playing', () => this.playing())
    this.on(video, 'timeupdate', () => {
      if (video.readyState < 3 || video.paused) return
      if (this.stalledAt !== null) this.playing()
      else if (this.quality.firstFrameMs !== null) this.say('playing')
    })
    this.on(video, 'waiting', () => this.waiting())
  }

  stop(): void {
    for (const off of this.off) off()
  }

  private on(video: HTMLVideoElement, name: string, call: () => void): void {
    video.addEventListener(name, call)
    this.off.push(() => video.removeEventListener(name, call))
  }

  private playing(): void {
    const now = performance.now()
    if (this.quality.firstFrameMs === null) this.quality.firstFrameMs = Math.round(now - this.born)
    if (this.stalledAt !== null) this.quality.stalledMs += Math.round(now - this.stalledAt)
    this.stalledAt = null
    this.say('playing')
    this.changed(this.quality)
  }

  private waiting(): void {
    if (this.quality.firstFrameMs === null || this.stalledAt !== null) return
    this.stalledAt = performance.now()
    this.quality.stalls += 1
    this.say('weak')
    this.changed(this.quality)
  }
}
