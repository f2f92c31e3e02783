import { get, post, put } from '@/shared/http'

/** A source's day. */
export interface Line {
  day: string
  source: string
  /** Rows: kept and dropped. */
  came: number
  kept: number
  dropped: Record<string, number>
  /** Rows that were kept. */
  fixed: Record<string, number>
  samples: Record<string, string[]>
  /** Bytes. */
  damaged: number
}
export interface Hold {
  id: number
  first_date: string
  last_date: string
  reason: string
  placed_by: string
  placed_at: string
  lifted_by: string | null
  lifted_at: string | null
  lift_reason: string
}
export interface Keeping {
  /** null: for ever. */
  days: number | null
  kept_from: string | null
  holds: Hold[]
}

export const fetchLines = (shop: number, days: number) =>
  get<{ first_day: string; lines: Line[] }>('/insight/quality', { shop_id: shop, days })
export const fetchKeeping = (shop: number) => get<Keeping>('/insight/keeping', { shop_id: shop })
export const setKeeping = (shop: number, days: number | null) => put('/insight/keeping', { shop_id: shop, days })
export const placeHold = (shop: number, first: string, last: string, reason: string) =>
  post<Hold>('/insight/holds', { shop_id: shop, first_date: first, last_date: last, reason })
export const liftHold = (id: number, reason: string) => post(`/insight/holds/${id}/lift`, { reason })

export const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, one) => all + one, 0)

/** Reasons with their rows, most rows first; ties by name. */
export const byRows = (counts: Record<string, number>) =>
  Object.entries(counts).sort(([a, m], [b, n]) => n - m || a.localeCompare(b))
