/** What the campaign form holds: amounts and shares as they are typed, one field per question. */
import { moneyInput, parseMoney } from '@/shared/format'
import { localTime, zoned } from '../shows/time'
import type { Audience, Campaign, CampaignBody, Kind, Scope } from './api'

export type ScopeMode = 'all' | 'products' | 'other'
export interface TierRow {
  threshold: string
  off: string
}
export interface ZoneRow {
  provinces: string
  first_fee: string
  first_kg: number
  step_fee: string
  step_kg: number
}
export interface PriceRow {
  sku_id: number
  name: string
  text: string
}
export interface GiftRow {
  offer_id: number | null
  sku_id: number | null
  quantity: number
}
export interface Form {
  kind: Kind
  name: string
  starts: string
  ends: string
  series: string
  // what it gives
  off: string
  percent: string
  threshold: string
  max: string
  way: 'prices' | 'percent' | 'amount'
  prices: PriceRow[]
  buy: number
  get: number
  sameSku: boolean
  bundlePrice: string
  n: number
  tiers: TierRow[]
  tierWay: 'amount' | 'percent'
  counts: 'amount' | 'units'
  repeats: boolean
  gifts: GiftRow[]
  times: number
  zones: ZoneRow[]
  units: number
  except: string
  pointsPerYuan: number
  minPoints: number
  // whom and what for
  scopeMode: ScopeMode
  products: number[]
  newcomers: boolean
  level: number
  tags: string
  // how much
  quantity: number | null
  budget: string
  perUser: number | null
  claims: number
  validHours: number | null
  // beside others
  group: string
  exclusive: boolean
  priority: number
}

const DAY = 86_400_000
const UNIT: Kind[] = ['flash_price', 'room_price', 'newcomer_price', 'member_price']
export const isUnit = (kind: Kind) => UNIT.includes(kind)
export const isCoupon = (kind: Kind) => kind.endsWith('_coupon')

/** A new campaign: tonight, the whole shop, everybody. */
export function blank(now: number): Form {
  return {
    kind: 'amount_coupon', name: '', starts: localTime(now), ends: localTime(now + 7 * DAY), series: '',
    off: '', percent: '', threshold: '', max: '', way: 'percent', prices: [], buy: 2, get: 1, sameSku: false,
    bundlePrice: '', n: 3, tiers: [{ threshold: '', off: '' }], tierWay: 'amount', counts: 'amount', repeats: false,
    gifts: [{ offer_id: null, sku_id: null, quantity: 1 }], times: 1,
    zones: [{ provinces: '', first_fee: '', first_kg: 1, step_fee: '', step_kg: 1 }],
    units: 0, except: '', pointsPerYuan: 100, minPoints: 0,
    scopeMode: 'all', products: [], newcomers: false, level: 0, tags: '',
    quantity: null, budget: '', perUser: null, claims: 1, validHours: null,
    group: '', exclusive: false, priority: 0,
  }
}

/** A stored campaign as its form. `names` holds the SKU names that are known. */
export function formOf(campaign: Campaign, names: Map<number, string>): Form {
  const terms = campaign.terms as Record<string, never>
  const audience = campaign.audience
  return {
    ...blank(0),
    ...readTerms(campaign.kind, terms, names),
    kind: campaign.kind, name: campaign.name, series: campaign.series,
    starts: localTime(Date.parse(campaign.starts_at)), ends: localTime(Date.parse(campaign.ends_at)),
    scopeMode: modeOf(campaign.scope), products: campaign.scope.product_ids ?? [],
    newcomers: audience.newcomers_only ?? false, level: audience.min_level ?? 0, tags: (audience.tags ?? []).join(' '),
    quantity: campaign.quantity, budget: campaign.budget === null ? '' : moneyInput(campaign.budget),
    perUser: campaign.per_user_limit, claims: campaign.claim_limit, validHours: campaign.valid_hours,
    group: campaign.stack_group, exclusive: campaign.is_exclusive, priority: campaign.priority,
  }
}

/** The body of the API; what cannot be read becomes 0, which the server refuses with its field. */
export function bodyOf(form: Form, stored: Campaign | null): CampaignBody {
  return {
    kind: form.kind, name: form.name.trim(), series: form.series.trim(),
    starts_at: instant(form.starts), ends_at: instant(form.ends),
    terms: { ...keptTerms(form, stored), ...termsOf(form) }, scope: scopeOf(form, stored), audience: audienceOf(form, stored),
    priority: form.priority, stack_group: form.group.trim(), is_exclusive: form.exclusive,
    show_id: stored?.show_id ?? null, ...limitsOf(form),
  }
}
function scopeOf(form: Form, stored: Campaign | null): Scope {
  if (form.scopeMode === 'all') return { all: true }
  return form.scopeMode === 'products' ? { product_ids: form.products } : (stored?.scope ?? {})
}
function audienceOf(form: Form, stored: Campaign | null): Audience {
  const tags = words(form.tags)
  return {
    ...(form.newcomers ? { newcomers_only: true } : {}),
    ...(form.level ? { min_level: form.level } : {}),
    ...(tags.length ? { tags } : {}),
    ...(stored?.audience.buyer_ids ? { buyer_ids: stored.audience.buyer_ids } : {}),
  }
}
function limitsOf(form: Form) {
  const coupon = isCoupon(form.kind)
  return {
    per_user_limit: form.perUser || null,
    claim_limit: coupon ? form.claims || 1 : 1,
    valid_hours: (coupon && form.validHours) || null,
    quantity: form.quantity || null,
    budget: form.budget ? money(form.budget) : null,
  }
}

type Terms = Record<string, unknown>
const cap = (form: Form) => (form.max ? money(form.max) : null)
/** An empty share is all of it. */
const wholeOr = (text: string) => (text ? share(text) : 10_000)
const amountOff = (form: Form): Terms => ({ off_amount: money(form.off), threshold: money(form.threshold) })
const percentOff = (form: Form): Terms => ({ off_bp: share(form.percent), threshold: money(form.threshold), max_off: cap(form) })

/** How the form of each kind becomes its terms. */
const TERMS: Record<Kind, (form: Form) => Terms> = {
  amount_coupon: amountOff,
  amount_off: amountOff,
  percent_coupon: percentOff,
  percent_off: percentOff,
  flash_price: unitTerms,
  room_price: unitTerms,
  newcomer_price: unitTerms,
  member_price: unitTerms,
  spend_save: (form) => ({ tiers: form.tiers.map((row) => tierOf(row, form)), counts: form.counts, repeats: form.repeats, max_off: cap(form) }),
  buy_get: (form) => ({ buy: form.buy, get: form.get, off_bp: wholeOr(form.percent), same_sku: form.sameSku }),
  bundle_price: (form) => ({ price: money(form.bundlePrice), ...(form.n ? { n: form.n } : {}) }),
  gift: (form) => ({
    items: form.gifts.map(giftOf), threshold: form.counts === 'units' ? form.units : money(form.threshold),
    counts: form.counts, max_times: form.times, repeats: form.times > 1,
  }),
  redpacket: (form) => ({ threshold: money(form.threshold), max_share_bp: wholeOr(form.percent), max_off: cap(form) }),
  shipping_fee: (form) => ({ zones: form.zones.map(zoneOf) }),
  free_shipping: (form) => ({ threshold: money(form.threshold), units: form.units, except_provinces: words(form.except) }),
  points: (form) => ({ points_per_minor: Math.max(1, Math.round(form.pointsPerYuan / 100)), max_share_bp: wholeOr(form.percent), min_points: form.minPoints }),
  credit: (form) => ({ max_share_bp: wholeOr(form.percent) }),
}
export const termsOf = (form: Form): Terms => TERMS[form.kind](form)

/** What the form does not ask: limits on sets, named units of a set. */
function keptTerms(form: Form, stored: Campaign | null): Record<string, unknown> {
  if (!stored || stored.kind !== form.kind || !['buy_get', 'bundle_price', 'gift'].includes(form.kind)) return {}
  return stored.terms
}

function unitTerms(form: Form): Terms {
  if (form.way === 'amount') return { off_amount: money(form.off) }
  if (form.way === 'percent') return { off_bp: share(form.percent) }
  return { prices: Object.fromEntries(form.prices.map((row) => [row.sku_id, money(row.text)])) }
}
function tierOf(row: TierRow, form: Form) {
  const threshold = form.counts === 'units' ? Number(row.threshold) || 0 : money(row.threshold)
  return form.tierWay === 'amount' ? { threshold, off_amount: money(row.off) } : { threshold, off_bp: share(row.off) }
}
const giftOf = (row: GiftRow) => ({ offer_id: row.offer_id ?? 0, sku_id: row.sku_id ?? 0, quantity: row.quantity })
const zoneOf = (row: ZoneRow) => ({
  provinces: words(row.provinces), first_fee: money(row.first_fee), first_g: Math.round(row.first_kg * 1000),
  step_fee: money(row.step_fee), step_g: Math.round(row.step_kg * 1000),
})

type Raw = Record<string, unknown>
function readTerms(kind: Kind, terms: Raw, names: Map<number, string>): Partial<Form> {
  const number = (key: string) => Number(terms[key] ?? 0)
  const cash = (key: string) => (number(key) ? moneyInput(number(key)) : '')
  const part = (key: string) => (number(key) ? percentText(number(key)) : '')
  const common: Partial<Form> = {
    off: cash('off_amount'), percent: part('off_bp') || part('max_share_bp'), threshold: cash('threshold'), max: cash('max_off'),
    counts: terms['counts'] === 'units' ? 'units' : 'amount', repeats: Boolean(terms['repeats']),
  }
  if (isUnit(kind)) return { ...common, ...readUnit(terms, names) }
  if (kind === 'spend_save') return { ...common, ...readTiers((terms['tiers'] ?? []) as Raw[], common.counts!) }
  return {
    ...common,
    buy: number('buy') || 2, get: number('get') || 1, sameSku: terms['same_sku'] !== false,
    bundlePrice: cash('price'), n: kind === 'bundle_price' ? number('n') : 3, units: kind === 'gift' ? number('threshold') : number('units'),
    times: number('max_times') || 1, except: ((terms['except_provinces'] ?? []) as string[]).join(' '),
    pointsPerYuan: (number('points_per_minor') || 1) * 100, minPoints: number('min_points'),
    gifts: ((terms['items'] ?? []) as GiftRow[]).map((row) => ({ offer_id: row.offer_id, sku_id: row.sku_id, quantity: row.quantity ?? 1 })),
    zones: ((terms['zones'] ?? []) as Raw[]).map(readZone),
  }
}
function readUnit(terms: Raw, names: Map<number, string>): Partial<Form> {
  const prices = Object.entries((terms['prices'] ?? {}) as Record<string, number>)
  const rows = prices.map(([id, minor]) => ({ sku_id: Number(id), name: names.get(Number(id)) ?? `SKU ${id}`, text: moneyInput(minor) }))
  return { prices: rows, way: rows.length ? 'prices' : terms['off_amount'] ? 'amount' : 'percent' }
}
function readTiers(tiers: Raw[], counts: Form['counts']): Partial<Form> {
  const isShare = tiers.some((tier) => tier['off_bp'])
  const rows = tiers.map((tier) => ({
    threshold: counts === 'units' ? String(tier['threshold']) : moneyInput(Number(tier['threshold'])),
    off: isShare ? percentText(Number(tier['off_bp'])) : moneyInput(Number(tier['off_amount'])),
  }))
  return { tiers: rows, tierWay: isShare ? 'percent' : 'amount' }
}
function readZone(zone: Raw): ZoneRow {
  return {
    provinces: ((zone['provinces'] ?? []) as string[]).join(' '),
    first_fee: moneyInput(Number(zone['first_fee'] ?? 0)), first_kg: Number(zone['first_g'] ?? 1000) / 1000,
    step_fee: moneyInput(Number(zone['step_fee'] ?? 0)), step_kg: Number(zone['step_g'] ?? 1000) / 1000,
  }
}

/** The product prices of a campaign that its form cannot show stay as they are. */
function modeOf(scope: Scope): ScopeMode {
  const isMore = scope.category_ids?.length || scope.sku_ids?.length || scope.link_ids?.length || scope.except_product_ids?.length || scope.except_sku_ids?.length
  if (isMore) return 'other'
  return scope.all ? 'all' : 'products'
}

const money = (text: string): number => parseMoney(text) ?? 0
/** "15" percent → 1500 of 10,000. */
const share = (text: string): number => Math.round((Number(text) || 0) * 100)
const percentText = (bp: number): string => String(bp / 100)
const words = (text: string): string[] => [...new Set(text.split(/[\s,，、]+/).filter(Boolean))]
const instant = (local: string): string => {
  const at = zoned(local.slice(0, 16))
  return Number.isNaN(at.getTime()) ? '' : at.toISOString()
}

/** 15 % off in the words of Chinese shops: 8.5. */
export const zhe = (percent: string): string => {
  const off = Number(percent)
  return off > 0 && off < 100 ? String(Math.round((100 - off) * 10) / 100) : ''
}
