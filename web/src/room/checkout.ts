/** What a choice costs, and making it an order; the cart of this room's shop. */
import { ref, shallowRef, watch, type Ref } from 'vue'
import { Problem } from '@/shared/http'
import type { Room } from './room'
import { asViewer } from './session'

export type LineState = 'ok' | 'ended' | 'unlisted' | 'sold_out' | 'short' | 'limit'
export interface Wanted {
  offer_id: number
  quantity: number
}
export interface OfferFact {
  offer_id: number
  link_id: number
  link_number: number
  name: string
  sku_name: string
  image: string
  price: number
  daily_price: number
  left: number
  limit: number
  allowed: number
  ship_within_hours: number
  presale_ships_at: string | null
  return_days: number
  no_return_reason: string
  no_return_text: string
  seller: string
}
export interface Cut {
  name: string
  amount: number
}
export interface QuotedLine {
  fact: OfferFact
  quantity: number
  state: LineState
  goods: number
  discount: number
  paid: number
  cuts: Cut[]
  needs_tick: boolean
}
export interface Sentence {
  zh: string
  en: string
  code: string
}
export interface QuotedCoupon {
  claim_id: number
  name: string
  is_used: boolean
  expires_at: string | null
}
export interface Quote {
  quote_id: number | null
  expires_at: string | null
  lines: QuotedLine[]
  gifts: { offer_id: number; name: string; image: string; quantity: number; value: number }[]
  goods_amount: number
  discount_amount: number
  redpacket_amount: number
  shipping_amount: number
  points_used: number
  points_amount: number
  credit_amount: number
  pay_amount: number
  coupons: QuotedCoupon[]
  purse: { points: number; credit: number; redpacket: number }
  steps: Sentence[]
  skipped: Sentence[]
  hints: Sentence[]
  lacks: ('login' | 'address' | 'lines' | 'tick' | 'not_on_air')[]
}
export interface Placed {
  order_id: number
  order_no: string
  pay_amount: number
  expires_at: string
}
export interface CartLine {
  fact: OfferFact
  quantity: number
  price_seen: number
  state: LineState
}

/** What a buyer sets in the sheet. `coupons` null: the best ones. */
export interface Choices {
  coupons: number[] | null
  points: boolean
  credit: boolean
  ticked: number[]
}
export const noChoices = (): Choices => ({ coupons: null, points: false, credit: false, ticked: [] })

const PAUSE_MS = 120

/** The price of `lines`, asked again whenever they or the choices change; the newest answer counts. */
export function useQuote(room: Room, lines: () => Wanted[], choices: Ref<Choices>) {
  const quote = shallowRef<Quote | null>(null)
  const failure = ref('')
  const isPricing = ref(false)
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let last: Promise<void> = Promise.resolve()

  function ask(): Promise<void> {
    clearTimeout(timer)
    const wanted = lines()
    const number = ++asked
    if (!wanted.length) {
      quote.value = null
      return (last = Promise.resolve())
    }
    isPricing.value = true
    last = price(wanted, number)
    return last
  }

  async function price(wanted: Wanted[], number: number): Promise<void> {
    try {
      const fresh = await askQuote(room.slug, wanted, choices.value)
      if (number !== asked) return
      quote.value = fresh
      failure.value = ''
    } catch (error) {
      if (number !== asked) return
      quote.value = null
      failure.value = error instanceof Problem ? error.message : String(error)
    } finally {
      if (number === asked) isPricing.value = false
    }
  }

  function soon(): void {
    clearTimeout(timer)
    quote.value = null // the price of another choice must not be placed
    isPricing.value = true
    timer = setTimeout(() => void ask(), PAUSE_MS)
  }
  watch([() => JSON.stringify(lines()), choices, room.addresses], soon, { deep: true })

  /** Wait for the price of what is chosen now, at most so long. */
  async function settled(mostMs: number): Promise<void> {
    if (quote.value) return
    await Promise.race([isPricing.value && asked ? ask() : last, new Promise((done) => setTimeout(done, mostMs))])
  }
  return { quote, failure, isPricing, ask, settled }
}

function askQuote(room: string, wanted: Wanted[], choices: Choices): Promise<Quote> {
  const body = {
    room,
    lines: wanted.map((line) => ({ ...line, no_return_known: choices.ticked.includes(line.offer_id) })),
    coupon_claim_ids: choices.coupons,
    points: choices.points ? null : 0,
    credit: choices.credit ? null : 0,
  }
  return asViewer<Quote>('/checkout/quote', { method: 'POST', body })
}

export function placeQuote(quote: Quote, key: string, source: string): Promise<Placed> {
  const body = { quote_id: quote.quote_id, pay_amount: quote.pay_amount, key, source }
  return asViewer<Placed>('/checkout/place', { method: 'POST', body })
}

/** Whether a plain buy of the offer would write another order than the quote says. */
export function isPlain(quote: Quote): boolean {
  const [line] = quote.lines
  const extras = quote.discount_amount + quote.shipping_amount + quote.points_amount + quote.credit_amount
  return quote.lines.length === 1 && !quote.gifts.length && extras === 0 && !line!.fact.no_return_text
}

const cart = shallowRef<CartLine[] | null>(null)

/** The cart of the shop: one for all sheets of the page. */
export function useCart(room: Room) {
  async function load(): Promise<void> {
    cart.value = await asViewer<CartLine[]>('/checkout/cart', { query: { room: room.slug } })
  }
  async function add(offer: number, quantity: number): Promise<void> {
    await asViewer('/checkout/cart', { method: 'POST', body: { offer_id: offer, quantity } })
    await load()
  }
  async function put(offer: number, quantity: number): Promise<void> {
    await asViewer(`/checkout/cart/${offer}`, { method: 'PUT', body: { quantity } })
    await load()
  }
  return { cart, load, add, put }
}
