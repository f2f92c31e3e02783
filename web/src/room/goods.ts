/** What a buyer reads of goods beyond their cards: filters of the bag, search, details. */
import { get } from '@/shared/http'
import { asViewer } from './session'

export interface Chip {
  id: number
  name: string
  links: number[]
}
export interface Filters {
  categories: Chip[]
  needs: Chip[]
}
export interface Frame {
  image: string
  width: number
  height: number
  caption: string
}
export interface Goods {
  product_id: number
  name: string
  brand: string
  description: string
  selling_points: string[]
  image: string
  gallery: Frame[]
  details: Frame[]
  spin: Frame[]
  spin_bytes: number
  claims: { text: string; proof: string }[]
  ship_within_hours: number
  return_days: number
  return_exempt_consent: string
  skus: { id: number; name: string; attributes: Record<string, string>; image: string; presale_ships_at: string | null; parts: string[] }[]
  gifts_only: boolean
}

export const getFilters = (slug: string) => get<Filters>(`/rooms/${slug}/filters`)
export const getGoods = (slug: string, productId: number) => get<Goods>(`/rooms/${slug}/goods/${productId}`)
export const searchLinks = (slug: string, text: string) => get<{ links: number[] }>(`/rooms/${slug}/search`, { text })

/** Counted without the viewer; a lost count is no harm. */
export function noteFilter(slug: string, kind: 'category' | 'need' | 'search', id: number | null, isEmpty = false): void {
  asViewer(`/rooms/${slug}/filter-use`, { method: 'POST', body: { kind, id, is_empty: isEmpty } }).catch(() => undefined)
}

/** Which frame faces the viewer after a drag; a whole width of the picture is one turn. */
export function frameAfter(start: number, dragged: number, width: number, frames: number): number {
  if (!frames || !width) return 0
  const turned = start - Math.round((dragged / width) * frames)
  return ((turned % frames) + frames) % frames
}

/** The order in which frames are fetched: the first, then ever finer steps, so that an early drag already turns. */
export function loadOrder(frames: number): number[] {
  const order: number[] = []
  for (let step = 2 ** Math.ceil(Math.log2(Math.max(frames, 1))); step >= 1; step /= 2)
    for (let at = 0; at < frames; at += step) if (!order.includes(at)) order.push(at)
  return order
}

/** The loaded frame that is nearest on the circle. */
export function nearest(wanted: number, loaded: ReadonlySet<number>, frames: number): number {
  for (let away = 0; away <= frames; away++) {
    if (loaded.has((wanted + away) % frames)) return (wanted + away) % frames
    if (loaded.has((wanted - away + frames) % frames)) return (wanted - away + frames) % frames
  }
  return 0
}
