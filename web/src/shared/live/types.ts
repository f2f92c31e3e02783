/** What the gateway and a page say to each other; mirrors `interaction/wire.py`. */
import type { RoomState, NumberedEvent } from './state'

export * from './state'

/** As sent; mirrors `GiftItem`. */
export type GiftRow = [number, number, string, number, string, string, number, number, number]

/** A gift that was sent; `combo` counts on while no five seconds pass between two. */
export interface GiftShown {
  id: number
  viewer: number
  name: string
  gift: number
  giftName: string
  icon: string
  quantity: number
  combo: number
  at: number
}

export interface GiftAnswer {
  k: 'gift'
  id: string
  ok: boolean
  combo: number
  points: number
  left: number
  code: string
  message: string
}

/** As sent: [id, viewer id, name, text, Unix ms, flags]; mirrors `CommentItem`. */
export type CommentRow = [number, number, string, string, number, number?]

export interface Comment {
  id: number
  viewer: number
  name: string
  text: string
  at: number
  isStaff: boolean
  isRehearsal: boolean
  tag: Tag
  topic: Topic
  /** Level of the fan's badge; left out for who is no fan. */
  badge?: number
}

export const TAGS = ['other', 'question', 'complaint', 'praise', 'order'] as const
export const TOPICS = ['none', 'price', 'shipping', 'quality', 'lag', 'service', 'stock', 'promise', 'other'] as const
export type Tag = (typeof TAGS)[number]
export type Topic = (typeof TOPICS)[number]

export type Role = 'guest' | 'buyer' | 'staff'

export interface WelcomeFrame {
  k: 'welcome'
  viewer: number
  name: string
  role: Role
  now: number
  state: RoomState | null
  events: NumberedEvent[]
  comments: CommentRow[]
  online: number
  likes: number
  tick_ms: number
  uv: number
  /** Unix ms; 0: may speak, -1: muted until lifted. */
  muted_until: number
  ac?: Record<string, number[]>
}

export interface TickFrame {
  k: 't'
  now: number
  ev?: NumberedEvent[]
  cm?: CommentRow[]
  on?: number
  lk?: number
  uv?: number
  st?: Record<string, number>
  /** Activity id to tally. */
  ac?: Record<string, number[]>
  gf?: GiftRow[]
  lag?: boolean
}

export interface PersonalFrame {
  k: 'me'
  id: number
  at: number
  kind: string
  body: Record<string, unknown>
}

/** What a tap would order, after a comment like 扣1. */
export interface SuggestFrame {
  k: 'suggest'
  link: number
  quantity: number
}

export interface BuyAnswer {
  k: 'buy'
  id: string
  ok: boolean
  order: number | null
  amount: number | null
  expires_at: number | null
  code: string
  message: string
  price: number | null
  left: number | null
}

/** The answer to an act, after the commit; `number` is null for a step on the way to an entry. */
export interface ActAnswer {
  k: 'act'
  id: string
  ok: boolean
  number: number | null
  body: Record<string, unknown>
  code: string
  message: string
}

export interface OkFrame {
  k: 'ok'
  id: string
}

export interface ErrFrame {
  k: 'err'
  id: string | null
  code: string
  message: string
  retry_ms: number | null
}

export interface PongFrame {
  k: 'pong'
  now: number
}

export interface KpiFrame {
  k: 'kpi'
  show: number
  at: number
  lag_ms: number
  values: Record<string, number | null>
  lights?: Record<string, LightView>
  alarms?: AlarmView[]
  tables?: KpiTables
}

/** Figures by link and source, and what staff did; whole each time. */
export interface KpiTables {
  links?: { link: number; values: Record<string, number | null> }[]
  sources?: { source: string; values: Record<string, number | null> }[]
  marks?: { at: number; kind: string; link: number | null; amount: number; text: string | null }[]
}

/** A figure against its benchmark; few: of so few people that only the interval is shown. */
export interface LightView {
  metric: string
  light: 'good' | 'warn' | 'bad' | 'few'
  target: number
  basis: 'set' | 'default' | 'own'
  score: number
  n: number | null
  low: number | null
  high: number | null
  /** What is tried first when it is red. */
  advice: ConsoleStep
}
/** What the console opens for a suggestion. */
export type ConsoleStep = 'price' | 'stock' | 'flash' | 'announce' | 'phrase' | 'activity' | 'next' | 'pin'

/** An alarm that stands, with what could be done about it. */
export interface AlarmView {
  id: number
  code: string
  level: 'problem' | 'warning'
  subject: number
  metric: string
  text: { zh: string; en: string }
  value: number | null
  baseline: number | null
  evidence: { kinds?: string[]; link?: number; segment?: number; minute?: number; metric?: string; similar_show?: number | null }
  suggestion: { do: ConsoleStep; link: number | null }
  raised_at: number
  is_acknowledged: boolean
  action_id: number | null
}

/** Staff pages: what they were shown has changed. */
export interface DeskFrame {
  k: 'desk'
  topic: 'talk' | 'service'
}

/** Before a close with 4503: when to come back, so that not all pages come at once. */
export interface AwayFrame {
  k: 'away'
  after_ms: number
}

/** A penalty for this viewer, or its end. `until` in Unix ms, -1: until revoked, 0: a warning. */
export interface RestrainedFrame {
  k: 'restrained'
  id: number
  measure: 'none' | 'mute' | 'ban'
  cause: string
  until: number
  is_lifted: boolean
}

/** Console pages: a comment with a listed word; `block` was not said, `mask` with stars. */
export interface FlagFrame {
  k: 'flag'
  viewer: number
  name: string
  text: string
  at: number
  word: string
  category: string
  grade: 'review' | 'mask' | 'block'
  via: string
  start: number
  end: number
}

export type ServerFrame =
  | RestrainedFrame
  | FlagFrame
  | WelcomeFrame
  | AwayFrame
  | TickFrame
  | PersonalFrame
  | SuggestFrame
  | BuyAnswer
  | ActAnswer
  | GiftAnswer
  | OkFrame
  | ErrFrame
  | PongFrame
  | KpiFrame
  | DeskFrame

export interface BeaconItem {
  id: string
  kind:
    | 'product_view'
    | 'product_click'
    | 'share'
    | 'follow'
    | 'unfollow'
    | 'impression'
    | 'favorite'
    | 'qoe'
    | 'prompt_seen'
    | 'rage_tap'
    | 'dead_click'
    | 'slow_sheet'
    | 'path'
  link?: number | null
  n?: number
  ms?: number | null
  text?: string
}

export type ClientFrame =
  | {
      k: 'hello'
      token: string
      room: string
      epoch: number
      seq: number
      person: number
      source: string
      page: Page
      device: string
    }
  | { k: 'gift'; id: string; gift: number; n: number }
  | { k: 'act'; id: string; activity: number; body: Record<string, unknown>; proof?: string }
  | { k: 'comment'; id: string; text: string; to?: number }
  | { k: 'like'; n: number }
  | {
      k: 'buy'
      id: string
      offer: number
      quantity: number
      price: number
      address: number | null
    }
  | { k: 'beacon'; items: BeaconItem[] }
  | { k: 'ping'; visible: boolean }

export type Page = 'room' | 'console' | 'prompter'

/** Why the gateway closed; mirrors `CLOSE_CODES`. */
export const CLOSE_REASONS: Record<number, string> = {
  4400: 'bad_frame',
  4401: 'token_expired',
  4403: 'kicked',
  4404: 'no_such_room',
  4408: 'no_hello',
  4409: 'opened_elsewhere',
  4413: 'frame_too_large',
  4429: 'too_many',
  4500: 'server_error',
  4503: 'going_away',
}
