/** One WebSocket to the gateway that comes back by itself and loses nothing on the way. */
import { shallowReactive } from 'vue'
import { applyFrame, emptyRoom, type LiveRoom } from './store'
import {
  CLOSE_REASONS,
  type ActAnswer,
  type BeaconItem,
  type BuyAnswer,
  type ClientFrame,
  type ErrFrame,
  type GiftAnswer,
  type NumberedEvent,
  type Page,
  type PersonalFrame,
  type SuggestFrame,
  type RestrainedFrame,
  type ServerFrame,
} from './types'

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

export interface RoomOptions {
  /** `ws://host:8001/ws` */
  url: string
  /** All gateways, `url` first: where one does not answer the next is asked. */
  urls?: string[]
  /** Room slug. */
  room: string
  /** The viewer's or staff token; asked again with `renew` when the gateway refused it. */
  token: (renew: boolean) => string | Promise<string>
  page?: Page
  source?: string
  /** Reliable events as they happen, each once. */
  onEvent?: (event: NumberedEvent) => void
  /** Events of this person, each once; replayed ones carry their old `at`. */
  onPersonal?: (event: PersonalFrame) => void
  onSuggest?: (frame: SuggestFrame) => void
  /** A penalty for this viewer, or its end. */
  onRestrained?: (frame: RestrainedFrame) => void
  onDesk?: (topic: 'talk' | 'service') => void
  /** For tests. */
  socket?: (url: string) => WebSocket
}

export interface BuyWish {
  offer: number
  quantity: number
  /** Unit price the buyer sees, minor units. */
  price: number
  address?: number | null
}

export class LiveError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly retryMs: number | null = null,
  ) {
    super(message)
  }
}

type TimerName = 'retry' | 'ping' | 'watch' | 'offline' | 'like' | 'beacon'

interface WaitingBuy {
  frame: ClientFrame
  done: (answer: BuyAnswer) => void
  timer: ReturnType<typeof setTimeout>
}

interface WaitingAct {
  frame: ClientFrame
  done: (answer: ActAnswer) => void
  timer: ReturnType<typeof setTimeout>
}

interface WaitingGift {
  frame: ClientFrame
  done: (answer: GiftAnswer) => void
  timer: ReturnType<typeof setTimeout>
}

interface WaitingComment {
  done: () => void
  fail: (error: LiveError) => void
  timer: ReturnType<typeof setTimeout>
}

export interface LiveConnection {
  /** Shallow reactive: each field is replaced, never changed inside. */
  room: LiveRoom
  /** Server time now, Unix ms. */
  now: () => number
  /** Resolves with the answer after the commit; sent again after a reconnect under the same key. */
  buy: (wish: BuyWish, key?: string) => Promise<BuyAnswer>
  /**
   * Take part in an activity; resolves after the commit. Sent again after a reconnect: a viewer has
   * one entry, however often it asks.
   */
  act: (activity: number, body?: Record<string, unknown>, key?: string) => Promise<ActAnswer>
  /** Resolves after the commit; sent again after a reconnect under the same key, paid once. */
  gift: (gift: number, n?: number, key?: string) => Promise<GiftAnswer>
  /** Resolves when the gateway took the comment (`to`: the one it answers); rejects with a `LiveError`. */
  comment: (text: string, to?: number) => Promise<void>
  like: (n?: number) => void
  beacon: (item: Omit<BeaconItem, 'id'>) => void
  close: () => void
}

/** Enter a room and stay in it until `close`. */
export function connectRoom(options: RoomOptions): LiveConnection {
  return new Client(options)
}

/** RFC 4122 v4; `crypto.randomUUID` is missing on plain HTTP pages in a LAN. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
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
  private buys = new Map<string, WaitingBuy>()
  private acts = new Map<string, WaitingAct>()
  private gifts = new Map<string, WaitingGift>()
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
    const frame: ClientFrame = { k: 'buy', id: key, address: null, ...wish }
    return new Promise((done) => {
      const timer = setTimeout(() => this.answerBuy(refusal(key, 'try_again')), BUY_TIMEOUT_MS)
      this.buys.set(key, { frame, done, timer })
      this.send(frame)
    })
  }

  act = async (activity: number, body: Record<string, unknown> = {}, key = uuid()): Promise<ActAnswer> => {
    const answer = await this.enter({ k: 'act', id: key, activity, body })
    if (answer.code !== 'challenge') return answer
    const { prove } = await import('./proof')
    const proof = await prove(String(answer.body['nonce']), Number(answer.body['bits']))
    return this.enter({ k: 'act', id: key, activity, body, proof })
  }

  private enter(frame: ClientFrame & { k: 'act' }): Promise<ActAnswer> {
    const key = frame.id
    return new Promise((done) => {
      const timer = setTimeout(() => this.answerAct(actRefusal(key, 'try_again')), ACT_TIMEOUT_MS)
      this.acts.set(key, { frame, done, timer })
      this.send(frame)
    })
  }

  gift = (gift: number, n = 1, key = uuid()): Promise<GiftAnswer> => {
    const frame: ClientFrame = { k: 'gift', id: key, gift, n }
    return new Promise((done) => {
      const timer = setTimeout(() => this.answerGift(giftRefusal(key, 'try_again')), ACT_TIMEOUT_MS)
      this.gifts.set(key, { frame, done, timer })
      this.send(frame)
    })
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
    if (frame.k === 'buy') this.answerBuy(frame)
    else if (frame.k === 'act') this.answerAct(frame)
    else if (frame.k === 'gift') this.answerGift(frame)
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
    const unanswered = [...this.buys.values(), ...this.acts.values(), ...this.gifts.values()]
    for (const waiting of unanswered) this.send(waiting.frame)
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
    const error = new LiveError(frame.code, frame.message, frame.retry_ms)
    if (frame.id === null) return
    if (this.buys.has(frame.id)) this.answerBuy({ ...refusal(frame.id, frame.code), message: frame.message })
    else if (this.acts.has(frame.id))
      this.answerAct({ ...actRefusal(frame.id, frame.code), message: frame.message })
    else if (this.gifts.has(frame.id))
      this.answerGift({ ...giftRefusal(frame.id, frame.code), message: frame.message })
    else if (this.beacons.some((item) => item.id === frame.id)) {
      this.beaconsOut = 0
      this.timers.beacon ??= setTimeout(() => this.flushBeacons(), frame.retry_ms ?? BEACON_FLUSH_MS)
    } else this.failComment(frame.id, error)
  }

  private answerBuy(answer: BuyAnswer): void {
    const waiting = this.buys.get(answer.id)
    if (!waiting) return
    clearTimeout(waiting.timer)
    this.buys.delete(answer.id)
    waiting.done(answer)
  }

  private answerAct(answer: ActAnswer): void {
    const waiting = this.acts.get(answer.id)
    if (!waiting) return
    clearTimeout(waiting.timer)
    this.acts.delete(answer.id)
    waiting.done(answer)
  }

  private answerGift(answer: GiftAnswer): void {
    const waiting = this.gifts.get(answer.id)
    if (!waiting) return
    clearTimeout(waiting.timer)
    this.gifts.delete(answer.id)
    waiting.done(answer)
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
    for (const key of [...this.buys.keys()]) this.answerBuy(refusal(key, 'try_again'))
    for (const key of [...this.acts.keys()]) this.answerAct(actRefusal(key, 'try_again'))
    for (const key of [...this.gifts.keys()]) this.answerGift(giftRefusal(key, 'try_again'))
  }

  private clear(name: TimerName): void {
    clearTimeout(this.timers[name])
    delete this.timers[name]
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

/** A random id that this browser keeps, so that one page with many names is noticed. */
function deviceId(): string {
  try {
    const known = globalThis.localStorage?.getItem('kaibo.device')
    if (known) return known
    const made = uuid()
    globalThis.localStorage?.setItem('kaibo.device', made)
    return made
  } catch {
    return '' // storage is closed to us in some in-app browsers
  }
}

function actRefusal(id: string, code: string): ActAnswer {
  return { k: 'act', id, ok: false, number: null, body: {}, code, message: '' }
}

function giftRefusal(id: string, code: string): GiftAnswer {
  return { k: 'gift', id, ok: false, combo: 0, points: 0, left: 0, code, message: '' }
}

function refusal(id: string, code: string): BuyAnswer {
  return {
    k: 'buy',
    id,
    ok: false,
    order: null,
    amount: null,
    expires_at: null,
    code,
    message: '',
    price: null,
    left: null,
  }
}

function offlineError(): LiveError {
  return new LiveError('offline', '')
}
