import { call, get, post, put, remove } from '@/shared/http'

export type By =
  | 'none' | 'show' | 'day' | 'week' | 'month' | 'weekday' | 'hour'
  | 'minute' | 'segment' | 'host' | 'product' | 'channel'
export type Look = 'number' | 'line' | 'bar' | 'table'
/** Mean: medians and the like; several shows give the mean of them. */
export type Pooling = 'sum' | 'ratio' | 'peak' | 'mean'
export interface Wish {
  /** Of the registry, or one of the shop's own. */
  id: string
  /** Sum of the shows, or mean of a show. */
  per: 'total' | 'show'
}
/** A question in terms of the registry. */
export interface Chart {
  title: string
  look: Look
  metrics: Wish[]
  x: By
  split: By
  days: number | null
  first_day: string | null
  last_day: string | null
  shows: number[]
  hosts: string[]
  only: string[]
  top: number
  width: 1 | 2
}
export interface Cell {
  value: number | null
  top: number
  bottom: number
  /** 95 % of shares, in the metric's unit. */
  low: number | null
  high: number | null
  /** A share of fewer than 30. */
  is_few: boolean
  shows: number
  /** So many of the shows could not tell. */
  unknown: number
}
export interface Told {
  id: string
  zh: string
  en: string
  unit: string
  pooling: Pooling
  higher_is_better: boolean
  people: boolean
  kinds: string[]
}
export interface Spot {
  key: string
  label: string
  at: number | null
}
export const NOTES = ['live', 'people_per_show', 'overlaps', 'deleted', 'unknown', 'few', 'after_end', 'lengths', 'mean_of_shows'] as const
export type Note = (typeof NOTES)[number]
export interface Answer {
  /** Why there is no answer; empty when there is one. */
  problem: string
  x: Spot[]
  splits: { key: string; label: string }[]
  metrics: Told[]
  /** [metric][split][x] */
  cells: (Cell | null)[][][]
  /** The stretch of equal length before, per metric. */
  previous: (Cell | null)[]
  shows: number
  rest: number
  notes: Note[]
}
export interface Answers {
  as_of: number
  answers: Answer[]
}
export interface DashboardLine {
  id: number
  name: string
  charts: number
  version: number
  saved_by: string
  saved_at: number
}
export interface Dashboard extends Omit<DashboardLine, 'charts'> {
  shop_id: number
  charts: Chart[]
}
export interface ChoiceMetric {
  id: string
  zh: string
  en: string
  unit: string
  formula: string
  formula_zh: string
  own: boolean
  kinds: string[]
  /** Groupings it can be told in. */
  by: By[]
  pooling: Pooling
}
export interface ChoiceShow {
  id: number
  title: string
  host: string
  at: number
  ended_at: number | null
}
export interface Starter {
  key: string
  zh: string
  en: string
  charts: Chart[]
}
export interface Choices {
  shows: ChoiceShow[]
  hosts: string[]
  products: { id: number; name: string; shows: number }[]
  sources: string[]
  metrics: ChoiceMetric[]
  starters: Starter[]
}
/** What a figure is made of: one line a show (and link, host …). */
export interface Piece {
  show: ChoiceShow
  key: string
  label: string
  value: number | null
  top: number
  bottom: number
}
/** Which figure: places of its metric and the keys of its column and series. */
export interface Place {
  metric: number
  x: string
  split: string
}

export const listDashboards = (shop: number) => get<DashboardLine[]>('/insight/dashboards', { shop_id: shop })
export const loadDashboard = (id: number) => get<Dashboard>(`/insight/dashboards/${id}`)
export const createDashboard = (shop: number, name: string, charts: Chart[]) =>
  post<Dashboard>('/insight/dashboards', { shop_id: shop, name, charts })
export const saveDashboard = (id: number, version: number, name: string, charts: Chart[]) =>
  put<Dashboard>(`/insight/dashboards/${id}`, { name, charts, version })
export const dropDashboard = (id: number) => remove<undefined>(`/insight/dashboards/${id}`)
export const loadChoices = (shop: number) => get<Choices>('/insight/charts', { shop_id: shop })
export const askCharts = (shop: number, charts: Chart[], signal?: AbortSignal) =>
  call<Answers>('/insight/charts', { method: 'POST', body: { shop_id: shop, charts }, ...(signal ? { signal } : {}) })
export const openFigure = (shop: number, chart: Chart, place: Place, signal: AbortSignal) =>
  call<{ pieces: Piece[] }>('/insight/charts/open', { method: 'POST', body: { shop_id: shop, chart, ...place }, signal })
