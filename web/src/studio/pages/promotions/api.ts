import { get, post, put, remove } from '@/shared/http'

export const KINDS = [
  'amount_coupon', 'percent_coupon', 'spend_save', 'amount_off', 'percent_off',
  'flash_price', 'room_price', 'newcomer_price', 'member_price',
  'buy_get', 'bundle_price', 'gift', 'free_shipping', 'shipping_fee', 'redpacket', 'points', 'credit',
] as const
export type Kind = (typeof KINDS)[number]
export const STATES = ['draft', 'running', 'paused', 'ended'] as const
export type State = (typeof STATES)[number]

export interface Scope {
  all?: boolean
  product_ids?: number[]
  category_ids?: number[]
  sku_ids?: number[]
  link_ids?: number[]
  except_product_ids?: number[]
  except_sku_ids?: number[]
}
export interface Audience {
  newcomers_only?: boolean
  min_level?: number
  tags?: string[]
  buyer_ids?: number[]
}
export interface CampaignBody {
  kind: Kind
  name: string
  starts_at: string
  ends_at: string
  terms: Record<string, unknown>
  scope: Scope
  audience: Audience
  priority: number
  stack_group: string
  is_exclusive: boolean
  per_user_limit: number | null
  claim_limit: number
  valid_hours: number | null
  quantity: number | null
  budget: number | null
  show_id: number | null
  series: string
}
export interface Meter {
  unissued: number | null
  issued: number
  held: number
  used: number
  expired: number
  budget_left: number | null
  budget_spent: number
}
export interface Campaign extends CampaignBody {
  id: number
  shop_id: number
  state: State
  version: number
  is_coupon: boolean
  started_at: string | null
  ended_at: string | null
  created_by: string
  meter: Meter
}
export interface Caution {
  code: string
  message: string
  sku_id: number | null
}
export interface CampaignDetail extends Campaign {
  cautions: Caution[]
}
export interface CampaignPage {
  items: Campaign[]
  total: number
  counts: Partial<Record<State, number>>
}
export interface Priced {
  lines: { sku_id: number; name: string; quantity: number; unit_price: number; goods: number; discount: number; paid: number }[]
  goods_amount: number
  discount_amount: number
  shipping_amount: number
  points_amount: number
  credit_amount: number
  pay_amount: number
  steps: string[]
  skipped: string[]
  hints: string[]
}
export interface Simulation {
  before: Priced
  after: Priced
  problems: { field: string; message: string }[]
  cautions: Caution[]
}
export interface ExampleBody {
  shop_id: number
  campaign_id: number | null
  draft: CampaignBody | null
  lines: { sku_id: number; quantity: number }[]
  is_newcomer: boolean
  member_level: number
  tags: string[]
  holds_coupons: boolean
  points: number
  credit: number
  redpacket: number
}
export interface GroupFigures {
  campaign_id: number
  name: string
  kind: Kind
  state: State
  audience: Audience
  issued: number | null
  claimed: number
  used: number
  lapsed: number
  orders: number
  discount: number
  revenue: number
  margin: number | null
  users: number
  user_margin: number | null
  others: number
  other_margin: number | null
  incremental_margin: number | null
}
export type CostCode = 'discount' | 'shipping' | 'gifts' | CostKind
export type CostKind = 'traffic' | 'people' | 'material' | 'other'
export const COST_KINDS: CostKind[] = ['traffic', 'people', 'material', 'other']
/** `id` is null for what orders tell by themselves. */
export interface CostLine {
  id: number | null
  code: CostCode
  name: string
  amount: number
}
export interface Economics {
  lines: CostLine[]
  cost: number
  revenue: number
  margin_before: number
  profit: number
  roi_bp: number | null
  sales_roi_bp: number | null
  gain_roi_bp: number | null
}
export interface CampaignDay {
  day: string
  claimed: number
  orders: number
  discount: number
  revenue: number
}
export interface Sold {
  hours: number
  orders: number
  units: number
  revenue: number
  margin: number | null
}
export interface Effect {
  before: Sold
  during: Sold
  after: Sold | null
  price_bp: number | null
  units_bp: number | null
  revenue_bp: number | null
  margin_bp: number | null
  after_units_bp: number | null
  elasticity: number | null
  low: number | null
  high: number | null
  problem: string
}
export interface Report {
  economics: Economics | null
  days: CampaignDay[]
  effect: Effect
  groups: GroupFigures[]
  order_values: {
    before_orders: number
    before_value: number | null
    during_orders: number
    during_value: number | null
    used_orders: number
    used_value: number | null
    change_bp: number | null
  }
  minimum: number
}
export interface Attach {
  sku_id: number
  name: string
  bundle_orders: number
  reach_orders: number
  bundle_units: number
  component_units: number
  rate_bp: number | null
}
export interface ShopSku {
  id: number
  name: string
  daily_price: number
  is_active: boolean
}
export interface ShopProduct {
  id: number
  name: string
  skus: ShopSku[]
}

export const listCampaigns = (query: { shop_id: number; state: string; text: string; page: number }) =>
  get<CampaignPage>('/promotions', query)
export const getCampaign = (id: number) => get<CampaignDetail>(`/promotions/${id}`)
export const createCampaign = (shop: number, body: CampaignBody) =>
  post<CampaignDetail>('/promotions', { ...body, shop_id: shop })
export const changeCampaign = (id: number, body: CampaignBody, version: number) =>
  put<CampaignDetail>(`/promotions/${id}`, { ...body, version })
export const startCampaign = (id: number, accepts: boolean) =>
  post<CampaignDetail>(`/promotions/${id}/start`, { accepts_cautions: accepts })
export const pauseCampaign = (id: number) => post<CampaignDetail>(`/promotions/${id}/pause`, {})
export const endCampaign = (id: number) => post<CampaignDetail>(`/promotions/${id}/end`, {})
export const simulate = (body: ExampleBody) => post<Simulation>('/promotions/simulate', body)
export const report = (id: number) => get<Report>(`/promotions/${id}/report`)
export const enterCost = (id: number, body: { kind: CostKind; name: string; amount: number }) =>
  post<CostLine>(`/promotions/${id}/costs`, body)
export const strikeCost = (id: number, cost: number) => remove<CostLine>(`/promotions/${id}/costs/${cost}`)
export const attachRates = (shop: number, days: number) =>
  get<Attach[]>('/promotions/attach-rates', { shop_id: shop, days })
export const findProducts = async (shop: number, text: string) =>
  (await get<{ items: ShopProduct[] }>('/products', { shop_id: shop, text, page: 1 })).items
