/** Orders of this viewer, the way to the cashier, and money back. */
import type { Cut, Sentence } from './checkout'
import { asViewer } from './session'

export interface OrderLine {
  id: number
  link_number: number
  name: string
  sku_name: string
  image: string
  quantity: number
  unit_price: number
  amount: number
  discount: number
  is_gift: boolean
}
export interface Order {
  id: number
  order_no: string
  state: string
  goods_amount: number
  discount_amount: number
  shipping_amount: number
  points_amount: number
  credit_amount: number
  pay_amount: number
  refunded_amount: number
  refund_state: string
  return_until: string | null
  is_rehearsal: boolean
  placed_at: string
  expires_at: string
  lines: OrderLine[]
  refunds: { lines: { line_id: number; quantity: number }[] }[]
}
export interface Parcel {
  carrier: string
  tracking_no: string
}
export interface LineStory {
  line_id: number
  cuts: Cut[]
  consent: string
  snapshot: Record<string, unknown>
  snapshot_at: string
}
export interface OrderStory {
  order: Order
  address: { name: string; phone: string; province: string; city: string; district: string; street: string } | null
  steps: Sentence[]
  moments: { kind: string; at: string; amount: number | null }[]
  lines: LineStory[]
}
export interface RefundPreview {
  money: number
  points: number
  credit: number
  has_shipping: boolean
}
export interface PayMethod {
  method: string
  name: string
  channels: string[]
  is_simulated: boolean
}
export type OrderTab = 'all' | 'to_pay' | 'to_ship' | 'to_receive' | 'after_sale'
export const TABS: OrderTab[] = ['all', 'to_pay', 'to_ship', 'to_receive', 'after_sale']

export const myOrders = (tab: OrderTab, before?: number) =>
  asViewer<{ orders: Order[]; next_before: number | null }>('/checkout/orders', { query: { tab, before } })
export const orderStory = (order: number) => asViewer<OrderStory>(`/checkout/orders/${order}`)
export const payMethods = (order: number) => asViewer<PayMethod[]>('/pay/methods', { query: { order } })

/** How to pay: the cashier's address, or what WeChat's own sheet asks for inside its browser. */
export interface PayWay {
  url: string
  jsapi: Record<string, string> | null
}
interface PayAnswer {
  pay_url: string
  jsapi: Record<string, string>
}

const inWeChat = () => /MicroMessenger/i.test(navigator.userAgent) && !/wxwork/i.test(navigator.userAgent)

/** The way to the cashier, which brings the buyer back to this page. Empty: nothing is to pay.
 *
 *  Inside WeChat its own sheet is tried first; it needs to know who the buyer is there, so an
 *  answer that it cannot is no failure: the page of the cashier opens instead. */
export async function payWay(order: number, method?: PayMethod, isPageWanted = false): Promise<PayWay> {
  if (!isPageWanted && inWeChat() && method?.channels.includes('jsapi')) {
    const own = await askPay(order, method, 'jsapi').catch(() => null)
    if (own && Object.keys(own.jsapi).length) return { url: '', jsapi: own.jsapi }
  }
  const channel = method && !method.channels.includes('h5') ? method.channels[0]! : 'h5'
  const { pay_url } = await askPay(order, method, channel)
  return { url: pay_url, jsapi: null }
}

function askPay(order: number, method: PayMethod | undefined, channel: string): Promise<PayAnswer> {
  const body = { ...(method ? { method: method.method } : {}), channel, return_path: location.pathname }
  return asViewer<PayAnswer>(`/orders/mine/${order}/pay`, { method: 'POST', body })
}

/** Open WeChat's pay sheet; what came of it. The room hears of the payment itself from the server. */
export async function payInWeChat(values: Record<string, string>): Promise<'ok' | 'cancel' | 'fail'> {
  const { openPaySheet } = await import('./wechat')
  return openPaySheet(values)
}

export const cancelOrder = (order: number) => asViewer<Order>(`/orders/mine/${order}/cancel`, { method: 'POST' })
export const confirmReceipt = (order: number) => asViewer<Order>(`/orders/mine/${order}/receipt`, { method: 'POST' })
export const parcelsOf = (order: number) => asViewer<Parcel[]>(`/parcels/mine/${order}`)

const units = (lines: Record<number, number>) =>
  Object.entries(lines).filter(([, quantity]) => quantity > 0).map(([id, quantity]) => ({ line_id: Number(id), quantity }))
export const previewRefund = (order: number, lines: Record<number, number>) =>
  asViewer<RefundPreview>(`/checkout/orders/${order}/refund-preview`, { method: 'POST', body: { lines: units(lines) } })
export const refundOrder = (order: number, lines: Record<number, number>, reason: string) =>
  asViewer<Order>(`/orders/mine/${order}/refund`, { method: 'POST', body: { lines: units(lines), reason } })

/** Units of a line that are not back yet. */
export function unitsKept(order: Order, line: OrderLine): number {
  const back = order.refunds.flatMap((refund) => refund.lines).filter((one) => one.line_id === line.id)
  return line.quantity - back.reduce((sum, one) => sum + one.quantity, 0)
}
