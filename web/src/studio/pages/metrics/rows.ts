import { count, duration, money } from '@/shared/format'
import { ownerOf, sourcesOf } from '../../parts/metrics'
import type { Chapter, Figures, Metric, OwnMetric, Unit } from './api'

export const CHAPTERS: Chapter[] = ['traffic', 'interaction', 'goods', 'deal', 'after_sale', 'paid', 'experience']
export const STATES = ['all', 'live', 'later', 'missing'] as const
export type State = (typeof STATES)[number]

/** One line of the page: a metric of the registry, or one of the shop's own. */
export interface Row {
  id: string
  chapter: Chapter | 'own'
  name: string
  other: string
  formula: string
  unit: Unit
  grains: string[]
  owner: string
  source: string
  state: Exclude<State, 'all'>
  why: string
  own: OwnMetric | null
}

export function rowsOf(metrics: Metric[], own: OwnMetric[], english: boolean): Row[] {
  const named = (one: { zh: string; en: string }) => (english ? [one.en, one.zh] : [one.zh, one.en]) as [string, string]
  const registered = metrics.map((one): Row => {
    const [name, other] = named(one)
    const why = one.missing ? (english ? one.missing.en : one.missing.zh) : ''
    const state = why ? 'missing' : one.live ? 'live' : 'later'
    return { ...one, formula: english ? one.formula : one.formula_zh, name, other, state, why, own: null }
  })
  const ours = own.map((one): Row => {
    const [name, other] = named(one)
    return { ...one, id: one.key, chapter: 'own', name, other, source: '', state: 'later', why: '', own: one }
  })
  return [...ours, ...registered]
}

/** Rows that hold every word of the search, in their names, id, formula, owner or source. */
export function chosen(rows: Row[], words: string, chapter: string, state: State): Row[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter((row) => {
    const text = [row.id, row.name, row.other, row.formula, ownerOf(row.owner), sourcesOf(row.source)].join(' ').toLowerCase()
    const fits = (chapter === 'all' || row.chapter === chapter) && (state === 'all' || row.state === state)
    return fits && wanted.every((word) => text.includes(word))
  })
}

/** The figure of a row; null while there is none, for one that is not measured there never is. */
export function figureOf(row: Row, found: Figures | null): number | null {
  if (!found || row.state === 'missing') return null
  return (row.own ? found.own[row.id] : found.values[row.id]) ?? null
}

export function shown(value: number | null, unit: Unit, currency: string): string {
  if (value === null) return '–'
  if (unit === 'money') return money(value, currency)
  if (unit === 'percent') return `${value.toFixed(2)}%`
  if (unit === 'seconds') return value < 60 ? `${value.toFixed(1)} s` : duration(value)
  return Number.isInteger(value) ? count(value) : value.toFixed(2)
}
