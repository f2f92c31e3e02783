import { get, put } from '@/shared/http'
import { shop } from '../../session'

export interface Sums {
  shares: number
  sharers: number
  visits: number
  orders: number
  amount: number
}
export interface Shares {
  total: Sums
  prompts: (Sums & { prompt_id: number; title: string; text: string | null; purpose: string })[]
  sharers: (Sums & { viewer_id: number; nickname: string })[]
  links: (Sums & { link_id: number | null; show_id: number | null; name: string | null })[]
}
export interface Rewards {
  kinds: { kind: string; outcome: string; why: string; deeds: number; viewers: number; points: number }[]
  days: { day: string; points: number; viewers: number }[]
}
export interface Audience {
  follows: { now: number; gained: number; lost: number }
  levels: { level: number; fans: number }[]
  reminders: { moment: string; state: string; channel: string; n: number }[]
  community: { opened: number; confirmed: number }
  reserved: { show_id: number; title: string; starts_at: string; reserved: number; cancelled: number }[]
}
export interface Club {
  badge: string
  join_points: number
  is_open: boolean
}
export interface RewardRule {
  kind: string
  points: number
  per_day: number
  per_show: number
  shop_per_day: number
  is_active: boolean
}
export interface Community {
  name: string
  text: string
  qr_text: string
  join_code: string
  reward_points: number
  is_active: boolean
}
export interface SetUp {
  club: Club | null
  rewards: RewardRule[]
  community: Community | null
}
export interface Thread {
  thread: number
  text: string | null
  name: string | null
  replies: number
  viewers: number
  last_at: string
}
export interface Paths {
  orders: number
  taps: number
  seconds: number
}
export interface Flow {
  shows: number
  spots: { kind: string; text: string; times: number; viewers: number; ms: number }[]
  before: Paths
  after: Paths
  prompts: { prompt_id: number; title: string; purpose: string; viewers: number; sharers: number }[]
}
export interface Show {
  shop_id: number
  id: number
  title: string
}
export const REWARDS = ['comment', 'like', 'share', 'watch', 'check_in'] as const

const shopId = () => shop.value?.id ?? 0
const own = () => `?shop_id=${shopId()}`
const stretch = (since: string, until: string) => ({ shop_id: shopId(), since, until })

export const fetchShares = (since: string, until: string) => get<Shares>('/growth/shares', stretch(since, until))
export const fetchRewards = (since: string, until: string) => get<Rewards>('/growth/rewards', stretch(since, until))
export const fetchAudience = (since: string, until: string) => get<Audience>('/growth/audience', stretch(since, until))
export const fetchSetUp = () => get<SetUp>('/growth/set-up', { shop_id: shopId() })
export const fetchFlow = (day: string) => get<Flow>('/growth/flow', { shop_id: shopId(), day })
export const fetchShows = () => get<Show[]>('/shows')
export const fetchThreads = (show: number) => get<Thread[]>('/growth/threads', { show_id: show })
export const saveClub = (body: Club) => put<Club>(`/growth/club${own()}`, body)
export const saveCommunity = (body: Community) => put<Community>(`/growth/community${own()}`, body)
export const saveRule = ({ kind, ...body }: RewardRule) => put<RewardRule>(`/growth/rewards/${kind}${own()}`, body)
