export type Phase = 'prepare' | 'on_air' | 'review' | 'closed'
export type Level = 'problem' | 'warning'
export interface Flag {
  code: string
  level: Level
  label: string
}

/** A show at a glance. Times are Unix ms, money is in minor units. */
export interface ShowCard {
  id: number
  shop_id: number
  shop_name: string
  title: string
  theme: string
  host_name: string
  phase: Phase
  is_rehearsal: boolean
  rehearsal_of: number | null
  planned_start_at: number
  planned_end_at: number
  went_live_at: number | null
  ended_at: number | null
  read_chars_per_second: number
  frozen_version: number
  is_draft: boolean
  link_count: number
  segment_count: number
  scripted_seconds: number
  red_lights: Flag[]
}

export interface SkuFact {
  id: number
  code: string
  name: string
  daily_price: number
  floor_price: number
  cost: number
  stock: number
  live_price: number | null
}

export interface LinkRow {
  id: number
  number: number
  product_id: number
  product_code: string
  product_name: string
  image: string
  role: string
  daily_price: number
  live_price: number
  flash_price: number | null
  net_price: number
  mechanism: string
  cost: number
  margin_percent: number
  commission_percent: number
  profit: number
  total_stock: number
  live_stock: number
  spare_stock: number
  per_user_limit: number
  selling_points: string[]
  proof: string
  rival_price: number | null
  slot_starts_at: number | null
  slot_seconds: number
  talk_minutes: number
  host_name: string
  sample_ready: boolean
  ship_within_hours: number
  return_days: number
  return_exempt_reason: string
  sku_prices: string
  risk_words: string
  note: string
  skus: SkuFact[]
  risks: Flag[]
}

export interface SegmentRow {
  id: number
  position: number
  part: string
  title: string
  seconds: number
  starts_at: number
  link_id: number | null
  link_number: number | null
  product_name: string
  talk_points: string
  read_seconds: number
  assistant_action: string
  console_action: string
  traffic_action: string
  interaction: string
  camera: string
  target: string
  compliance_note: string
  is_cant_miss: boolean
  is_locked: boolean
  blocks: Block[]
}

/** An interaction that a segment carries; `seconds` 0: open until it is closed. */
export interface BlockDraft {
  kind: string
  title: string
  seconds: number
  rules: Record<string, unknown>
}
export interface Block extends BlockDraft {
  id: number
}
export interface BlockTemplate extends BlockDraft {
  key: string
}

export interface CellError {
  row: number
  id: number | null
  column: string
  value: string
  message: string
}
export interface TableAnswer {
  frozen_version: number
  is_draft: boolean
  errors: CellError[]
  created: Record<string, number>
  ignored: string[]
}
export interface LineupAnswer extends TableAnswer {
  links: LinkRow[]
}
export interface ScriptProblem {
  code: string
  level: Level
  message: string
  segment_id: number | null
}
export interface ScriptReport {
  planned_seconds: number
  scripted_seconds: number
  missing_parts: string[]
  problems: ScriptProblem[]
}
export interface ScriptAnswer extends TableAnswer {
  segments: SegmentRow[]
  report: ScriptReport
  is_valid: boolean
}

export interface PlanVersion {
  version: number
  frozen_at: number
  frozen_by: string
  link_count: number
  segment_count: number
}
export interface Change {
  table: 'lineup' | 'script'
  kind: 'added' | 'removed' | 'changed'
  row: string
  field: string
  before: string
  after: string
}

export interface GoalCard {
  id: number
  metric: string
  name: string
  name_en: string
  unit: string
  dimension: string
  higher_is_better: boolean
  target: number
  actual: number | null
  gap: number | null
  gap_percent: number | null
  is_met: boolean | null
  measured_at: number | null
  note: string
}
export interface GoalMetric {
  id: string
  name: string
  name_en: string
  unit: string
  dimension: string
  higher_is_better: boolean
}
export interface Choices {
  metrics: GoalMetric[]
  templates: { key: string; name: string; rows: number; seconds: number }[]
  roles: Record<string, string>
  parts: Record<string, string>
  check_categories: Record<string, string>
}

export interface CheckCard {
  id: number
  position: number
  category: string
  title: string
  is_mandatory: boolean
  signed_by: string | null
  signed_at: number | null
  note: string
}
export interface TaskCard {
  id: number
  phase: Phase
  title: string
  owner: string
  due_at: number | null
  done_at: number | null
}
export interface GateReason {
  code: string
  message: string
  who: string
  link: string
}
export interface PhaseCard {
  phase: Phase
  state: 'done' | 'current' | 'ahead'
  entered_at: number | null
  tasks: TaskCard[]
  open_tasks: number
  gate: string
  reasons: GateReason[]
}
export interface Completion {
  scripted: number
  executed: number
  percent: number | null
  target_percent: number
  is_met: boolean
  skipped: { segment_id: number; position: number; title: string; part: string }[]
}
export interface CanSell {
  id: number
  code: string
  name: string
  image: string
  daily_price: number
  cost: number
  stock: number
}
