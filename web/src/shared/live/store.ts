/** All that a page shows of a room, and how each frame of the gateway changes it. */
import { applyEvent } from './reduce'
import { TAGS, TOPICS } from './types'
import type {
  Comment,
  CommentRow,
  FlagFrame,
  GiftRow,
  GiftShown,
  KpiFrame,
  NumberedEvent,
  OfferCard,
  PersonalFrame,
  RestrainedFrame,
  Role,
  RoomState,
  ServerFrame,
  TickFrame,
  WelcomeFrame,
} from './types'

export const COMMENTS_KEPT = 200
const PERSONAL_KEPT = 200
const GIFTS_KEPT = 40
const FLAGS_KEPT = 40

/** weak: the line is slow or frames are missing; offline: no line, the page says so. */
export type Connection = 'connecting' | 'online' | 'weak' | 'offline'

export interface LiveRoom {
  connection: Connection
  /** Why the gateway ended the connection for good (`kicked`, `opened_elsewhere`, …). */
  closed: string | null
  viewer: number
  name: string
  role: Role
  state: RoomState | null
  /** Oldest first, at most 200. */
  comments: Comment[]
  /** The gateway left comments out for this page because its line is slow. */
  isLagging: boolean
  online: number
  likes: number
  uv: number
  /** Offer id to units left: newer than `OfferCard.left`. */
  left: Record<number, number>
  /** Activity id to tally: what it counts by slot. */
  tallies: Record<number, number[]>
  /** Gifts of the last moments, in their order. */
  gifts: GiftShown[]
  /** Server clock minus page clock, ms. */
  clockOffset: number
  tickMs: number
  kpi: KpiFrame | null
  /** Unix ms; Infinity: until lifted; 0: may speak. */
  mutedUntil: number
  /** The last penalty that this page was told of. */
  restrained: RestrainedFrame | null
  /** Staff: comments with listed words, newest first. */
  flags: FlagFrame[]
  /** Newest last. */
  personal: PersonalFrame[]
  personId: number
}

export function emptyRoom(): LiveRoom {
  return {
    connection: 'connecting',
    closed: null,
    viewer: 0,
    name: '',
    role: 'guest',
    state: null,
    comments: [],
    isLagging: false,
    online: 0,
    likes: 0,
    uv: 0,
    left: {},
    tallies: {},
    gifts: [],
    clockOffset: 0,
    tickMs: 200,
    kpi: null,
    mutedUntil: 0,
    restrained: null,
    flags: [],
    personal: [],
    personId: 0,
  }
}

/** Change `room` by a frame; returns the reliable events that were new, in order. */
export function applyFrame(room: LiveRoom, frame: ServerFrame, nowMs: number): NumberedEvent[] {
  switch (frame.k) {
    case 'welcome':
      return applyWelcome(room, frame, nowMs)
    case 't':
      return applyTick(room, frame)
    case 'me':
      return applyPersonal(room, frame)
    case 'pong':
      room.clockOffset = frame.now - nowMs
      return []
    case 'kpi':
      room.kpi = frame
      return []
    case 'restrained':
      return applyRestrained(room, frame)
    case 'flag':
      room.flags = [frame, ...room.flags].slice(0, FLAGS_KEPT)
      return []
    case 'buy':
      return []
    default:
      return []
  }
}

function applyWelcome(room: LiveRoom, frame: WelcomeFrame, nowMs: number): NumberedEvent[] {
  room.viewer = frame.viewer
  room.name = frame.name
  room.role = frame.role
  room.clockOffset = frame.now - nowMs
  room.online = frame.online
  room.likes = frame.likes
  room.uv = frame.uv
  room.mutedUntil = frame.muted_until < 0 ? Infinity : frame.muted_until
  room.tickMs = frame.tick_ms
  room.isLagging = false
  if (frame.state) takeState(room, frame.state)
  if (frame.ac) room.tallies = { ...room.tallies, ...frame.ac }
  room.comments = mergeComments(room.comments, frame.comments)
  return applyEvents(room, frame.events)
}

function applyRestrained(room: LiveRoom, frame: RestrainedFrame): NumberedEvent[] {
  room.restrained = frame
  if (frame.measure !== 'mute') return []
  room.mutedUntil = frame.is_lifted ? 0 : frame.until < 0 ? Infinity : frame.until
  return []
}

function takeState(room: LiveRoom, state: RoomState): void {
  room.state = state
  room.left = leftOf(state.links.flatMap((link) => link.offers))
}

function applyTick(room: LiveRoom, frame: TickFrame): NumberedEvent[] {
  const fresh = frame.ev ? applyEvents(room, frame.ev) : []
  if (frame.cm) room.comments = mergeComments(room.comments, frame.cm)
  if (frame.on !== undefined) room.online = frame.on
  if (frame.lk !== undefined) room.likes = frame.lk
  if (frame.uv !== undefined) room.uv = frame.uv
  if (frame.st) room.left = { ...room.left, ...frame.st }
  if (frame.ac) room.tallies = { ...room.tallies, ...frame.ac }
  if (frame.gf?.length) room.gifts = [...room.gifts, ...frame.gf.map(toGift)].slice(-GIFTS_KEPT)
  room.isLagging = frame.lag === true
  return fresh
}

function applyEvents(room: LiveRoom, events: NumberedEvent[]): NumberedEvent[] {
  const fresh: NumberedEvent[] = []
  for (const numbered of events) {
    if (!room.state) continue
    const next = applyEvent(room.state, numbered)
    if (next === room.state) continue
    room.state = next
    noteEvent(room, numbered)
    fresh.push(numbered)
  }
  return fresh
}

/** What an event changes outside the room state. */
function noteEvent(room: LiveRoom, { event }: NumberedEvent): void {
  if (event.kind === 'offers_changed') room.left = { ...room.left, ...leftOf(event.offers) }
  if (event.kind === 'link_pinned') room.left = { ...room.left, ...leftOf(event.link.offers) }
  if (event.kind === 'show_started') {
    room.likes = 0
    room.uv = 0
    room.left = leftOf(event.links.flatMap((link) => link.offers))
  }
  if (event.kind === 'viewer_muted' && event.viewer_id === room.viewer)
    room.mutedUntil = event.lifted ? 0 : (event.ends_at ?? Infinity)
}

function leftOf(offers: OfferCard[]): Record<number, number> {
  return Object.fromEntries(offers.map((offer) => [offer.offer_id, offer.left]))
}

/** The database commits out of the order of its ids, so a lower id may still be new. */
function applyPersonal(room: LiveRoom, frame: PersonalFrame): [] {
  if (room.personal.some((known) => known.id === frame.id)) return []
  room.personId = Math.max(room.personId, frame.id)
  room.personal = [...room.personal, frame].slice(-PERSONAL_KEPT)
  return []
}

function mergeComments(known: Comment[], rows: CommentRow[]): Comment[] {
  const newest = known.length ? known[known.length - 1]!.id : 0
  const seen = newest ? new Set(known.map((comment) => comment.id)) : new Set<number>()
  const fresh = rows.filter((row) => !seen.has(row[0])).map(toComment)
  return fresh.length ? [...known, ...fresh].slice(-COMMENTS_KEPT) : known
}

function toGift([id, viewer, name, gift, giftName, icon, quantity, combo, at]: GiftRow): GiftShown {
  return { id, viewer, name, gift, giftName, icon, quantity, combo, at }
}

function toComment([id, viewer, name, text, at, flags = 0]: CommentRow): Comment {
  return {
    id,
    viewer,
    name,
    text,
    at,
    isStaff: (flags & 1) !== 0,
    isRehearsal: (flags & 2) !== 0,
    tag: TAGS[(flags >> 4) & 7] ?? 'other',
    topic: TOPICS[(flags >> 8) & 15] ?? 'none',
    ...(flags >> 16 ? { badge: (flags >> 16) & 31 } : {}),
  }
}
