/** An action's figures before and after, as people read them. Pure. */
import { money } from '@/shared/format'
import type { Around, ShowAction } from './api'

export interface Effect {
  id: 'gmv' | 'online' | 'orders' | 'clicks'
  before: number | null
  after: number | null
  isMoney: boolean
}

/** A minute's worth of a sum: windows of unequal length can be compared. */
const aMinute = (part: Around, id: string) => (part.seconds ? ((part.values[id] ?? 0) * 60) / part.seconds : null)

export function effects(action: ShowAction): Effect[] {
  const { before, after } = action
  return [
    { id: 'gmv', before: aMinute(before, 'gmv'), after: aMinute(after, 'gmv'), isMoney: true },
    { id: 'online', before: before.values.acu ?? null, after: after.values.acu ?? null, isMoney: false },
    { id: 'orders', before: aMinute(before, 'orders'), after: aMinute(after, 'orders'), isMoney: false },
    { id: 'clicks', before: aMinute(before, 'product_clicks'), after: aMinute(after, 'product_clicks'), isMoney: false },
  ]
}

export function told(value: number | null, isMoney: boolean): string {
  if (value === null) return '–'
  return isMoney ? money(value).replace(/\.\d\d$/, '') : value < 10 ? value.toFixed(1) : value.toFixed(0)
}

export type Trend = 'up' | 'down' | 'same'
export function trend(effect: Effect): Trend {
  const { before, after } = effect
  if (before === null || after === null || Math.abs(after - before) < 0.05 * Math.max(before, after, 1e-9)) return 'same'
  return after > before ? 'up' : 'down'
}
