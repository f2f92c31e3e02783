/** WS-fMP4 through Media Source Extensions: the fast way (0.2 to 1 s behind the camera). */

import { backoff, chase, readText, trim, type Range } from './rules'
import type { Hello, PlayerState } from './types'

interface ManagedWindow {
  ManagedMediaSource?: typeof MediaSource
}

const MAX_QUEUE = 400
/** Fragments come every 100 ms; the server pings a silent line. */
const SILENCE_MS = 8000

/** The browser's media source class that can play H.264 and AAC, if there is one. */
export function mediaSourceClass(): typeof MediaSource | null {
  const managed = (globalThis as ManagedWindow).ManagedMediaSource
  const found = managed ?? (typeof MediaSource === 'undefined' ? undefined : MediaSource)
  return found?.isTypeSupported('video/mp4; codecs="avc1.42c01f,mp4a.40.2"') ? found : null
}

export class MsePlayback {
  epochMs: number | null = null
  private socket: WebSocket | null = null
  private source: MediaSource | null = null
  private buffer: SourceBuffer | null = null
  private address: string | null = null
  private queue: ArrayBuffer[] = []
  private hello: Hello | null = null
  private attempt = 0
  private isStopped = false
  private isDown = false
  private heardAt = performance.now()
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly pulse: ReturnType<typeof setInterval>

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly url: string,
    private readonly Source: typeof MediaSource,
    private readonly say: (state: PlayerState) => void,
    private readonly reconnected: () => void,
  ) {
    this.pulse = setInterval(() => this.beat(), 250)
    this.connect()
  }

  /** False during a break: what is left in the buffer then says nothing about the stream. */
  get isLive(): boolean {
    return !this.isDown && this.socket !== null && this.hello !== null
  }

  stop(): void {
    this.isStopped = true
    clearInterval(this.pulse)
    clearTimeout(this.timer)
    this.socket?.close()
    this.release()
  }

  private connect(): void {
    if (this.isStopped) return
    const socket = new WebSocket(this.url)
    socket.binaryType = 'arraybuffer'
    this.socket = socket
    this.heardAt = performance.now()
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => this.receive(event.data)
    socket.onclose = () => this.lost(socket)
  }

  private lost(socket: WebSocket): void {
    if (this.isStopped || socket !== this.socket) return
    this.socket = null
    this.say('reconnecting')
    this.reconnected()
    this.timer = setTimeout(() => this.connect(), backoff(this.attempt++, Math.random()))
  }

  private receive(data: string | ArrayBuffer): void {
    this.heardAt = performance.now()
    if (typeof data !== 'string') {
      this.queue.push(data)
      if (this.queue.length > MAX_QUEUE) this.restart() // the tab slept: start at the live edge
      else this.feed()
      return
    }
    const message = readText(data)
    if (!message) return
    this.attempt = 0
    if (message.type === 'hello') this.begin(message)
    else this.down()
  }

  private down(): void {
    this.isDown = true
    this.say('ended')
  }

  /** A new stretch: same timeline goes on in the same buffer, another one needs a new source. */
  private begin(hello: Hello): void {
    this.isDown = false
    const isContinued = this.hello?.epoch_ms === hello.epoch_ms && this.buffer !== null
    const isSame = isContinued && this.hello?.codecs === hello.codecs
    this.hello = hello
    this.epochMs = hello.epoch_ms
    this.queue = []
    if (!isContinued || !this.change(hello, isSame)) this.open(hello)
    void this.video.play().catch(() => undefined)
  }

  private change(hello: Hello, isSame: boolean): boolean {
    if (this.source?.readyState !== 'open' || !this.buffer || this.video.error) return false
    try {
      if (this.buffer.updating) this.buffer.abort()
      if (!isSame) this.buffer.changeType(type(hello))
      return true
    } catch {
      return false
    }
  }

  private open(hello: Hello): void {
    this.release()
    const source = new this.Source()
    this.source = source
    this.video.disableRemotePlayback = true // ManagedMediaSource asks for it
    source.addEventListener('sourceopen', () => {
      if (this.source !== source || source.sourceBuffers.length) return
      try {
        this.buffer = source.addSourceBuffer(type(hello))
      } catch {
        return this.restart()
      }
      this.buffer.addEventListener('updateend', () => this.feed())
      this.feed()
    })
    this.address = URL.createObjectURL(source)
    this.video.src = this.address
  }

  private release(): void {
    this.buffer = null
    this.source = null
    if (this.address) URL.revokeObjectURL(this.address)
    this.address = null
    this.video.removeAttribute('src')
    this.video.load()
  }

  private restart(): void {
    this.queue = []
    this.hello = null
    this.socket?.close()
  }

  private feed(): void {
    const buffer = this.buffer
    if (!buffer || buffer.updating || this.source?.readyState !== 'open') return
    const next = this.queue[0]
    if (!next) return
    try {
      buffer.appendBuffer(next)
      this.queue.shift()
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError') this.restart()
      else this.drop(5)
    }
  }

  private drop(keep: number): void {
    const buffer = this.buffer
    if (!buffer || buffer.updating) return
    const old = trim(this.video.currentTime, ranges(buffer.buffered), keep)
    if (old && old.end > old.start) buffer.remove(old.start, old.end)
  }

  private beat(): void {
    const quiet = performance.now() - this.heardAt
    if (this.socket && !this.isDown && this.hello && quiet > SILENCE_MS) this.socket.close()
    if (this.video.error && this.hello) this.restart()
    this.drop(8)
    const move = chase(this.video.currentTime, ranges(this.video.buffered), this.video.playbackRate)
    if (move.kind === 'seek') this.video.currentTime = move.to
    if (move.kind === 'rate') this.video.playbackRate = move.rate
    if (this.video.paused && this.buffer && !this.isDown) void this.video.play().catch(() => undefined)
  }
}

function type(hello: Hello): string {
  return `video/mp4; codecs="${hello.codecs}"`
}

function ranges(buffered: TimeRanges): Range[] {
  return Array.from({ length: buffered.length }, (_, index) => ({
    start: buffered.start(index),
    end: buffered.end(index),
  }))
}
