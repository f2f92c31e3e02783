import { call, get } from '@/shared/http'

export interface Decision {
  sku: number
  link: number | null
  name: string
  buyers: number
  quarter_ms: number
  half_ms: number
  three_quarters_ms: number
  within_1m: number
  within_5m: number
  within_15m: number
  later: number
}
export interface Step {
  node: string
  next: string
  times: number
  viewers: number
}
export interface Node {
  node: string
  viewers: number
  dropped: number
}
export interface Stage {
  /** 1 entered, 2 saw goods, 3 clicked, 4 ordered, 5 paid. */
  stage: number
  segment: string
  exits: number
}
/** `base`: all minutes watched; `end` and `unknown` are no reasons and nobody met them. */
export interface Reason {
  reason: string
  exits: number
  met: number
  gone: number
}
export interface Returning {
  is_new: boolean
  uv: number
  watch_ms: number
  active: number
  buyers: number
  gmv: number
}
export interface Behaviour {
  as_of: number
  decision: Decision[]
  completion: { minute: number; entered: number; stayed: number }[]
  steps: Step[]
  nodes: Node[]
  stages: Stage[]
  reasons: Reason[]
  returning: Returning[]
  peaks: { minute: number; interactions: number; viewers: number; segment: string }[]
  hosts: { host: string; values: Record<string, number | null | undefined> }[]
}
export interface ShowCard {
  show: { id: number; shop_id: number; title: string; is_rehearsal: boolean; went_live_at: number | null; planned_start_at: number }
}

export const fetchShows = () => get<ShowCard[]>('/insight/reviews')
export const fetchBehaviour = (show: number, signal: AbortSignal) => call<Behaviour>(`/insight/shows/${show}/behaviour`, { signal })
