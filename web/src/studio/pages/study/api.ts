import { API, get, post, put, remove } from '@/shared/http'
import type { Text } from '../review/api'

export interface OtherShow {
  id: number
  title: string
  at: number
}
export interface Factor {
  id: string
  per: string
  name: Text
  before: number | null
  after: number | null
  effect: number
}
export interface Part {
  key: string
  before: number
  after: number
  effect: number
  factors: Factor[]
}
export interface Change {
  against: OtherShow
  before: number
  after: number
  factors: Factor[]
  channels: Part[]
  products: Part[]
  segments: Part[]
  sentence: Text
}
export interface Ranged {
  score: number | null
  low: number | null
  high: number | null
}
export interface Scored extends Ranged {
  metric: string
  value: number | null
  reference: number | null
  basis: 'goal' | 'own' | 'benchmark' | 'show' | ''
  weight: number
  n: number | null
  is_long_term: boolean
}
export type DimensionName = 'efficiency' | 'effect' | 'experience'
export interface Dimension extends Ranged {
  dimension: DimensionName
  weight: number
  indicators: Scored[]
}
export type Stage = 'start' | 'grow' | 'mature'
export type Weights = Record<Stage, Record<DimensionName, number>>
export interface Policy {
  version: number
  stage: Stage
  weights: Weights
  long_term_min: number
  long_term_share: number
  made_at: number | null
}
export interface Card extends Ranged {
  dimensions: Dimension[]
  long_term_share: number
  is_short: boolean
  policy: Policy
  versions: (Policy & { score: number | null })[]
}
export interface Method {
  metric: string
  dimension: DimensionName
  value: number | null
  shows: number
  median: number | null
  better_than: number | null
  benchmark: number | null
}
export interface Heard {
  questions: number
  answered: number
  reports: number
  upheld: number
  rival_prices: number
  dearer: number
}
export type Label = 'keep' | 'cut' | 'repeat' | 'unknown'
export interface SegmentScore extends Ranged {
  run: number
  title: string
  label: Label
  rank: number | null
  n: number
  signals: Scored[]
}
export interface ChartPoint {
  show: number
  title: string
  at: number
  n: number
  value: number
  low: number | null
  high: number | null
  signal: string
}
export interface Chart {
  metric: string
  kind: 'individuals' | 'share'
  mean: number | null
  before: number
  verdict: 'chance' | 'system' | 'unknown'
  p: number | null
  points: ChartPoint[]
}
export interface LineDraft {
  code: string
  finding: Text
  cause: Text
  action: Text
  owner: string
  days: number
  metric: string
}
export interface Study {
  choices: OtherShow[]
  change: Change | null
  card: Card
  methods: { rows: Method[]; heard: Heard }
  segments: SegmentScore[]
  charts: Chart[]
  drafts: LineDraft[]
  promotions: DealEffect[]
}
export interface DealStretch {
  minutes: number
  units: number
  sales: number
  margin: number
  price: number | null
}
export interface DealEffect {
  deal: { kind: 'flash_start' | 'price'; link: number; start: number; end: number; price: number }
  number: number
  name: string
  before: DealStretch
  during: DealStretch
  after: DealStretch
  price_change: number | null
  sales_change: number | null
  elasticity: number | null
  elasticity_low: number | null
  elasticity_high: number | null
}
export interface Line {
  id: number
  code: string
  finding: string
  cause: string
  action: string
  owner: string
  due_on: string
  metric: string
  task: number | null
  done_at: number | null
  effect: { before: number | null; after: number | null; shows: number; verdict: 'better' | 'worse' | 'chance' | 'unknown' } | null
}
export interface LineInput {
  code: string
  finding: string
  cause: string
  action: string
  owner: string
  due_on: string
  metric: string
}
export interface Lesson extends Line {
  show: OtherShow & { likeness: { value: number; products: number; same_host: boolean; words: number } }
  is_used: boolean
  used_task: number | null
}
export interface Recalled {
  lessons: Lesson[]
  balance: { share: number | null; minimum: number; is_short: boolean; lowered: string[]; raised: string[]; stage: Stage; version: number }
}

const of = (show: number) => `/insight/shows/${show}`
export const loadStudy = (show: number, against: number | null) => get<Study>(`${of(show)}/study`, against === null ? {} : { against })
export const loadLines = (show: number) => get<Line[]>(`${of(show)}/lines`)
export const writeLine = (show: number, line: LineInput) => post<Line[]>(`${of(show)}/lines`, line)
export const dropLine = (show: number, id: number) => remove<Line[]>(`${of(show)}/lines/${id}`)
export const loadLessons = (show: number) => get<Recalled>(`${of(show)}/lessons`)
export const takeLesson = (show: number, line: number) => post<Recalled>(`${of(show)}/lessons`, { line_id: line })
export const saveScoring = (shop: number, body: { stage: Stage; weights: Weights; long_term_min: number }) =>
  put<Policy>(`/insight/shops/${shop}/scoring`, body)
export const paperUrl = (show: number, lang: 'zh' | 'en', against: number | null) =>
  `${API}${of(show)}/review.pdf?lang=${lang}${against === null ? '' : `&against=${against}`}`

export interface Replay {
  room: string | null
  stretches: { started_at: number; ended_at: number }[]
  minutes: { at: number; n: number }[]
  peaks: { at: number; n: number; times: number }[]
  per_hour: number | null
}
export const loadReplay = (show: number) => get<Replay>(`${of(show)}/replay`)
