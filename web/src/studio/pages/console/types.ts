import type { RoomState } from '@/shared/live'

/** `GET /rooms/{slug}/desk`. Times are Unix ms, money minor units. */
export interface DeskAnswer {
  now: number
  state: RoomState
  show: ShowOut | null
  script: ScriptRow[]
  plan: PlannedLink[]
  runs: Run[]
  actions: Action[]
  confirmations: Confirmation[]
  muted: Muted[]
  candidates: Candidate[]
  stock_risks?: StockRisk[]
  /** What viewers can reserve; `here`: reservations made in the show on air. */
  next_show?: { id: number; title: string; starts_at: number; reserved: number; here: number } | null
  staff: { id: number; name: string }
}
/** What stands against presenting a link. */
export interface StockRisk {
  link_id: number
  level: 'out' | 'short' | 'over'
  messages: string[]
}
export interface ShowOut {
  id: number
  title: string
  host_name: string
  phase: string
  is_rehearsal: boolean
  planned_start_at: number
  planned_end_at: number
  went_live_at: number | null
  ended_at: number | null
}
export interface ScriptRow {
  id: number
  position: number
  part: string
  title: string
  seconds: number
  link_id: number | null
  link_number: number | null
  product_name: string
  talk_points: string
  assistant_action: string
  console_action: string
  traffic_action: string
  interaction: string
  compliance_note: string
  is_cant_miss: boolean
  /** Interactions that the segment carries. */
  blocks?: { id: number; kind: string; title: string; seconds: number }[]
}
export interface PlannedLink {
  link_id: number
  flash_price: number | null
  live_price: number
  spare_stock: number
  floor_price: number
  risk_words: string
  note: string
}
export interface Run {
  id: number
  segment_id: number | null
  title: string
  link_id: number | null
  planned_seconds: number
  started_at: number
  ended_at: number | null
  was_skipped: boolean
}
export interface Action {
  id: number
  verb: string
  detail: Record<string, unknown>
  actor_id: number | null
  actor: string
  at: number
  undone_at: number | null
  compensates_id: number | null
  undo_until: number | null
}
export interface Confirmation {
  id: number
  verb: 'price' | 'flash'
  detail: { offer_ids: number[]; price: number }
  asked_by_id: number
  asked_by: string
  asked_at: number
  confirmed_by: string | null
  confirmed_at: number | null
}
export interface Muted {
  viewer_id: number
  name: string
  reason: string
  by: string
  at: number
  ends_at: number | null
}
export interface Candidate {
  id: number
  title: string
  host_name: string
  is_rehearsal: boolean
  planned_start_at: number
  reasons: { code: string; message: string; who: string; link: string }[]
}
