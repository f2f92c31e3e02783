import { get, post, put } from '@/shared/http'
import type { AlarmView, LightView } from '@/shared/live'
import type { Mark, Minute, Segment, ShowCard, Values } from '../review/api'

export interface BoardLink {
  link: number
  number: number
  name: string
  image: string
  values: Values
}
export interface SourceRow {
  source: string
  values: Values
}
/** Figures straight from the folds. */
export interface BoardLive {
  started_at: number | null
  ended_at: number | null
  as_of: number
  totals: Values
  errors: Record<string, number>
  minutes: Minute[]
  segments: Segment[]
  sources: SourceRow[]
  links: BoardLink[]
  marks: Mark[]
}
export interface BoardAnswer {
  show: ShowCard
  room: string | null
  now: number
  live: BoardLive | null
  goals: { metric: string; target: number }[]
  lights: Record<string, LightView>
  alarms: AlarmView[]
}
export interface Benchmark {
  metric: string
  value: number | null
  default: number | null
  target: number | null
  basis: 'set' | 'default' | 'own' | null
  median: number | null
  best_quarter: number | null
  shows: number
  changed_by: string | null
  changed_at: number | null
}
export interface Around {
  from_ms: number
  to_ms: number
  seconds: number
  clipped: '' | 'show_start' | 'show_end' | 'not_over'
  values: Values
}
export interface ShowAction {
  id: number
  verb: string
  detail: Record<string, unknown>
  actor: string
  at: number
  undone_at: number | null
  before: Around
  after: Around
  overlaps: number[]
}
/** Alert, analysis, action and result in one record. */
export interface AlarmRecord extends AlarmView {
  cleared_at: number | null
  snoozed_until: number | null
  snoozed_by: string | null
  acknowledged_by: string | null
  acknowledged_at: number | null
  analysis: string
  acted_by: string | null
  acted_at: number | null
  action: ShowAction | null
}

export const loadBoard = (show: number) => get<BoardAnswer>(`/insight/shows/${show}/board`)
export const loadActions = (show: number) => get<ShowAction[]>(`/insight/shows/${show}/actions`)
export const loadAlarms = (show: number) => get<AlarmRecord[]>(`/insight/shows/${show}/alarms`)
export interface Compared {
  show: number
  values: Values
  lights: Record<string, LightView>
}
export const loadCompared = (show: number) => get<Compared>(`/insight/shows/${show}/compared`)
export const loadBenchmarks = (shop: number) => get<Benchmark[]>('/insight/benchmarks', { shop_id: shop })
export const saveBenchmark = (shop: number, metric: string, value: number | null) =>
  put<undefined>(`/insight/benchmarks/${metric}`, { shop_id: shop, value })
export const acknowledge = (alarm: number, analysis: string) => post<undefined>(`/insight/alarms/${alarm}/acknowledge`, { analysis })
export const snooze = (alarm: number, minutes: number) => post<undefined>(`/insight/alarms/${alarm}/snooze`, { minutes })
export const linkAction = (alarm: number, action: number) => post<undefined>(`/insight/alarms/${alarm}/act`, { action_id: action })
