import { API, get, put } from '@/shared/http'

/** Registry ids to figures: money in minor units, percent 0–100, seconds, counts. */
export type Values = Record<string, number | null | undefined>
export interface Text {
  zh: string
  en: string
}
export type Unit = 'money' | 'count' | 'percent' | 'seconds' | 'ratio' | 'score'
export interface Metric {
  id: string
  number: number
  zh: string
  en: string
  formula: string
  formula_zh: string
  unit: Unit
  kinds: string[]
  grains: string[]
  owner: string
  source: string
  is_kpi: boolean
  higher_is_better: boolean
}
export interface Minute {
  at: number
  values: Values
}
export interface Mark {
  at: number
  kind: string
  link: number | null
  amount: number
  text: string | null
}
/** Stars of viewers; the interval is that of the mean. `stars`: how many gave 1, 2, … 5. */
export interface Rating {
  n: number
  mean: number
  low: number
  high: number
  stars: number[]
}
export interface Segment {
  run: number
  title: string
  link: number | null
  started_at: number | null
  ended_at: number | null
  planned_seconds: number
  live_ms: number
  was_skipped: boolean
  is_scripted: boolean
  rating?: Rating | null
  values: Values
}
export interface Product {
  link: number
  number: number
  name: string
  image: string
  role: string
  price: number
  presented_ms: number
  values: Values
}
export interface Goal {
  metric: string
  name: string
  name_en: string
  unit: Unit
  dimension: string
  target: number
  actual: number | null
  gap: number | null
  gap_percent: number | null
  is_met: boolean | null
}
export interface Evidence {
  metric?: string
  kinds?: string[]
  link?: number
  segment?: number
  minute?: number
}
export interface Finding {
  code: string
  level: 'problem' | 'warning' | 'good'
  text: Text
  evidence: Evidence
}
export interface BookLine {
  metric: string
  link: number | null
  orders: number
  log: number
  difference: number
}
export interface ShowCard {
  id: number
  shop_id: number
  shop_name: string
  title: string
  host_name: string
  phase: string
  is_rehearsal: boolean
  planned_start_at: number
  planned_end_at: number
  went_live_at: number | null
  ended_at: number | null
}
export interface Body {
  show: ShowCard
  as_of: number
  rows: number
  started_at: number | null
  ended_at: number | null
  verdict: Text
  totals: Values
  errors: Record<string, number>
  goals: Goal[]
  funnel: { metric: string; value: number }[]
  minutes: Minute[]
  marks: Mark[]
  breaks: { started_at: number; ended_at: number }[]
  segments: Segment[]
  rating?: Rating | null
  products: Product[]
  sources: { source: string; values: Values }[]
  completion: {
    scripted: number
    executed: number
    percent: number | null
    target_percent: number
    is_met: boolean
    skipped: { title: string; position: number }[]
  }
  findings: Finding[]
  reconciliation: { agrees: boolean; waiting: number; lines: BookLine[] }
}
export interface Review {
  now: Body
  is_stale: boolean
  at_end: { made_at: number; totals: Values; verdict: Text } | null
  note: string
}
export interface ReviewCard {
  show: ShowCard
  made_at: number | null
  verdict: Text | null
  gmv: number | null
  uv: number | null
  conversion_rate: number | null
}
/** Which rows of the log stand behind a figure. */
export interface Wanted {
  kinds?: string[]
  segment?: number
  link?: number
  minute?: number
  source?: string
}
export interface EventRow {
  event_id: string
  ts: number
  kind: string
  viewer: number
  link: number | null
  segment_run: number | null
  ref: number | null
  amount: number
  quantity: number
  n: number
  ms: number
  source: string
  text: string | null
}
export interface Rows {
  total: number
  n: number
  amount: number
  quantity: number
  ms: number
  viewers: number
  rows: EventRow[]
}

export const loadMetrics = () => get<Metric[]>('/insight/metrics')
export const loadReviews = () => get<ReviewCard[]>('/insight/reviews')
export const loadReview = (show: number) => get<Review>(`/insight/shows/${show}/review`)
export const loadRows = (show: number, wanted: Wanted, offset: number, limit: number) =>
  get<Rows>(`/insight/shows/${show}/rows`, { ...query(wanted), offset, limit })
/** An activity of the show; amounts in minor units. */
export interface ActivityLine {
  id: number
  kind: string
  title: string
  opens_at: string
  closes_at: string | null
  segment: string
  is_scripted: boolean
  participants: number
  buyers: number
  orders: number
  amount: number
  prizes: number
  prizes_paid: number
}
export const loadActivities = (show: number) => get<ActivityLine[]>(`/insight/shows/${show}/interactions`)
/** Questions, gifts and reservations: of a segment as it ran, or (`run_id` null) of the show. */
export interface EngagementLine {
  run_id: number | null
  title: string
  started_at: string | null
  questions: number
  answered: number
  dropped: number
  median: number | null
  askers: number
  buyers: number
  amount: number
  gifts: number
  points: number
  givers: number
  reserves: number
}
export interface Engagement {
  lines: EngagementLine[]
  next_show: { show_id: number; title: string; starts_at: string; reserved: number } | null
}
export const loadEngagement = (show: number) => get<Engagement>(`/insight/shows/${show}/engagement`)
export const saveNote = (show: number, note: string) => put<undefined>(`/insight/shows/${show}/note`, { note })

export function exportUrl(show: number, wanted: Wanted, form: 'csv' | 'parquet'): string {
  const pairs = Object.entries(query(wanted)).filter(([, value]) => value !== undefined)
  return `${API}/insight/shows/${show}/rows.${form}?${new URLSearchParams(pairs.map(([k, v]) => [k, String(v)]))}`
}

function query(wanted: Wanted): Record<string, string | number | undefined> {
  const { kinds, ...rest } = wanted
  return { ...rest, kinds: kinds?.join(',') }
}
