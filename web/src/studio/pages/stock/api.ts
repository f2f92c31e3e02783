import { call, get, post, put } from '@/shared/http'
import { session } from '../../session'

export interface StockRow {
  sku_id: number
  code: string
  name: string
  free: number
  on_links: number
  reserved: number
  held: number
  transit: number
  safety_stock: number
  ceiling: number | null
  buffer_percent: number | null
  sold: number
  days: number | null
  level: 'out' | 'short' | 'over' | 'fine'
  reason: string
  expiring: number
}
export interface StockPage {
  items: StockRow[]
  total: number
  counts: Record<string, number>
}
export interface Place {
  place: string
  place_id: number
  name: string
  units: number
}
export interface Move {
  id: number
  from_place: string
  to_place: string
  units: number
  reason: string
  actor: string
  at: string
}
export interface Lot {
  id: number
  sku_id: number
  lot_no: string
  expires_on: string | null
  warehouse_id: number
  units: number
  shelf: 'fine' | 'soon' | 'expired'
}
export interface House {
  id: number
  code: string
  name: string
  province: string
  priority: number
  is_main: boolean
  is_active: boolean
}
export interface Settings {
  release_strategy: string
  ship_strategy: string
  buffer_percent: number
  expiry_warning_days: number
}
export interface Transfer {
  id: number
  source: string
  target: string
  state: 'draft' | 'sent' | 'received' | 'cancelled'
  note: string
  made_by: string
  made_at: string
  lines: { sku_id: number; name: string; units: number; received: number | null }[]
}
export interface Take {
  id: number
  warehouse: string
  state: 'open' | 'submitted' | 'posted' | 'cancelled'
  note: string
  opened_by: string
  opened_at: string
  posted_by: string
  lines: { sku_id: number; name: string; counted: number; expected: number; difference: number }[]
}
export interface Hold {
  id: number
  name: string
  warehouse: string
  holder: string
  show: string
  units: number
  until: string
  state: string
  made_by: string
}
export interface BadRow {
  line: number
  value: string
  message: string
}

export const LEVELS = ['', 'short', 'over', 'expiring'] as const
export const STRATEGIES = ['priority', 'nearest', 'most_stock', 'fewest_parcels'] as const

const shop = () => ({ shop_id: session.shopId ?? 0 })
const at = (path: string) => `/stock${path}?shop_id=${session.shopId ?? 0}`

export const fetchTable = (text: string, level: string, page: number) => get<StockPage>('/stock', { ...shop(), text, level, page })
export const fetchPlaces = (sku: number) => get<{ total: number; places: Place[] }>(`/stock/skus/${sku}`, shop())
export const fetchMoves = (sku: number) => get<Move[]>('/stock/movements', { ...shop(), sku_id: sku })
export const fetchLots = (sku: number) => get<Lot[]>('/stock/lots', { ...shop(), sku_id: sku })
export const fetchHouses = () => get<House[]>('/stock/warehouses', shop())
export const fetchSettings = () => get<Settings>('/stock/settings', shop())
export const fetchTransfers = () => get<Transfer[]>('/stock/transfers', shop())
export const fetchTakes = () => get<Take[]>('/stock/takes', shop())
export const fetchHolds = () => get<Hold[]>('/stock/holds', shop())
export const fetchBooks = () => get<{ is_fine: boolean; faults: unknown[] }>('/stock/reconcile', shop())
/** POST to a paper of stock; the answer names it. */
export const act = <T = { id: number }>(path: string, body?: unknown) => post<T>(at(path), body)
export const change = <T>(path: string, body: unknown) => put<T>(at(path), body)
export function upload<T>(path: string, file: File): Promise<T> {
  const body = new FormData()
  body.append('file', file)
  return call<T>(`/stock${path}`, { method: 'POST', body, query: shop() })
}
export const exportAddress = (sku?: number) => `/api/v1/stock/movements/export?shop_id=${session.shopId ?? 0}${sku ? `&sku_id=${sku}` : ''}`
