/** Orders of this viewer and the way to the cashier. */
import { asViewer } from './session'

export interface OrderLine {
  link_number: number
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
  pay_amount: number
  is_rehearsal: boolean
  placed_at: string
  expires_at: string
  lines: OrderLine[]
}
export interface Parcel {
  carrier: string
  tracking_no: string
}

export function myOrders(before?: number): Promise<{ orders: Order[]; next_before: number | null }> {
  return asViewer('/orders/mine', before ? { query: { before } } : {})
}

/** The cashier's address, coming back to this room when the buyer has paid. */
export async function payUrl(order: number): Promise<string> {
  const { pay_url } = await asViewer<{ pay_url: string }>(`/orders/mine/${order}/pay`, { method: 'POST' })
  const url = new URL(pay_url, location.href)
  url.searchParams.set('redirect_url', `${location.origin}${location.pathname}`)
  return url.toString()
}

export const cancelOrder = (order: number) => asViewer<Order>(`/orders/mine/${order}/cancel`, { method: 'POST' })
export const refundOrder = (order: number) => asViewer<Order>(`/orders/mine/${order}/refund`, { method: 'POST' })
export const parcelsOf = (order: number) => asViewer<Parcel[]>(`/parcels/mine/${order}`)
