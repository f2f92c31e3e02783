import { percent } from '@/shared/format'
import type { FunnelRow, RfmCell, Touch } from './api'

/** Below so many viewers a share says little: its interval stands beside it, and no light. */
export const FEW = 30
/** Accent in the darkest cell of a heat table, percent; text stays readable on it in both moods. */
export const HOTTEST = 44

export interface Share {
  part: number
  whole: number
}
export interface Step {
  viewers: number
  /** Of the step before, null at the first. */
  ofBefore: Share | null
  ofFirst: Share
}
export interface Drop {
  /** The step not reached. */
  step: number
  lost: number
  /** Out of how many viewers of the step before. */
  of: number
}

export const isFew = (share: Share): boolean => share.whole < FEW
export const rate = ({ part, whole }: Share): string => (whole ? percent(part / whole) : '–')

/** 95 % interval of Wilson for a share, 0 to 1; all that is possible when nobody was counted. */
export function wilson({ part, whole }: Share): [number, number] {
  if (!whole) return [0, 1]
  const z = 1.959964
  const p = part / whole
  const scale = 1 + (z * z) / whole
  const middle = (p + (z * z) / (2 * whole)) / scale
  const half = (z / scale) * Math.sqrt((p * (1 - p)) / whole + (z * z) / (4 * whole * whole))
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}

/** 12.5–40.1%; empty when nobody was counted. */
export function interval(share: Share): string {
  if (!share.whole) return ''
  const [low, high] = wilson(share)
  return `${(100 * low).toFixed(1)}–${percent(high)}`
}

export function stepsOf(reached: readonly number[]): Step[] {
  return reached.map((viewers, at) => ({
    viewers,
    ofBefore: at ? { part: viewers, whole: reached[at - 1] ?? 0 } : null,
    ofFirst: { part: viewers, whole: reached[0] ?? 0 },
  }))
}

/** Where most viewers were lost, the earliest of equals; null when nobody was. */
export function dropOf(reached: readonly number[]): Drop | null {
  let found: Drop | null = null
  for (let step = 1; step < reached.length; step++) {
    const of = reached[step - 1] ?? 0
    const lost = of - (reached[step] ?? 0)
    if (lost > (found?.lost ?? 0)) found = { step, lost, of }
  }
  return found
}

export type Order = 'begun' | 'done' | 'rate'
export interface Channel {
  source: string
  reached: number[]
  total: Share
  drop: Drop | null
}

/** The channels by who began, who came to the end, or the share of these; ties by who began. */
export function channels(funnel: readonly FunnelRow[], order: Order): Channel[] {
  const rows = funnel.flatMap(({ source, reached }) =>
    source === null ? [] : [{ source, reached, total: { part: reached.at(-1) ?? 0, whole: reached[0] ?? 0 }, drop: dropOf(reached) }],
  )
  const value = ({ total }: Channel) =>
    order === 'begun' ? total.whole : order === 'done' ? total.part : total.whole ? total.part / total.whole : 0
  return rows.sort((a, b) => value(b) - value(a) || b.total.whole - a.total.whole || a.source.localeCompare(b.source))
}

export interface Cohort {
  /** 2026-11-22 in Shanghai. */
  day: string
  viewers: number
  /** One for each later day up to today; null lies in the future. */
  later: (Share | null)[]
}

/** Days on which somebody came for the first time, the newest first; as many columns as the oldest has. */
export function cohorts(firstDay: number, kept: readonly number[][]): Cohort[] {
  const days = kept.length
  const oldest = kept.findIndex((row) => row[0])
  const columns = oldest < 0 ? 0 : days - oldest - 1
  const rows = kept.map((row, at) => ({ at, row, viewers: row[0] ?? 0 })).filter(({ viewers }) => viewers)
  return rows.reverse().map(({ at, row, viewers }) => ({
    day: dayText(firstDay + at),
    viewers,
    later: Array.from({ length: columns }, (_, k) => (at + k + 1 < days ? { part: row[k + 1] ?? 0, whole: viewers } : null)),
  }))
}

/** The day so many days after 1970-01-01. */
export const dayText = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)

export interface TouchRow extends Touch {
  firstShare: Share
  lastShare: Share
  /** Minor units that the last touch gives it above the first. */
  difference: number
}

export function touches(rows: readonly Touch[]): TouchRow[] {
  const first = sum(rows, (row) => row.first)
  const last = sum(rows, (row) => row.last)
  return rows.map((row) => ({
    ...row, firstShare: { part: row.first, whole: first }, lastShare: { part: row.last, whole: last },
    difference: row.last - row.first,
  }))
}

export const FIFTHS = [5, 4, 3, 2, 1] as const
export type Corner = 'value' | 'develop' | 'keep' | 'recall'
export interface CornerSum {
  corner: Corner
  /** A buyer here paid at least as much as a buyer of all. */
  isImportant: boolean
  buyers: number
  amount: number
  share: Share
}

/** Recency and frequency in the upper or lower two fifths; the middle belongs to no corner. */
export function cornerOf({ recency, frequency }: { recency: number; frequency: number }): Corner | null {
  if (recency === 3 || frequency === 3) return null
  if (recency > 3) return frequency > 3 ? 'value' : 'develop'
  return frequency > 3 ? 'keep' : 'recall'
}

/** The four corners with their buyers and money; those without buyers are left out. */
export function corners(cells: readonly RfmCell[]): CornerSum[] {
  const all = { buyers: sum(cells, (cell) => cell.buyers), amount: sum(cells, (cell) => cell.amount) }
  return (['value', 'develop', 'keep', 'recall'] as const).flatMap((corner) => {
    const own = cells.filter((cell) => cornerOf(cell) === corner)
    const buyers = sum(own, (cell) => cell.buyers)
    const amount = sum(own, (cell) => cell.amount)
    const isImportant = amount * all.buyers >= all.amount * buyers
    return buyers ? [{ corner, isImportant, buyers, amount, share: { part: amount, whole: all.amount } }] : []
  })
}

/** Whether the upper fifths of frequency bought more often than the lower; not when nearly all bought once. */
export function frequencyTells(cells: readonly RfmCell[]): boolean {
  const [low, high] = [2, 4].map((fifth) => cells.filter((cell) => cell.frequency === fifth))
  const bought = (own: readonly RfmCell[] = []) => [sum(own, (cell) => cell.orders), sum(own, (cell) => cell.buyers)] as const
  const [lowOrders, lowBuyers] = bought(low)
  const [highOrders, highBuyers] = bought(high)
  return highOrders * lowBuyers > lowOrders * highBuyers
}

/** Ground of a heat cell, 0 to 1 of the hottest; none for what says nothing. */
export function heat(value: number, most: number): string | undefined {
  if (!most || !value) return undefined
  return `color-mix(in srgb, var(--accent) ${Math.round(6 + (HOTTEST - 6) * Math.min(1, value / most))}%, var(--surface))`
}

export function sum<T>(rows: readonly T[], value: (row: T) => number): number {
  return rows.reduce((total, row) => total + value(row), 0)
}
