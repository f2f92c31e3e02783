import { count, duration, money } from '@/shared/format'
import type { Metric } from '../review/api'
import type { Compared, EntryMinute, People, Says } from './api'

/** Field reference of completion: an A/B test that raised it by so much. */
export const REFERENCE = 0.35
const MOST_BINS = 30
const FEW = 30

/** A difference with its sign, in the unit; of percent in points, whose name stands beside. */
export function signed(value: number | null, unit: string): string {
  if (value === null) return '–'
  const size = Math.abs(value)
  const text = unit === 'money' ? money(Math.round(size)) : unit === 'percent' ? size.toFixed(1) : unit === 'seconds' && size >= 60 ? duration(size) : size >= 100 ? count(Math.round(size)) : size.toFixed(size < 10 ? 2 : 1)
  return /[1-9]/.test(text) ? `${value < 0 ? '−' : '+'}${text}` : text
}

/** 0.35 → +35.0%. */
export const signedShare = (value: number | null): string => (value === null ? '–' : `${value < 0 ? '−' : '+'}${Math.abs(100 * value).toFixed(1)}%`)

export type Mood = 'good' | 'bad' | 'still'
/** Only what is beyond chance and rests on enough is good or bad. */
export function mood(says: Says, isHigherBetter: boolean): Mood {
  if (says !== 'higher' && says !== 'lower') return 'still'
  return (says === 'higher') === isHigherBetter ? 'good' : 'bad'
}

export const isTold = (one: Compared) => one.says !== 'unknown' && !(one.a.top === 0 && one.b.top === 0)
export const isJudged = (one: Compared) => one.says === 'higher' || one.says === 'lower' || one.says === 'unclear'
export const isBeyond = (one: Compared) => one.says === 'higher' || one.says === 'lower'

export interface Line {
  metric: Metric
  found: Compared
}
/** What is shown: metrics that can be told, or only those beyond chance; in the order of the registry. */
export function linesOf(found: readonly Compared[], metrics: ReadonlyMap<string, Metric>, isOnlyBeyond: boolean): Line[] {
  return found.flatMap((one) => {
    const metric = metrics.get(one.id)
    return metric && (isOnlyBeyond ? isBeyond(one) : isTold(one)) ? [{ metric, found: one }] : []
  })
}

export interface Bin {
  from: number
  to: number
  a: People
  b: People
}
/** Entry minutes in at most 30 equal bins. */
export function binsOf(minutes: readonly EntryMinute[]): Bin[] {
  const last = minutes.reduce((most, one) => Math.max(most, one.minute), -1)
  const size = Math.max(1, Math.ceil((last + 1) / MOST_BINS))
  const bins: Bin[] = Array.from({ length: Math.ceil((last + 1) / size) }, (_, at) => ({
    from: at * size, to: (at + 1) * size - 1, a: { entered: 0, stayed: 0 }, b: { entered: 0, stayed: 0 },
  }))
  for (const one of minutes) {
    const bin = bins[Math.floor(one.minute / size)]
    for (const side of ['a', 'b'] as const) {
      if (!bin) continue
      bin[side].entered += one[side].entered
      bin[side].stayed += one[side].stayed
    }
  }
  return bins
}

export interface Spot {
  x: number
  y: number
  /** Fewer than 30 entered: drawn hollow. */
  isFew: boolean
  at: number
}
/** Points of one side in a box of the size given; bins in which nobody entered have none. */
export function spotsOf(bins: readonly Bin[], side: 'a' | 'b', width: number, height: number): Spot[] {
  const step = bins.length > 1 ? width / (bins.length - 1) : 0
  return bins.flatMap((bin, at) => {
    const { entered, stayed } = bin[side]
    return entered ? [{ x: bins.length > 1 ? at * step : width / 2, y: height * (1 - stayed / entered), isFew: entered < FEW, at }] : []
  })
}
