import { get, post, put } from '@/shared/http'
import { session } from '../../session'

export interface Buyer {
  id: number
  nickname: string
  phone: string
  orders: number
  last_at: string | null
}
export interface Balances {
  points: number
  credit: number
  redpacket: number
}
export interface Held {
  claim_id: number
  campaign_id: number
  name: string
  state: 'usable' | 'used' | 'expired' | 'paused'
  off_amount: number
  off_bp: number
  threshold: number
  claimed_at: string
  expires_at: string
  order_id: number | null
}
export interface Holdings {
  balances: Balances
  standing: { viewer_id: number; level: number; tags: string[] }
  coupons: Held[]
}
export interface Entry {
  id: number
  at: string
  amount: number
  reason: string
  ref_id: number | null
}
export interface Rule {
  earn_per: number
  is_active: boolean
}
export const BOOKS = ['points', 'credit', 'redpacket'] as const
export type Book = (typeof BOOKS)[number]
/** By hand at most so many points or minor units at once. */
export const MOST = 1_000_000
export const PAGE = 50

const shop = () => ({ shop_id: session.shopId ?? 0 })

export const findBuyers = (text: string) => get<Buyer[]>('/promotions/buyers', { ...shop(), text })
export const fetchHoldings = (buyer: number) => get<Holdings>(`/promotions/holdings/${buyer}`, shop())
export const fetchStatement = (buyer: number, book: Book, before?: number) =>
  get<Entry[]>(`/promotions/balances/${buyer}/statement`, { ...shop(), book, before })
export const correct = (viewer_id: number, book: Book, amount: number, why: string) =>
  post<Balances>('/promotions/balances', { ...shop(), viewer_id, book, amount, why })
export const giveRedPacket = (viewer_id: number, amount: number, expires_at: string, reason: string) =>
  post<Balances>('/promotions/red-packets', { ...shop(), viewer_id, amount, expires_at, reason })
export const setStanding = (buyer: number, level: number, tags: string[]) =>
  put<Holdings['standing']>(`/promotions/standings/${buyer}`, { ...shop(), level, tags })
export const fetchRule = () => get<Rule>('/promotions/points-rule', shop())
export const setRule = (rule: Rule) => put<Rule>('/promotions/points-rule', { ...shop(), ...rule })
