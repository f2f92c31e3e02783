import { call, get, post } from '@/shared/http'

export type Unit = 'money' | 'count' | 'percent' | 'seconds' | 'ratio' | 'points' | 'days' | 'hours' | 'score'
export const UNITS: Unit[] = ['money', 'count', 'percent', 'seconds', 'ratio', 'points', 'days', 'hours', 'score']
export type Chapter = 'traffic' | 'interaction' | 'goods' | 'deal' | 'after_sale' | 'paid' | 'experience'
export interface Metric {
  id: string
  chapter: Chapter
  number: number
  zh: string
  en: string
  formula: string
  formula_zh: string
  unit: Unit
  grains: string[]
  owner: string
  source: string
  live: boolean
  /** Which source the product does not have yet. */
  missing: { zh: string; en: string } | null
}
/** A metric of the shop, by a formula over ids of the registry. */
export interface Own {
  key: string
  zh: string
  en: string
  formula: string
  unit: Unit
  owner: string
  higher_is_better: boolean
}
export interface OwnMetric extends Own {
  grains: string[]
}
export type Values = Record<string, number | null | undefined>
export interface Figures {
  as_of: number
  values: Values
  own: Values
}
export interface ShowCard {
  show: { id: number; shop_id: number; title: string; is_rehearsal: boolean; went_live_at: number | null; planned_start_at: number }
}

export const fetchMetrics = () => get<Metric[]>('/insight/metrics')
export const fetchShows = () => get<ShowCard[]>('/insight/reviews')
export const fetchFigures = (show: number, signal: AbortSignal) => call<Figures>(`/insight/shows/${show}/figures`, { signal })
export const fetchOwn = (shop: number) => get<OwnMetric[]>('/insight/own-metrics', { shop_id: shop })
export const saveOwn = (shop: number, own: Own) => post('/insight/own-metrics', { shop_id: shop, ...own })
export const dropOwn = (shop: number, key: string) =>
  call(`/insight/own-metrics/${key}`, { method: 'DELETE', query: { shop_id: shop } })
