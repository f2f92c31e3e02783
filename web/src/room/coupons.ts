/** Coupons of the room: what may be claimed, what the viewer holds. */
import { computed, shallowRef, watch } from 'vue'
import type { Messages } from '@/shared/i18n'
import { price } from '@/shared/format'
import { Problem } from '@/shared/http'
import type { Room } from './room'
import { asViewer } from './session'

interface Discount {
  off_amount: number
  off_bp: number
  threshold: number
  max_off: number | null
  is_whole_shop: boolean
}
export interface Coupon extends Discount {
  campaign_id: number
  name: string
  state: 'claimable' | 'claimed' | 'gone' | 'not_for_you' | 'soon' | 'login'
  for_newcomers: boolean
  min_level: number
  starts_at: string
  ends_at: string
  valid_hours: number | null
  left: number | null
  total: number | null
  mine: number
  claim_limit: number
}
export interface HeldCoupon extends Discount {
  claim_id: number
  campaign_id: number
  name: string
  state: 'usable' | 'used' | 'expired' | 'paused'
  expires_at: string
  order_id: number | null
}
export interface Coupons {
  coupons: Coupon[]
  mine: HeldCoupon[]
  balances: { points: number; credit: number; redpacket: number }
}

type Say = (key: string, named?: Record<string, unknown>) => string

const found = shallowRef<Coupons | null>(null)
const failure = shallowRef('')
let turn = 0

/** The coupons, shared by the strip and the sheet; read again when somebody logs in. */
export function useCoupons(room: Room) {
  async function load(): Promise<void> {
    const mine = ++turn
    try {
      const answer = await asViewer<Coupons>(`/promotions/room/${room.slug}`)
      if (mine === turn) [found.value, failure.value] = [answer, '']
    } catch (error) {
      if (mine === turn) failure.value = error instanceof Problem ? error.message : 'offline'
    }
  }
  /** Claims one; the error's text when it is refused. */
  async function claim(coupon: Coupon): Promise<string> {
    try {
      await asViewer(`/promotions/room/${room.slug}/coupons/${coupon.campaign_id}/claim`, { method: 'POST' })
      return ''
    } catch (error) {
      if (error instanceof Problem) return error.message
      throw error
    } finally {
      await load()
    }
  }
  const open = computed(() => (found.value?.coupons ?? []).filter((one) => one.state === 'claimable' || one.state === 'login'))
  const usable = computed(() => (found.value?.mine ?? []).filter((one) => one.state === 'usable'))
  watch(room.isBuyer, () => void load())
  return { found, failure, open, usable, load, claim }
}

/** ¥20, or 8.5 折. */
export function worth(coupon: Discount, t: Say): string {
  if (coupon.off_amount) return price(coupon.off_amount)
  return t('coupons.percent', { zhe: trim((10_000 - coupon.off_bp) / 1000), off: trim(coupon.off_bp / 100) })
}
/** From which amount on, at most how much, on what. */
export function condition(coupon: Discount, t: Say): string {
  const parts = [coupon.threshold ? t('coupons.from', { n: price(coupon.threshold) }) : t('coupons.fromNothing')]
  if (coupon.max_off) parts.push(t('coupons.most', { n: price(coupon.max_off) }))
  if (!coupon.is_whole_shop) parts.push(t('coupons.some'))
  return parts.join(' · ')
}
const trim = (value: number) => String(Math.round(value * 100) / 100)

export const messages: Messages = {
  'zh-CN': {
    coupons: {
      title: '优惠券', strip: '领券 {name}', stripMore: '领券 {name} 等 {n} 张', mineStrip: '我的券 {n} 张', get: '领券', mine: '我的券', none: '现在没有可领的优惠券', noneHint: '主播发券时这里会出现，可以先逛逛商品',
      percent: '{zhe} 折', from: '满 {n} 可用', fromNothing: '无门槛', most: '最多减 {n}', some: '部分商品可用', newcomers: '新人专享', level: '{n} 级以上会员专享',
      claim: '领取', claiming: '领取中…', claimed: '已领取', gone: '已领完', not_for_you: '暂不符合条件', soon: '{time} 开领', login: '登录领取', left: '剩 {n} 张', perBuyer: '每人 {n} 张，已领 {mine}',
      until: '{time} 前有效', after: '领取后 {n} 小时内有效', afterDays: '领取后 {n} 天内有效', got: '领到了，下单时自动使用', usable: '可使用', used: '已使用', expired: '已过期', paused: '暂停使用', noMine: '还没有领过优惠券',
      points: '积分 {n}', credit: '余额 {n}', redpacket: '红包 {n}', failed: '优惠券没有加载出来', loginHint: '登录后可领取，也能看到自己的券和积分',
    },
  },
  en: {
    coupons: {
      title: 'Coupons', strip: 'Claim {name}', stripMore: 'Claim {name} and more ({n})', mineStrip: 'My coupons {n}', get: 'To claim', mine: 'Mine', none: 'No coupons to claim now', noneHint: 'They appear here when the host gives some out; have a look at the goods meanwhile',
      percent: '{off}% off', from: 'from {n}', fromNothing: 'no minimum', most: 'at most {n}', some: 'some products', newcomers: 'for newcomers', level: 'for members from level {n}',
      claim: 'Claim', claiming: 'Claiming…', claimed: 'Claimed', gone: 'All gone', not_for_you: 'Not for you yet', soon: 'From {time}', login: 'Log in to claim', left: '{n} left', perBuyer: '{n} each, you have {mine}',
      until: 'until {time}', after: 'for {n} hours after the claim', afterDays: 'for {n} days after the claim', got: 'Yours; it is used by itself when you order', usable: 'Usable', used: 'Used', expired: 'Expired', paused: 'Paused', noMine: 'No coupons claimed yet',
      points: '{n} points', credit: 'Credit {n}', redpacket: 'Red packets {n}', failed: 'The coupons did not load', loginHint: 'Log in to claim, and to see your coupons and points',
    },
  },
}
