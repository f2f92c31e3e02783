import { get, post } from '@/shared/http'

export interface OrderLine {
  link_id: number
  link_number: number
  sku_id: number
  name: string
  sku_name: string
  image: string
  quantity: number
  unit_price: number
  amount: number
}

export interface Order {
  id: number
  order_no: string
  state: string
  state_name: string
  goods_amount: number
  discount_amount: number
  shipping_amount: number
  points_amount?: number
  credit_amount?: number
  pay_amount: number
  buyer_id: number
  show_id: number | null
  is_rehearsal: boolean
  placed_at: string
  expires_at: string
  paid_at: string | null
  shipped_at: string | null
  closed_at: string | null
  lines: OrderLine[]
  buyer_name: string
  phone: string
  receiver: string
  region: string
  source: string
  show_title: string
}

export interface Parcel {
  id: number
  carrier: string
  tracking_no: string
  shipped_at: string
}

export interface DeskPage {
  orders: Order[]
  next_before: number | null
}

export const STATES = ['placed', 'paid', 'shipped', 'refunding', 'refunded', 'expired', 'cancelled'] as const
export const REFUNDABLE = ['paid', 'shipped', 'completed']
export const CARRIERS = ['顺丰速运', '中通快递', '圆通速递', '申通快递', '韵达快递', '极兔速递', '京东物流', 'EMS']

export interface DeskQuery {
  shop: number
  state: string
  search: string
  before?: number
}

export const fetchDesk = (query: DeskQuery) => get<DeskPage>('/orders', { ...query })
export const fetchOrder = (id: number) => get<Order>(`/orders/${id}`)
export const fetchParcels = (id: number) => get<Parcel[]>(`/parcels/orders/${id}`)
export const shipOrder = (id: number, carrier: string, trackingNo: string) =>
  post<Parcel>(`/parcels/orders/${id}/ship`, { carrier, tracking_no: trackingNo })
export const refundOrder = (id: number, reason: string) => post<Order>(`/orders/${id}/refund`, { reason })
