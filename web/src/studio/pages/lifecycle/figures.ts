/** What the platform knows of each product: stage, lists, conversion, margin. */
export interface Figures {
  product_id: number
  code: string
  name: string
  image: string
  category: string
  needs: string[]
  stage: Stage
  advice: string
  kinds: Kind[]
  age_days: number
  weekly_units: number[]
  stock: number
  cover_weeks: number | null
  net_28d: number
  margin_bp: number | null
  margin_change_bp: number | null
  clicks: number
  orders: number
  shows: number
  conversion: number | null
  proven_conversion: number
  price: number | null
  live_price: number | null
  mechanism: string
  offer_margin_bp: number | null
}
export type Stage = 'intro' | 'growth' | 'mature' | 'decline' | 'delisted'
export type Kind = 'hot' | 'slow' | 'new'
export const STAGES: Stage[] = ['intro', 'growth', 'mature', 'decline', 'delisted']
export const KINDS: Kind[] = ['hot', 'slow', 'new']

export interface FiguresPage {
  items: Figures[]
  total: number
  counts: Record<string, number>
}
export interface Task {
  id: number
  product_id: number
  product_name: string
  product_code: string
  image: string
  kind: string
  title: string
  facts: Record<string, unknown>
  owner_id: number
  owner: string
  due_on: string
  is_late: boolean
  state: 'open' | 'done' | 'dropped'
  note: string
}
export interface Thresholds {
  new_days: number
  hot_weekly_units: number
  hot_growth_percent: number
  slow_weekly_units: number
  slow_cover_weeks: number
  task_days: number
}
export interface Owner {
  id: number
  name: string
}

/** Points of a line over the weeks in a box of the size given; flat at the bottom without sales. */
export function sparkline(units: number[], width: number, height: number): string {
  const most = Math.max(...units, 1)
  const step = units.length > 1 ? width / (units.length - 1) : 0
  return units.map((n, at) => `${(at * step).toFixed(1)},${(height - (n / most) * height).toFixed(1)}`).join(' ')
}
