import { API, call, get, post, put } from '@/shared/http'

export type Method = 'cost' | 'competition' | 'value' | 'custom'

export interface Gap {
  median: number
  lowest: number
  rivals: number
  gap_bp: number
  position: number
  is_alert: boolean
}
export interface Before {
  market: 'CN' | 'EU'
  price: number | null
  day: string | null
  orders: number
  units: number
  window_from: string
  window_to: string
  basis: 'lowest_deal' | 'last_deal' | 'list_price' | 'none'
}
export interface Decision {
  id: number
  method: Method
  price: number
  margin_bp: number
  reason: string
  decided_by: string
  decided_at: string
}
export interface PriceRow {
  sku_id: number
  code: string
  product: string
  sku_name: string
  image: string
  daily_price: number
  floor_price: number
  cost: number
  margin_bp: number
  gap: Gap | null
  decision: Decision | null
  before: Before
}
export interface PricePage {
  items: PriceRow[]
  total: number
  alerts: number
}
export interface Proposal {
  method: Method
  price: number | null
  margin_bp: number | null
  basis: string
  problem: string
}
export interface Attribute {
  name: string
  weight: number
  ours: number
  theirs: number
}
export interface Value {
  reference_name: string
  reference_price: number
  attributes: Attribute[]
  survey: { price: number; buyers: number }[]
}
export interface Rival {
  id: number
  rival: string
  price: number
  seen_on: string
  url: string
  note: string
}
export interface DealDay {
  day: string
  lowest: number
  units: number
  orders: number
  amount: number
}
export interface Suggestion {
  elasticity: {
    value: number | null
    standard_error: number | null
    low: number | null
    high: number | null
    r_squared: number | null
    days: number
    distinct_prices: number
    problem: string
  }
  floor: number
  ceiling: number
  price: number | null
  expected_units: number | null
  expected_profit: number | null
  profit_now: number | null
  price_now: number | null
  problem: string
}
export interface PriceDetail extends PriceRow {
  proposals: Proposal[]
  value: Value
  rivals: Rival[]
  decisions: Decision[]
  deals: DealDay[]
  suggestion: Suggestion
}
export interface PricingSettings {
  market: 'CN' | 'EU'
  gap_alert_bp: number
  target_margin_bp: number
  fee_bp: number
  ceiling_bp: number
}
export interface RivalImport {
  good: number
  stored: number
  bad: { line: number; column: string; value: string; message: string }[]
}
export interface Claim {
  is_lawful: boolean
  reason: string
  proof: Before
}

export const PAGE_SIZE = 50

export const listPrices = (query: { shop_id: number; text: string; only_alerts: boolean; page: number }) =>
  get<PricePage>('/pricing', query)
export const getPrice = (shopId: number, sku: number) => get<PriceDetail>(`/pricing/skus/${sku}`, { shop_id: shopId })
export const decide = (sku: number, body: { shop_id: number; method: Method; price: number; reason: string }) =>
  post<PriceDetail>(`/pricing/skus/${sku}/decisions`, body)
export const saveValue = (sku: number, body: Value & { shop_id: number }) => put<PriceDetail>(`/pricing/skus/${sku}/value`, body)
export const addRival = (sku: number, body: { shop_id: number; rival: string; price: number; seen_on: string; note: string }) =>
  post<Rival>(`/pricing/skus/${sku}/rivals`, body)
export const deleteRival = (shopId: number, id: number) =>
  call<null>(`/pricing/rivals/${id}`, { method: 'DELETE', query: { shop_id: shopId } })
export const checkClaim = (shopId: number, sku: number, claim: number) =>
  get<Claim>(`/pricing/skus/${sku}/claim`, { shop_id: shopId, claim })
export const getSettings = (shopId: number) => get<PricingSettings>('/pricing/settings', { shop_id: shopId })
export const saveSettings = (body: PricingSettings & { shop_id: number }) => put<PricingSettings>('/pricing/settings', body)
export const templateAddress = (shopId: number) => `${API}/pricing/rivals/template?shop_id=${shopId}`

export function importRivals(shopId: number, file: File, store: boolean): Promise<RivalImport> {
  const body = new FormData()
  body.append('file', file)
  return call('/pricing/rivals/import', { method: 'POST', body, query: { shop_id: shopId, store } })
}
