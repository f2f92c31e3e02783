import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { applyEvent, backoff, connectRoom, priceAt, type LiveConnection, type NumberedEvent } from '../live'
import { applyFrame, COMMENTS_KEPT, emptyRoom } from './store'
import type { LinkCard, OfferCard, RoomEvent, RoomState } from './types'

const offer = (id: number, changes: Partial<OfferCard> = {}): OfferCard => ({
  offer_id: id,
  link_id: 1,
  sku_id: id,
  sku_name: '红色 M',
  normal_price: 9900,
  price: 9900,
  flash_price: null,
  flash_starts_at: null,
  flash_ends_at: null,
  per_user_limit: 0,
  left: 10,
  released: 10,
  is_listed: true,
  version: 1,
  ...changes,
})
const link = (id: number, offers: OfferCard[] = []): LinkCard => ({
  link_id: id,
  number: id,
  product_id: id,
  name: `商品${id}`,
  image: '',
  role: 'hero',
  daily_price: 12900,
  mechanism: '',
  selling_points: [],
  ship_within_hours: 48,
  return_days: 7,
  return_exempt_reason: '',
  seller: '开播',
  offers,
})
const state = (changes: Partial<RoomState> = {}): RoomState => ({
  room_id: 1,
  slug: 'demo',
  title: '直播间',
  shop_id: 1,
  shop_name: '开播',
  show_id: 5,
  show_title: '秋季专场',
  host_name: '小开',
  is_on_air: true,
  is_rehearsal: false,
  went_live_at: 1,
  stream_state: 'up',
  epoch: 1,
  seq: 10,
  announcement: '',
  segment: null,
  pinned_link_id: null,
  links: [link(1, [offer(1)]), link(2)],
  ...changes,
})
const numbered = (seq: number, event: RoomEvent): NumberedEvent => ({ epoch: 1, seq, at: 0, event })

describe('applyEvent', () => {
  it('pins a link and adds a card that the bag did not have', () => {
    const after = applyEvent(state(), numbered(11, { kind: 'link_pinned', link: link(3) }))
    expect(after.pinned_link_id).toBe(3)
    expect(after.links.map((one) => one.link_id)).toEqual([1, 2, 3])
    expect(after.seq).toBe(11)
  })
  it('ignores an event that the state contains', () => {
    const before = state()
    expect(applyEvent(before, numbered(10, { kind: 'announced', text: 'x' }))).toBe(before)
  })
  it('replaces the offers that changed and keeps the others', () => {
    const before = state({ links: [link(1, [offer(1), offer(2)])] })
    const changed = offer(2, { normal_price: 100 })
    const after = applyEvent(
      before,
      numbered(11, { kind: 'offers_changed', offers: [changed], reason: 'price' }),
    )
    expect(after.links[0]!.offers).toEqual([offer(1), changed])
  })
  it('unpins and ends as the server does', () => {
    const before = state({ pinned_link_id: 2, announcement: '开抢' })
    expect(
      applyEvent(before, numbered(11, { kind: 'link_unpinned', link_id: 2 })).pinned_link_id,
    ).toBeNull()
    const ended = applyEvent(before, numbered(11, { kind: 'show_ended', show_id: 5, at: 1 }))
    expect(ended).toMatchObject({ is_on_air: false, pinned_link_id: null, announcement: '' })
  })
  it('ends the flash price by the clock, without an event', () => {
    const flash = offer(1, { flash_price: 5900, flash_starts_at: 100, flash_ends_at: 200 })
    expect([99, 100, 199, 200].map((at) => priceAt(flash, at))).toEqual([9900, 5900, 5900, 9900])
  })
})

describe('applyFrame', () => {
  it('keeps the last 200 comments and no comment twice', () => {
    const room = emptyRoom()
    const rows = Array.from(
      { length: 250 },
      (_, i) => [i + 1, 1, '甲', '你好', 0, 1] as [number, number, string, string, number, number],
    )
    applyFrame(room, { k: 't', now: 0, cm: rows }, 0)
    applyFrame(room, { k: 't', now: 0, cm: rows.slice(-3) }, 0)
    expect(room.comments).toHaveLength(COMMENTS_KEPT)
    expect(room.comments[0]!.id).toBe(51)
    expect(room.comments[0]!.isStaff).toBe(true)
  })
  it('takes stock from ticks over the card', () => {
    const room = emptyRoom()
    applyFrame(room, welcome(), 0)
    expect(room.left[1]).toBe(10)
    applyFrame(room, { k: 't', now: 0, st: { '1': 3 } }, 0)
    expect(room.left[1]).toBe(3)
  })
  it('mutes and frees this viewer only', () => {
    const room = emptyRoom()
    applyFrame(room, welcome(), 0)
    const mute = (viewer_id: number, lifted = false): RoomEvent => ({
      kind: 'viewer_muted',
      viewer_id,
      ends_at: null,
      lifted,
    })
    applyFrame(room, { k: 't', now: 0, ev: [numbered(11, mute(8))] }, 0)
    expect(room.mutedUntil).toBe(0)
    applyFrame(room, { k: 't', now: 0, ev: [numbered(12, mute(7))] }, 0)
    expect(room.mutedUntil).toBe(Infinity)
    applyFrame(room, { k: 't', now: 0, ev: [numbered(13, mute(7, true))] }, 0)
    expect(room.mutedUntil).toBe(0)
  })
})

const welcome = (changes: object = {}) => ({
  k: 'welcome' as const,
  viewer: 7,
  name: '甲',
  role: 'buyer' as const,
  now: Date.now() + 5000,
  state: state(),
  events: [],
  comments: [],
  online: 3,
  likes: 4,
  tick_ms: 200,
  uv: 6,
  muted_until: 0,
  ...changes,
})

class FakeSocket {
  static all: FakeSocket[] = []
  readyState = 0
  sent: Record<string, unknown>[] = []
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  constructor() {
    FakeSocket.all.push(this)
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }
  close(): void {
    this.readyState = 3
  }
  open(): void {
    this.readyState = 1
    this.onopen?.()
  }
  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }
  drop(code = 1006): void {
    this.readyState = 3
    this.onclose?.({ code })
  }
  of(kind: string): Record<string, unknown>[] {
    return this.sent.filter((frame) => frame.k === kind)
  }
}

describe('connectRoom', () => {
  let live: LiveConnection
  const renews: boolean[] = []
  const seen: number[] = []
  const told: number[] = []

  beforeEach(async () => {
    vi.useFakeTimers()
    FakeSocket.all = []
    renews.length = seen.length = told.length = 0
    live = connectRoom({
      url: 'ws://x/ws',
      room: 'demo',
      token: (renew) => {
        renews.push(renew)
        return 'T'
      },
      onEvent: (event) => seen.push(event.seq),
      onPersonal: (event) => told.push(event.id),
      socket: () => new FakeSocket() as unknown as WebSocket,
    })
    await vi.advanceTimersByTimeAsync(0)
  })
  afterEach(() => {
    live.close()
    vi.useRealTimers()
  })

  const last = (): FakeSocket => FakeSocket.all[FakeSocket.all.length - 1]!
  const enter = (changes: object = {}): void => {
    last().open()
    last().say(welcome(changes))
  }

  it('says hello without a past and knows the server clock', () => {
    enter()
    expect(last().sent[0]).toMatchObject({ k: 'hello', token: 'T', epoch: 0, seq: 0, person: 0 })
    expect(live.room.connection).toBe('online')
    expect(live.now() - Date.now()).toBe(5000)
  })

  it('resumes from the last event and tells each event once', async () => {
    enter()
    const pin = numbered(11, { kind: 'link_pinned', link: link(2) })
    last().say({ k: 't', now: 0, ev: [pin] })
    last().say({ k: 'me', id: 9, at: 0, kind: 'order_placed', body: {} })
    last().drop()
    expect(live.room.connection).toBe('connecting')
    await vi.advanceTimersByTimeAsync(1000)
    last().open()
    expect(last().sent[0]).toMatchObject({ k: 'hello', epoch: 1, seq: 11, person: 9 })
    const text = numbered(12, { kind: 'announced', text: '开抢' })
    last().say(welcome({ state: null, events: [pin, text] }))
    last().say({ k: 'me', id: 9, at: 0, kind: 'order_placed', body: {} })
    last().say({ k: 'me', id: 8, at: 0, kind: 'order_shipped', body: {} }) // committed later than 9
    expect(seen).toEqual([11, 12])
    expect(told).toEqual([9, 8])
    expect(live.room.state?.announcement).toBe('开抢')
  })

  it('sends an unanswered buy again under the same key, and only once per line', async () => {
    enter()
    let order: number | null = null
    void live.buy({ offer: 1, quantity: 1, price: 9900 }).then((answer) => (order = answer.order))
    const [first] = last().of('buy')
    last().drop()
    await vi.advanceTimersByTimeAsync(1000)
    enter({ state: null })
    expect(last().of('buy')).toEqual([first])
    last().say({ k: 'buy', id: first!.id, ok: true, order: 77, code: '' })
    await vi.advanceTimersByTimeAsync(0)
    expect(order).toBe(77)
    last().drop()
    await vi.advanceTimersByTimeAsync(1000)
    enter({ state: null })
    expect(last().of('buy')).toEqual([])
  })

  it('asks for a new token after 4401 and stays away after 4409', async () => {
    enter()
    last().drop(4401)
    await vi.advanceTimersByTimeAsync(1000)
    expect(renews).toEqual([false, true])
    enter()
    last().drop(4409)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(FakeSocket.all).toHaveLength(2)
    expect(live.room.closed).toBe('opened_elsewhere')
  })

  it('comes back at the moment that a gateway going away named', async () => {
    enter()
    last().say({ k: 'away', after_ms: 3200 })
    last().drop(4503)
    await vi.advanceTimersByTimeAsync(3100)
    expect(FakeSocket.all).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(FakeSocket.all).toHaveLength(2)
    last().drop() // the next attempts wait as ever
    await vi.advanceTimersByTimeAsync(1000)
    expect(FakeSocket.all).toHaveLength(3)
  })

  it('asks the next gateway where one does not answer, and stays with it', async () => {
    const asked: string[] = []
    const many = connectRoom({
      url: 'ws://a/ws',
      urls: ['ws://a/ws', 'ws://b/ws'],
      room: 'demo',
      token: () => 'T',
      socket: (url) => {
        asked.push(url)
        return new FakeSocket() as unknown as WebSocket
      },
    })
    await vi.advanceTimersByTimeAsync(0)
    last().drop()
    await vi.advanceTimersByTimeAsync(1000)
    enter()
    await vi.advanceTimersByTimeAsync(1000)
    expect(asked).toEqual(['ws://a/ws', 'ws://b/ws'])
    many.close()
  })

  it('replaces a line that is silent', async () => {
    enter()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(live.room.connection).toBe('weak')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(FakeSocket.all).toHaveLength(2)
  })

  it('is offline when the line stays away', async () => {
    enter()
    last().drop()
    await vi.advanceTimersByTimeAsync(4_500)
    expect(live.room.connection).toBe('offline')
  })

  it('keeps beacons until they are acknowledged', async () => {
    enter()
    live.beacon({ kind: 'product_view', link: 1 })
    live.beacon({ kind: 'share' })
    await vi.advanceTimersByTimeAsync(1000)
    const [first] = last().of('beacon')
    last().drop()
    await vi.advanceTimersByTimeAsync(1000)
    enter({ state: null })
    expect(last().of('beacon')).toEqual([first])
    const items = first!.items as { id: string }[]
    last().say({ k: 'ok', id: items[1]!.id })
    last().drop()
    await vi.advanceTimersByTimeAsync(1000)
    enter({ state: null })
    expect(last().of('beacon')).toEqual([])
  })

  it('rejects a comment that the gateway refuses with its reason', async () => {
    enter()
    const failed = live.comment('你好').catch((error: unknown) => error)
    const [frame] = last().of('comment')
    last().say({ k: 'err', id: frame!.id, code: 'slow_down', message: '慢一点', retry_ms: 900 })
    expect(await failed).toMatchObject({ code: 'slow_down', message: '慢一点', retryMs: 900 })
  })
})

describe('backoff', () => {
  it('grows to a ceiling and is spread', () => {
    expect(backoff(0, 0)).toBe(90)
    expect(backoff(0, 1)).toBe(300)
    expect(backoff(20, 1)).toBe(15_000)
  })
})
