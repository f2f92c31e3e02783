/** What the board shows, derived from its first answer and the pushes. Pure. */
import type { KpiFrame } from '@/shared/live'
import type { Metric, Minute, Values } from '../review/api'

export const MINUTE = 60_000
/** Twelve figures at most at once: these on the first page, each chapter on a page of its own. */
export const MAIN = [
  'uv', 'paid_orders', 'conversion_rate', 'gpm', 'stay_seconds', 'interaction_rate', 'click_rate', 'retention_30s',
]
export const FUNNEL = ['uv', 'product_viewers', 'product_clickers', 'order_buyers', 'buyers']
const SUMS = ['pv', 'gmv', 'orders', 'paid_orders', 'comments', 'likes', 'shares', 'product_clicks']
const FRESH_MS = 3_000
const LOST_MS = 30_000

export interface Chapter {
  id: 'traffic' | 'interaction' | 'goods' | 'deal' | 'more'
  metrics: Metric[]
}
/** Last number of each chapter in the table of metrics. */
const CHAPTERS: [Chapter['id'], number][] = [['traffic', 20], ['interaction', 34], ['goods', 48], ['deal', 63], ['more', Infinity]]

/** Figures of the show that exist now, by chapter in the order of the registry. */
export function chapters(metrics: readonly Metric[], values: Values): Chapter[] {
  const shown = metrics.filter((metric) => metric.grains.includes('show') && values[metric.id] !== undefined)
  return CHAPTERS.map(([id, last], at) => {
    const first = at ? CHAPTERS[at - 1]![1] : 0
    return { id, metrics: shown.filter((metric) => metric.number > first && metric.number <= last) }
  }).filter((chapter) => chapter.metrics.length)
}

export type Phase = 'before' | 'on_air' | 'ended'
export type Age = 'fresh' | 'old' | 'lost'

/** How old the figures are: fresh within 3 s of the server's clock, lost after half a minute. */
export function ageOf(at: number, now: number): { age: Age; seconds: number } {
  const ms = Math.max(0, now - at)
  return { age: ms <= FRESH_MS ? 'fresh' : ms <= LOST_MS ? 'old' : 'lost', seconds: Math.floor(ms / 1000) }
}

/**
 * The minute curve between two whole answers: what a minute has is what the totals grew by since it
 * began. Counts that come late fall into the running minute; the next whole answer puts them right.
 */
export class MinuteCurve {
  rows: Minute[]
  private start: { at: number; totals: Values; values: Values }

  constructor(minutes: readonly Minute[], totals: Values, asOf: number) {
    this.rows = minutes.map((minute) => ({ at: minute.at, values: { ...minute.values } }))
    const at = floor(asOf)
    this.start = { at, totals, values: this.rows.find((row) => row.at === at)?.values ?? {} }
  }

  add(frame: Pick<KpiFrame, 'at' | 'values'>): void {
    const at = floor(frame.at)
    if (at < this.start.at) return
    if (at > this.start.at) this.start = { at, totals: this.last ?? this.start.totals, values: {} }
    this.last = frame.values
    const values: Values = { ...this.start.values }
    for (const id of SUMS) values[id] = (this.start.values[id] ?? 0) + (frame.values[id] ?? 0) - (this.start.totals[id] ?? 0)
    const known = this.rows.find((row) => row.at === at)
    values.pcu = Math.max(known?.values.pcu ?? 0, frame.values.online ?? 0)
    this.rows = [...this.rows.filter((row) => row.at !== at), { at, values }].sort((a, b) => a.at - b.at)
  }

  private last: Values | null = null
}

const floor = (at: number) => Math.floor(at / MINUTE) * MINUTE

/** Minutes in which at least twice as many entered as in the five before: where traffic came. */
export function surges(rows: readonly Minute[]): Minute[] {
  return rows.filter((row, at) => {
    const past = rows.slice(Math.max(0, at - 5), at)
    const usual = past.reduce((sum, one) => sum + (one.values.pv ?? 0), 0) / Math.max(1, past.length)
    const here = row.values.pv ?? 0
    return past.length >= 3 && here >= 20 && here >= 2 * usual
  })
}

export interface Place {
  left: number
  top: number
  right: number
  bottom: number
}
export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'

/** The place to go to by an arrow key: the nearest one in that direction, off the axis counts double. */
export function nearest(places: readonly Place[], from: number, arrow: Arrow): number {
  const here = places[from]
  if (!here) return places.length ? 0 : -1
  const isAcross = arrow === 'ArrowLeft' || arrow === 'ArrowRight'
  const sign = arrow === 'ArrowRight' || arrow === 'ArrowDown' ? 1 : -1
  let best = from
  let least = Infinity
  places.forEach((place, at) => {
    const dx = middle(place.left, place.right) - middle(here.left, here.right)
    const dy = middle(place.top, place.bottom) - middle(here.top, here.bottom)
    const along = sign * (isAcross ? dx : dy)
    const off = Math.abs(isAcross ? dy : dx)
    if (at === from || along <= 1 || off > along * 2) return
    const far = along + 2 * off
    if (far < least) [best, least] = [at, far]
  })
  return best
}

const middle = (a: number, b: number) => (a + b) / 2
