import { call, get, post } from '@/shared/http'
import { session } from '../../session'

export interface PackUnit {
  sku_id: number
  name: string
  units: number
}
export interface Parcel {
  warehouse_id: number | null
  warehouse: string
  why: 'only' | 'priority' | 'nearest' | 'most_stock' | 'fewest_parcels' | 'none'
  show_id: number | null
  show_title: string
  buyer_name: string
  place: string
  order_ids: number[]
  order_nos: string[]
  placed_at: string | null
  units: PackUnit[]
}
export interface Pick {
  warehouse_id: number
  warehouse: string
  sku_id: number
  name: string
  units: number
  parcels: number
  lots: { lot_no: string; expires_on: string | null; units: number }[]
}
export interface Label {
  name: string
  phone: string
  address: string
}
export interface Imported {
  parcels: number
  orders: number
  bad: { line: number; value: string; message: string }[]
  is_stored: boolean
}
/** Which parcels a list or sheet is of; no orders: all of the show and warehouse. */
export interface Wanted {
  show: number | null
  house: number | null
  orders: number[]
}

export const CARRIERS = ['顺丰速运', '中通快递', '圆通速递', '申通快递', '韵达快递', '极兔速递', '京东物流', 'EMS']
/** The server reads at most so many orders in one question. */
export const MOST_CHOSEN = 500

const shop = () => session.shopId ?? 0

function address(path: string, wanted: Wanted): string {
  const query = new URLSearchParams({ shop_id: String(shop()) })
  if (wanted.show) query.set('show_id', String(wanted.show))
  if (wanted.house) query.set('warehouse_id', String(wanted.house))
  for (const id of wanted.orders.slice(0, MOST_CHOSEN)) query.append('order_ids', String(id))
  return `/parcels/${path}?${query.toString()}`
}

export const keyOf = (parcel: Parcel) => parcel.order_ids[0] ?? 0
export const fetchParcels = () => get<Parcel[]>('/parcels/suggestions', { shop_id: shop() })
export const fetchPicks = (wanted: Wanted) => get<Pick[]>(address('picking', wanted))
export const fetchLabel = (order: number) => post<Label>('/parcels/label', { order_id: order })
export const sheetAddress = (wanted: Wanted) => `/api/v1${address('tracking', wanted)}`
export const shipParcel = (parcel: Parcel, carrier: string, trackingNo: string) =>
  post<{ id: number }>('/parcels/ship', {
    order_ids: parcel.order_ids,
    carrier,
    tracking_no: trackingNo,
    warehouse_id: parcel.warehouse_id,
  })
export function importNumbers(file: File, store: boolean): Promise<Imported> {
  const body = new FormData()
  body.append('file', file)
  return call<Imported>('/parcels/tracking', { method: 'POST', body, query: { shop_id: shop(), store } })
}
