import { get, post } from '@/shared/http'

export interface OrderLine {
  id: number
  link_id: number
  link_number: number
  sku_id: number
  name: string
  sku_name: string
  image: string
  quantity: number
  unit_price: number
  amount: number
  discount: number
  is_gift: boolean
}

export interface Refund {
  id: number
  refund_no: string
  kind: string
  kind_name: string
  amount: number
  has_shipping: boolean
  are_goods_back: boolean
  reason: string
  state: 'pending' | 'succeeded' | 'failed'
  failure: string
  attempt: number
  next_try_at: string | null
  requested_at: string
  succeeded_at: string | null
  lines: { line_id: number; quantity: number; amount: number }[]
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
  refunded_amount: number
  refund_state: string
  return_until: string | null
  refunds: Refund[]
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

export interface Payment {
  id: number
  provider: string
  channel: string
  trade_no: string
  provider_no: string
  amount: number
  state: 'pending' | 'succeeded' | 'closed'
  created_at: string
  succeeded_at: string | null
}

export interface LineExtra {
  line_id: number
  cuts: { name: string; amount: number }[]
  consent: string
  snapshot: Record<string, unknown>
  snapshot_at: string
}

/** Everything kept about an order beside its row in the list. */
export interface Story {
  order_id: number
  payments: Payment[]
  steps: { zh: string; en: string; code: string }[]
  moments: { kind: string; at: string; amount: number | null }[]
  lines: LineExtra[]
  deeds: { who: string; action: string; at: string }[]
}

export interface RefundWish {
  reason: string
  lines: { line_id: number; quantity: number }[]
  /** null: the server decides, with the fee when all of an unsent order falls. */
  with_shipping: boolean | null
  are_goods_back: boolean
}

export interface RefundPreview {
  money: number
  points: number
  credit: number
  has_shipping: boolean
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
/** All of them leave in one parcel, or none does. */
export const shipOrders = (ids: number[], carrier: string, trackingNo: string) =>
  post<Parcel>('/parcels/ship', { order_ids: ids, carrier, tracking_no: trackingNo })
export const fetchStory = (id: number) => get<Story>(`/orders/${id}/story`)
export const previewRefund = (id: number, wish: RefundWish) => post<RefundPreview>(`/orders/${id}/refund-preview`, wish)
export const refundOrder = (id: number, wish: RefundWish) => post<Order>(`/orders/${id}/refund`, wish)
export const retryRefund = (refundId: number) => post<Order>(`/orders/refunds/${refundId}/retry`)

/** Units of each line that did not come back yet. */
export function unitsLeft(order: Order): Map<number, number> {
  const left = new Map(order.lines.map((line) => [line.id, line.quantity]))
  for (const part of order.refunds.flatMap((refund) => refund.lines)) {
    left.set(part.line_id, (left.get(part.line_id) ?? 0) - part.quantity)
  }
  return left
}
