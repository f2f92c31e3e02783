import type { By, Chart, ChoiceMetric, Look, Wish } from './api'

export const BYS: By[] = ['none', 'show', 'day', 'week', 'month', 'weekday', 'hour', 'minute', 'segment', 'host', 'product', 'channel']
export const LOOKS: Look[] = ['number', 'line', 'bar', 'table']
export const DAYS = [7, 30, 90, 365] as const
export const MOST_METRICS = 6
export const MOST_CHARTS = 24
const INSIDE = new Set<By>(['minute', 'segment', 'host', 'product', 'channel'])
const ORDERED = new Set<By>(['show', 'day', 'week', 'month', 'weekday', 'hour', 'minute'])
/** Groupings by name, of which only the largest are kept. */
const NAMED = new Set<By>(['segment', 'host', 'product', 'channel'])
const NARROWED = new Set<By>(['host', 'product', 'channel'])

export const isOrdered = (by: By) => ORDERED.has(by)
export const isInside = (by: By) => INSIDE.has(by)
export const hasTop = (chart: Chart) => NAMED.has(chart.x) || NAMED.has(chart.split)
/** The grouping that `only` narrows; null where there is none. */
export const narrowed = (chart: Chart): By | null => [chart.x, chart.split].find((by) => NARROWED.has(by)) ?? null

/** Why something cannot be chosen: a text of the messages, and the metric it is about. */
export interface Why {
  key: 'metric' | 'inside' | 'same' | 'single' | 'pickX' | 'notSingle' | 'noOrder'
  metric?: ChoiceMetric
  also?: By
}
type Known = ReadonlyMap<string, ChoiceMetric>

export const byId = (metrics: readonly ChoiceMetric[]): Known => new Map(metrics.map((one) => [one.id, one]))

function untold(by: By, wishes: readonly Wish[], known: Known): Why | null {
  if (by === 'none') return null
  const metric = wishes.map((wish) => known.get(wish.id)).find((one) => one && !one.by.includes(by))
  return metric ? { key: 'metric', metric } : null
}

/** Why the figures cannot be told by this; null when they can. */
export const whyNotX = (by: By, chart: Chart, known: Known): Why | null => untold(by, chart.metrics, known)

/** Why there can be no series by this; null when there can. */
export function whyNotSplit(by: By, chart: Chart, known: Known): Why | null {
  if (by === 'none') return null
  if (chart.x === 'none') return { key: 'pickX' }
  if (by === chart.x) return { key: 'same' }
  if (isInside(by) && isInside(chart.x)) return { key: 'inside', also: chart.x }
  return untold(by, chart.metrics, known)
}

/** Why a look makes no sense for the grouping; null when it does. */
export function whyNotLook(look: Look, chart: Pick<Chart, 'x'>): Why | null {
  if (look === 'table') return null
  if (look === 'number') return chart.x === 'none' ? null : { key: 'notSingle' }
  if (chart.x === 'none') return { key: 'single' }
  return look === 'line' && !isOrdered(chart.x) ? { key: 'noOrder', also: chart.x } : null
}

/** The look that tells a grouping best. */
export function bestLook(x: By): Look {
  if (x === 'none') return 'number'
  return x === 'day' || x === 'week' || x === 'month' || x === 'minute' ? 'line' : 'bar'
}

/**
 * The chart after a change with what it made impossible put right: grouping, series, look and narrowing.
 * A grouping that no longer goes becomes days, or the one line of all.
 */
export function repaired(chart: Chart, known: Known): Chart {
  const next = { ...chart }
  if (whyNotX(next.x, next, known)) next.x = whyNotX('day', next, known) ? 'none' : 'day'
  if (whyNotSplit(next.split, next, known)) next.split = 'none'
  if (whyNotLook(next.look, next)) next.look = bestLook(next.x)
  if (next.x !== chart.x || next.split !== chart.split) next.only = narrowed(next) === narrowed(chart) ? next.only : []
  return next
}

export function withX(chart: Chart, x: By, known: Known): Chart {
  const look = x === 'none' || chart.x === 'none' || whyNotLook(chart.look, { x }) ? bestLook(x) : chart.look
  return repaired({ ...chart, x, look, split: x === 'none' || x === chart.split ? 'none' : chart.split, only: kept(chart, { ...chart, x }) }, known)
}
export const withSplit = (chart: Chart, split: By, known: Known): Chart =>
  repaired({ ...chart, split, only: kept(chart, { ...chart, split }) }, known)

const kept = (before: Chart, after: Chart) => (narrowed(before) === narrowed(after) ? after.only : [])

/** A metric chosen is taken off, another put last; more than six never. */
export function withMetric(chart: Chart, id: string, known: Known): Chart {
  const has = chart.metrics.some((wish) => wish.id === id)
  if (has) return repaired({ ...chart, metrics: chart.metrics.filter((wish) => wish.id !== id) }, known)
  if (chart.metrics.length >= MOST_METRICS) return chart
  return repaired({ ...chart, metrics: [...chart.metrics, { id, per: 'total' }] }, known)
}
export const withPer = (chart: Chart, id: string, per: Wish['per']): Chart => ({
  ...chart, metrics: chart.metrics.map((wish) => (wish.id === id ? { id, per } : wish)),
})

export type When = 'days' | 'range' | 'shows'
export const whenOf = (chart: Chart): When => (chart.shows.length ? 'shows' : chart.days === null ? 'range' : 'days')

const DAY_MS = 86_400_000
const EAST_MS = 8 * 3_600_000
/** Some days before today in Shanghai, YYYY-MM-DD. */
const dayBefore = (now: number, days: number) => new Date(now + EAST_MS - days * DAY_MS).toISOString().slice(0, 10)

/** What changes when somebody picks a number of days, `range` or `shows`; the newest show is there to begin with. */
export function withWhen(chart: Chart, picked: string, newest: number | null, now: number): [When, Partial<Chart>] {
  if (picked === 'range') {
    return ['range', { days: null, first_day: chart.first_day ?? dayBefore(now, 29), last_day: chart.last_day ?? dayBefore(now, 0), shows: [] }]
  }
  if (picked === 'shows') return ['shows', { shows: chart.shows.length ? chart.shows : newest === null ? [] : [newest] }]
  return ['days', { days: Number(picked), first_day: null, last_day: null, shows: [] }]
}

/** Days from and to: an empty side is open. */
export const isAnswerable = (chart: Chart, when: When): boolean =>
  chart.metrics.length > 0 && (when === 'shows' ? chart.shows.length > 0 : when === 'days' || isRange(chart))
const isRange = ({ first_day: first, last_day: last }: Chart) => first === null || last === null || first <= last

/** What a new chart shows at once: money paid by day of the last 30 days, or the first metric there is. */
export function freshChart(metrics: readonly ChoiceMetric[]): Chart {
  const first = metrics.find((one) => one.id === 'gmv') ?? metrics.find((one) => one.by.includes('day')) ?? metrics[0]
  const isByDay = first?.by.includes('day') ?? false
  return {
    title: '', look: isByDay ? 'line' : 'number', metrics: first ? [{ id: first.id, per: 'total' }] : [],
    x: isByDay ? 'day' : 'none', split: 'none', days: 30, first_day: null, last_day: null,
    shows: [], hosts: [], only: [], top: 10, width: 1,
  }
}

/** Metrics whose Chinese or English name, id or formula holds every word; the chosen ones stay. */
export function searched(metrics: readonly ChoiceMetric[], words: string): ChoiceMetric[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return metrics.filter((one) => {
    const text = `${one.zh} ${one.en} ${one.id}`.toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
}
