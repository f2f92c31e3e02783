/** One WebSocket to the gateway that comes back by itself and loses nothing on the way. */
import { shallowReactive } from 'vue'
import { LiveError, type BuyWish, type LiveConnection, type RoomOptions } from './connection'
import { deviceId, uuid } from './ids'
import { applyFrame, emptyRoom } from './store'
import {
  CLOSE_REASONS,
  type ActAnswer,
  type BeaconItem,
  type BuyAnswer,
  type ClientFrame,
  type ErrFrame,
  type GiftAnswer,
  type PersonalFrame,
  type ServerFrame,
} from './types'
import { actRefusal, buyRefusal, giftRefusal, Waiting } from './waiting'

export { LiveError, type BuyWish, type LiveConnection, type RoomOptions } from './connection'
export { uuid } from './ids'

const PING_MS = 15_000
const SILENCE_WEAK_MS = 5_000
const SILENCE_DEAD_MS = 12_000
const OFFLINE_AFTER_MS = 4_000
const BUY_TIMEOUT_MS = 30_000
const ACT_TIMEOUT_MS = 20_000
const COMMENT_TIMEOUT_MS = 8_000
const LIKE_FLUSH_MS = 500
const BEACON_FLUSH_MS = 1_000
const BEACONS_PER_FRAME = 50
const BEACONS_KEPT = 400
const FINAL = new Set([4403, 4404, 4409])

type TimerName = 'retry' | 'ping' | 'watch' | 'offline' | 'like' | 'beacon'

interface WaitingComment {
  done: () => void
  fail: (error: LiveError) => void
  timer: ReturnType<typeof setTimeout>
}

/** Enter a room and stay in it until `close`. */
export function connectRoom(options: RoomOptions): LiveConnection {
  return new Client(options)
}

/** Wait before attempt `n` (0 first): 0.3 s doubling to 15 s, full jitter above a floor. */
export function backoff(attempt: number, random = Math.random()): number {
  const ceiling = Math.min(15_000, 300 * 2 ** attempt)
  return ceiling * (0.3 + 0.7 * random)
}

class Client implements LiveConnection {
  readonly room = shallowReactive(emptyRoom())
  private socket: WebSocket | null = null
  private isReady = false
  private isClosed = false
  private attempt = 0
  private node = 0
  private renew = false
  private returnAfter: number | null = null
  private heard = 0
  private buys = new Waiting<BuyAnswer>(buyRefusal, BUY_TIMEOUT_MS)
  private acts = new Waiting<ActAnswer>(actRefusal, ACT_TIMEOUT_MS)
  private gifts = new Waiting<GiftAnswer>(giftRefusal, ACT_TIMEOUT_MS)
  private comments = new Map<string, WaitingComment>()
  private beacons: BeaconItem[] = []
  private beaconsOut = 0
  private likes = 0
  private timers: Partial<Record<TimerName, ReturnType<typeof setTimeout>>> = {}

  constructor(private readonly options: RoomOptions) {
    this.room.personId = this.recall()
    globalThis.addEventListener?.('online', this.hurry)
    globalThis.document?.addEventListener('visibilitychange', this.look)
    void this.open()
  }

  now = (): number => Date.now() + this.room.clockOffset

  buy = (wish: BuyWish, key = uuid()): Promise<BuyAnswer> => {
    return this.ask(this.buys, { k: 'buy', id: key, address: null, ...wish })
  }

  act = async (activity: number, body: Record<string, unknown> = {}, key = uuid()): Promise<ActAnswer> => {
    const answer = await this.ask(this.acts, { k: 'act', id: key, activity, body })
    if (answer.code !== 'challenge') return answer
    const { prove } = await import('./proof')
    const proof = await prove(String(answer.body['nonce']), Number(answer.body['bits']))
    return this.ask(this.acts, { k: 'act', id: key, activity, body, proof })
  }

  gift = (gift: number, n = 1, key = uuid()): Promise<GiftAnswer> =>
    this.ask(this.gifts, { k: 'gift', id: key, gift, n })

  private ask<Answer extends { id: string; message: string }>(
    waiting: Waiting<Answer>,
    frame: ClientFrame & { id: string },
  ): Promise<Answer> {
    const answer = waiting.ask(frame.id, frame)
    this.send(frame)
    return answer
  }

  comment = (text: string, to?: number): Promise<void> => {
    const id = uuid()
    return new Promise((done, fail) => {
      const timer = setTimeout(() => this.failComment(id, offlineError()), COMMENT_TIMEOUT_MS)
      this.comments.set(id, { done, fail, timer })
      if (!this.send({ k: 'comment', id, text, ...(to ? { to } : {}) })) this.failComment(id, offlineError())
    })
  }

  like = (n = 1): void => {
    this.likes += n
    this.room.likes += n // seen at once; the next counter of the gateway is the truth
    this.timers.like ??= setTimeout(() => this.flushLikes(), LIKE_FLUSH_MS)
  }

  beacon = (item: Omit<BeaconItem, 'id'>): void => {
    this.beacons.push({ id: uuid(), ...item })
    if (this.beacons.length > BEACONS_KEPT) this.beacons.shift()
    this.timers.beacon ??= setTimeout(() => this.flushBeacons(), BEACON_FLUSH_MS)
  }

  close = (): void => {
    this.flushLikes()
    this.flushBeacons()
    this.stop(null)
    this.socket?.close(1000)
  }

  private async open(): Promise<void> {
    if (this.isClosed || this.socket) return
    let token: string
    try {
      token = await this.options.token(this.renew)
    } catch {
      return this.retryLater()
    }
    if (this.isClosed || this.socket) return
    this.renew = false
    const urls = this.options.urls?.length ? this.options.urls : [this.options.url]
    const url = urls[this.node % urls.length]!
    const socket = this.options.socket?.(url) ?? new WebSocket(url)
    this.socket = socket
    socket.onopen = () => this.hello(socket, token)
    socket.onmessage = (message) => this.hear(socket, JSON.parse(message.data as string) as ServerFrame)
    socket.onclose = (event) => this.gone(socket, event.code)
    this.watch()
  }

  private hello(socket: WebSocket, token: string): void {
    const { room, page = 'room', source = 'direct' } = this.options
    const state = this.room.state
    const frame: ClientFrame = {
      k: 'hello',
      token,
      room,
      epoch: state?.epoch ?? 0,
      seq: state?.seq ?? 0,
      person: this.room.personId,
      source,
      page,
      device: deviceId(),
    }
    socket.send(JSON.stringify(frame))
  }

  private hear(socket: WebSocket, frame: ServerFrame): void {
    if (socket !== this.socket) return
    this.heard += 1
    const known = this.room.personal
    const likes = this.room.likes
    const events = applyFrame(this.room, frame, Date.now())
    if (frame.k === 't' && frame.lk !== undefined && this.likes) this.room.likes = Math.max(likes, frame.lk)
    if (this.isReady) this.room.connection = this.room.isLagging ? 'weak' : 'online'
    for (const event of events) this.options.onEvent?.(event)
    if (frame.k === 'me' && this.room.personal !== known) this.tell(frame)
    else if (frame.k === 'welcome') this.welcome()
    else this.hearAnswer(frame)
  }

  private hearAnswer(frame: ServerFrame): void {
    if (frame.k === 'buy') this.buys.answer(frame)
    else if (frame.k === 'act') this.acts.answer(frame)
    else if (frame.k === 'gift') this.gifts.answer(frame)
    else if (frame.k === 'suggest') this.options.onSuggest?.(frame)
    else if (frame.k === 'away') this.returnAfter = frame.after_ms
    else if (frame.k === 'restrained') this.options.onRestrained?.(frame)
    else if (frame.k === 'desk') this.options.onDesk?.(frame.topic)
    else if (frame.k === 'ok') this.acknowledge(frame.id)
    else if (frame.k === 'err') this.refuse(frame)
  }

  private welcome(): void {
    this.isReady = true
    this.attempt = 0
    this.room.connection = 'online'
    this.clear('offline')
    for (const waiting of this.wishes) for (const frame of waiting.frames()) this.send(frame)
    this.beaconsOut = 0
    this.flushBeacons()
    this.flushLikes()
    this.ping()
  }

  private tell(frame: PersonalFrame): void {
    this.remember(this.room.personId)
    this.options.onPersonal?.(frame)
  }

  private acknowledge(id: string): void {
    const comment = this.comments.get(id)
    if (comment) {
      clearTimeout(comment.timer)
      this.comments.delete(id)
      comment.done()
      return
    }
    // A frame of beacons is acknowledged by the id of its last item, after it is on disk.
    const index = this.beacons.findIndex((item) => item.id === id)
    if (index < 0) return
    this.beacons.splice(0, index + 1)
    this.beaconsOut = 0
    if (this.beacons.length) this.flushBeacons()
  }

  private refuse(frame: ErrFrame): void {
    const { id, code, message, retry_ms } = frame
    if (id === null) return
    const waiting = this.wishes.find((one) => one.has(id))
    if (waiting) waiting.refuse(id, code, message)
    else if (this.beacons.some((item) => item.id === id)) {
      this.beaconsOut = 0
      this.timers.beacon ??= setTimeout(() => this.flushBeacons(), retry_ms ?? BEACON_FLUSH_MS)
    } else this.failComment(id, new LiveError(code, message, retry_ms))
  }

  private failComment(id: string, error: LiveError): void {
    const waiting = this.comments.get(id)
    if (!waiting) return
    clearTimeout(waiting.timer)
    this.comments.delete(id)
    waiting.fail(error)
  }

  private gone(socket: WebSocket, code: number): void {
    if (socket !== this.socket) return
    this.socket = null
    this.isReady = false
    this.clear('ping')
    for (const id of [...this.comments.keys()]) this.failComment(id, offlineError())
    if (FINAL.has(code)) return this.stop(CLOSE_REASONS[code] ?? 'closed')
    if (this.isClosed) return
    this.renew = code === 4401
    this.node += 1
    this.retryLater()
  }

  private retryLater(): void {
    if (this.room.connection !== 'offline') this.room.connection = 'connecting'
    this.timers.offline ??= setTimeout(() => (this.room.connection = 'offline'), OFFLINE_AFTER_MS)
    this.clear('retry')
    const wait = this.returnAfter ?? backoff(this.attempt++)
    this.returnAfter = null
    this.timers.retry = setTimeout(() => void this.open(), wait)
  }

  private ping(): void {
    this.clear('ping')
    const visible = globalThis.document?.visibilityState !== 'hidden'
    this.send({ k: 'ping', visible })
    this.timers.ping = setTimeout(() => this.ping(), PING_MS)
    this.watch()
  }

  /** Ask the line for a sign of life: weak after 5 s of silence, replaced after 12 s. */
  private watch(): void {
    const before = this.heard
    this.clear('watch')
    this.timers.watch = setTimeout(() => {
      if (this.heard > before || !this.socket) return
      if (this.isReady) this.room.connection = 'weak'
      this.timers.watch = setTimeout(() => this.abandon(before), SILENCE_DEAD_MS - SILENCE_WEAK_MS)
    }, SILENCE_WEAK_MS)
  }

  private abandon(before: number): void {
    const socket = this.socket
    if (!socket || this.heard > before) return
    this.gone(socket, 1006)
    socket.close()
  }

  private flushLikes(): void {
    this.clear('like')
    if (!this.likes || !this.isReady) return
    const n = Math.min(50, this.likes)
    this.likes = 0
    this.send({ k: 'like', n })
  }

  private flushBeacons(): void {
    this.clear('beacon')
    if (!this.beacons.length || !this.isReady || this.beaconsOut) return
    const items = this.beacons.slice(0, BEACONS_PER_FRAME)
    this.beaconsOut = items.length
    this.send({ k: 'beacon', items })
  }

  private send(frame: ClientFrame): boolean {
    if (!this.isReady || !this.socket || this.socket.readyState !== 1) return false
    this.socket.send(JSON.stringify(frame))
    return true
  }

  private hurry = (): void => {
    this.attempt = 0
    if (!this.socket) {
      this.clear('retry')
      void this.open()
    } else this.ping()
  }

  /** A page that comes back from the background asks at once whether its line is still there. */
  private look = (): void => {
    if (this.isClosed) return
    if (globalThis.document.visibilityState === 'visible') this.hurry()
    else this.send({ k: 'ping', visible: false })
  }

  private stop(reason: string | null): void {
    this.isClosed = true
    this.room.closed = reason
    this.room.connection = 'offline'
    globalThis.removeEventListener?.('online', this.hurry)
    globalThis.document?.removeEventListener('visibilitychange', this.look)
    for (const name of Object.keys(this.timers) as TimerName[]) this.clear(name)
    for (const waiting of this.wishes) waiting.refuseAll()
  }

  private clear(name: TimerName): void {
    clearTimeout(this.timers[name])
    delete this.timers[name]
  }

  private get wishes(): Pick<Waiting<BuyAnswer>, 'frames' | 'has' | 'refuse' | 'refuseAll'>[] {
    return [this.buys, this.acts, this.gifts]
  }

  private get memory(): string {
    return `kaibo.person.${this.options.room}`
  }

  private recall(): number {
    return Number(globalThis.sessionStorage?.getItem(this.memory) ?? 0)
  }

  private remember(id: number): void {
    globalThis.sessionStorage?.setItem(this.memory, String(id))
  }
}

function offlineError(): LiveError {
  return new LiveError('offline', '')
}
