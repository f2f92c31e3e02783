import { call, get } from '@/shared/http'
import type { Choice } from './choice'

export interface FunnelRow {
  /** Channel of the first step; null for everybody. */
  source: string | null
  /** Viewers who got at least to each step. */
  reached: number[]
}
/** Paid money by the channel of the visit before it, minor units. */
export interface Touch {
  source: string
  first: number
  last: number
}
/** Buyers of one fifth of recency and one of frequency; 5 is the best. */
export interface RfmCell {
  recency: number
  frequency: number
  buyers: number
  orders: number
  amount: number
}
export interface Journeys {
  steps: string[]
  funnel: FunnelRow[]
  /** Days since 1970 in Shanghai. */
  first_day: number
  kept: number[][]
  touch: Touch[]
  rfm: RfmCell[]
}
export interface ShowCard {
  show: { id: number; shop_id: number; title: string; is_rehearsal: boolean; went_live_at: number | null; planned_start_at: number }
}

export function fetchJourneys(shop: number, choice: Choice, signal: AbortSignal): Promise<Journeys> {
  const query = {
    shop_id: shop, show_id: choice.show, steps: choice.steps.join(','),
    window_ms: choice.window, lookback_ms: choice.lookback, days: choice.days,
  }
  return call<Journeys>('/insight/journeys', { query, signal })
}
export const fetchShows = () => get<ShowCard[]>('/insight/reviews')

/** Return rates of newcomers with and without a thing done in their first show; points. */
export interface Driver {
  driver: string
  /** Of driver `source`. */
  source: string | null
  met: number
  met_back: number
  rest: number
  rest_back: number
  difference: number | null
  low: number | null
  high: number | null
  says: string
}
export interface Drivers {
  viewers: number
  back: number
  rows: Driver[]
}
export const loadDrivers = (shop: number, days: number, within: number) => get<Drivers>('/insight/drivers', { shop_id: shop, days, within })
