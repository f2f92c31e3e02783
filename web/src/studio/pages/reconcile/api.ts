import { API, get, post } from '@/shared/http'

export interface Report {
  id: number
  shop_id: number
  shop_name: string
  provider: string
  account: string
  day: string
  payments: number
  paid_amount: number
  refunds: number
  refunded_amount: number
  checked_at: string
  found: number
  still_open: number
}
export interface Difference {
  id: number
  kind: 'missing_here' | 'missing_there' | 'amount' | 'state'
  trade_no: string
  refund_no: string
  provider_no: string
  order_id: number | null
  ours: number | null
  theirs: number | null
  our_state: string
  resolved_at: string | null
  note: string
}
export type ReportDetail = Report & { differences: Difference[] }

export const PROVIDERS = ['wechat', 'alipay', 'stripe'] as const

export const fetchReports = (shop: number) => get<Report[]>('/pay/bills', { shop })
export const fetchReport = (id: number) => get<ReportDetail>(`/pay/bills/${id}`)
export const checkBill = (shop: number, provider: string, day: string) =>
  post<ReportDetail>('/pay/bills', { shop, provider, day })
export const resolveDifference = (id: number, note: string) => post<Difference>(`/pay/bills/differences/${id}`, { note })
export const csvAddress = (id: number) => `${API}/pay/bills/${id}/csv`

/** Yesterday in Shanghai: the latest day whose bill is complete. */
export function lastBillDay(now: Date): string {
  return new Date(now.getTime() + (8 - 24) * 3_600_000).toISOString().slice(0, 10)
}
