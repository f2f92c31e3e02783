/** What a room is and what happens in it; mirrors `liveroom/contracts.py`. */

/** The highest lawful comparison of a reduction, proven by the deals of a day. */
export interface BeforeCard {
  price: number
  day: string | null
  orders: number
  market: string
}

export interface OfferCard {
  offer_id: number
  link_id: number
  sku_id: number
  sku_name: string
  normal_price: number
  price: number
  flash_price: number | null
  flash_starts_at: number | null
  flash_ends_at: number | null
  per_user_limit: number
  left: number
  released: number
  is_listed: boolean
  version: number
  before?: BeforeCard | null
}

export interface LinkCard {
  link_id: number
  number: number
  product_id: number
  name: string
  image: string
  role: string
  daily_price: number
  mechanism: string
  selling_points: string[]
  ship_within_hours: number
  return_days: number
  return_exempt_reason: string
  seller: string
  offers: OfferCard[]
}

export interface SegmentCard {
  run_id: number
  segment_id: number | null
  title: string
  link_id: number | null
  planned_seconds: number
  started_at: number
}

/** An activity as viewers see it: `rules` and `result` hold what is public alone. */
export interface ActivityCard {
  id: number
  kind: string
  title: string
  state: 'open' | 'closed' | 'settled' | 'cancelled'
  opens_at: number
  /** Unix ms; null: until it is closed by hand. */
  closes_at: number | null
  rules: Record<string, unknown>
  result: Record<string, unknown>
  rules_hash: string
}

/** A question that the host is shown (promoted), or that was answered. */
export interface QuestionCard {
  id: number
  text: string
  link_id: number | null
  state: 'promoted' | 'answered'
  askers: number
  at: number
  video_ms: number | null
}

/** A comment that staff put over the stream; viewer 0: staff. */
export interface PinnedComment {
  id: number
  viewer_id: number
  name: string
  text: string
  at: number
}

export interface RoomState {
  room_id: number
  slug: string
  title: string
  shop_id: number
  shop_name: string
  show_id: number | null
  show_title: string
  host_name: string
  is_on_air: boolean
  is_rehearsal: boolean
  went_live_at: number | null
  stream_state: string
  stream_at?: number | null
  comment_orders?: boolean
  epoch: number
  seq: number
  announcement: string
  segment: SegmentCard | null
  pinned_link_id: number | null
  links: LinkCard[]
  questions?: QuestionCard[]
  pinned_comment?: PinnedComment | null
  activities?: ActivityCard[]
}

export type RoomEvent =
  | {
      kind: 'show_started'
      show_id: number
      title: string
      host_name: string
      is_rehearsal: boolean
      at: number
      links: LinkCard[]
    }
  | { kind: 'show_ended'; show_id: number; at: number }
  | { kind: 'segment_started'; segment: SegmentCard }
  | { kind: 'link_pinned'; link: LinkCard }
  | { kind: 'link_unpinned'; link_id: number }
  | { kind: 'offers_changed'; offers: OfferCard[]; reason: string }
  | { kind: 'announced'; text: string }
  | { kind: 'comment_orders_set'; is_on: boolean }
  | { kind: 'questions_set'; questions: QuestionCard[] }
  | { kind: 'comment_pinned'; comment: PinnedComment | null }
  | { kind: 'stream_changed'; state: string; at: number }
  | { kind: 'activity_changed'; card: ActivityCard }
  | { kind: 'viewer_muted'; viewer_id: number; ends_at: number | null; lifted: boolean }

export interface NumberedEvent {
  epoch: number
  seq: number
  at: number
  event: RoomEvent
}
