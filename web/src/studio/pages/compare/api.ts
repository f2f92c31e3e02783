import { get, post } from '@/shared/http'
import type { Chosen, By } from './choice'

export interface AirShow {
  id: number
  title: string
  host: string
  at: number
  ended_at: number | null
}
export interface Choices {
  shows: AirShow[]
  hosts: string[]
  products: { id: number; name: string; shows: number }[]
}
export interface Piece {
  show: AirShow
  /** Host or link; null is the whole show. */
  key: string | number | null
}
export interface Side {
  value: number | null
  top: number
  bottom: number
  known: number
  parts: number
}
export type Says = 'higher' | 'lower' | 'unclear' | 'few' | 'parts' | 'unknown'
export interface Difference {
  a: Side
  b: Side
  difference: number | null
  relative: number | null
  low: number | null
  high: number | null
  says: Says
}
export interface Compared extends Difference {
  id: string
  kind: 'share' | 'mean'
  /** Values of each piece of a, then of b. */
  cells: (number | null)[][]
}
export interface People {
  entered: number
  stayed: number
}
export interface EntryMinute {
  /** Since the show began. */
  minute: number
  a: People
  b: People
}
export interface Completion {
  minutes: EntryMinute[]
  test: Difference
  lift: { relative: number; low: number; high: number } | null
  adjusted: { difference: number; low: number; high: number; minutes: number } | null
}
export interface Comparison {
  by: By
  as_of: number
  a: Piece[]
  b: Piece[]
  metrics: Compared[]
  completion: Completion | null
  warnings: string[]
}

export const loadChoices = (shop: number) => get<Choices>('/insight/comparison', { shop_id: shop })
export const compareSets = (shop: number, by: By, a: Chosen, b: Chosen) =>
  post<Comparison>('/insight/comparison', { shop_id: shop, by, a: body(by, a), b: body(by, b) })

function body(by: By, one: Chosen): object {
  return {
    shows: one.shows, first_day: one.first || null, last_day: one.last || null,
    host: by === 'host' ? one.host : '', product: by === 'product' ? one.product : null,
  }
}
