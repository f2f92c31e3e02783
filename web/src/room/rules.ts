/** What a link shows at a moment of the server's clock. Pure. */
import { isFlash, priceAt, type LinkCard, type OfferCard } from '@/shared/live'

export type LinkStatus = 'unlisted' | 'soldOut' | 'flash' | 'onSale'

export interface LinkView {
  link: LinkCard
  status: LinkStatus
  /** The cheapest offer that can be bought, else the first; null before the offers opened. */
  offer: OfferCard | null
  price: number
  /** Other listed SKUs cost more. */
  isFrom: boolean
  left: number
  released: number
  flashEndsAt: number | null
  /** The flash that is announced and has not begun. */
  flashStartsAt: number | null
}

export function viewLink(link: LinkCard, left: Record<number, number>, nowMs: number): LinkView {
  const listed = link.offers.filter((offer) => offer.is_listed)
  const buyable = listed.filter((offer) => leftOf(offer, left) > 0)
  const offer = cheapest(buyable.length ? buyable : listed, nowMs) ?? link.offers[0] ?? null
  const prices = listed.map((one) => priceAt(one, nowMs))
  return {
    link,
    status: statusOf(listed, buyable, offer, nowMs),
    offer,
    price: offer ? priceAt(offer, nowMs) : link.daily_price,
    isFrom: new Set(prices).size > 1,
    left: sum(listed.map((one) => leftOf(one, left))),
    released: sum(listed.map((one) => Math.max(one.released, leftOf(one, left)))),
    flashEndsAt: offer && isFlash(offer, nowMs) ? offer.flash_ends_at : null,
    flashStartsAt: offer && startsLater(offer, nowMs) ? offer.flash_starts_at : null,
  }
}

export function leftOf(offer: OfferCard, left: Record<number, number>): number {
  return Math.max(0, left[offer.offer_id] ?? offer.left)
}

/** How many of an offer one buyer may take at once. */
export function mostOf(offer: OfferCard, left: Record<number, number>): number {
  const most = Math.min(leftOf(offer, left), 99)
  return offer.per_user_limit ? Math.min(most, offer.per_user_limit) : most
}

/** 0..1 of the released units that are left. */
export function share(left: number, released: number): number {
  return released > 0 ? Math.min(1, left / released) : 0
}

/** Seconds until `at`, never below 0; shown rounded up so that 0 means over. */
export function secondsTo(at: number, nowMs: number): number {
  return Math.max(0, Math.ceil((at - nowMs) / 1000))
}

/** Links in the order of the bag: presented first, then by number. */
export function bagOrder(links: LinkCard[], pinned: number | null): LinkCard[] {
  return [...links].sort(
    (a, b) => Number(b.link_id === pinned) - Number(a.link_id === pinned) || a.number - b.number,
  )
}

function statusOf(
  listed: OfferCard[],
  buyable: OfferCard[],
  offer: OfferCard | null,
  nowMs: number,
): LinkStatus {
  if (!listed.length) return 'unlisted'
  if (!buyable.length) return 'soldOut'
  return offer && isFlash(offer, nowMs) ? 'flash' : 'onSale'
}

function cheapest(offers: OfferCard[], nowMs: number): OfferCard | undefined {
  return [...offers].sort((a, b) => priceAt(a, nowMs) - priceAt(b, nowMs))[0]
}

function startsLater(offer: OfferCard, nowMs: number): boolean {
  return offer.flash_price !== null && offer.flash_starts_at !== null && offer.flash_starts_at > nowMs
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
