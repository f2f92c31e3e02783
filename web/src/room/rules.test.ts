import { describe, expect, it } from 'vitest'
import type { LinkCard, OfferCard } from '@/shared/live'
import { bagOrder, mostOf, secondsTo, share, viewLink } from './rules'

const NOW = 1_000_000

function offer(changes: Partial<OfferCard> = {}): OfferCard {
  return {
    offer_id: 1, link_id: 1, sku_id: 1, sku_name: '灰', normal_price: 12900, price: 12900, flash_price: null,
    flash_starts_at: null, flash_ends_at: null, per_user_limit: 0, left: 10, released: 20, is_listed: true, version: 1,
    ...changes,
  }
}
function link(offers: OfferCard[], changes: Partial<LinkCard> = {}): LinkCard {
  return {
    link_id: 1, number: 1, product_id: 1, name: '四件套', image: '', role: 'main', daily_price: 19900, mechanism: '',
    selling_points: [], ship_within_hours: 48, return_days: 7, return_exempt_reason: '', seller: '云禾', offers, ...changes,
  }
}

describe('viewLink', () => {
  it('is unlisted until one offer is listed', () => {
    expect(viewLink(link([offer({ is_listed: false })]), {}, NOW).status).toBe('unlisted')
    expect(viewLink(link([]), {}, NOW)).toMatchObject({ status: 'unlisted', price: 19900, offer: null })
  })
  it('believes the newest count of the ticks, not the card', () => {
    expect(viewLink(link([offer({ left: 10 })]), { 1: 0 }, NOW).status).toBe('soldOut')
    expect(viewLink(link([offer({ left: 0 })]), { 1: 3 }, NOW)).toMatchObject({ status: 'onSale', left: 3 })
  })
  it('shows the flash price in [start, end) only', () => {
    const flash = offer({ flash_price: 9900, flash_starts_at: NOW, flash_ends_at: NOW + 1000 })
    expect(viewLink(link([flash]), {}, NOW - 1)).toMatchObject({ status: 'onSale', price: 12900, flashStartsAt: NOW })
    expect(viewLink(link([flash]), {}, NOW)).toMatchObject({ status: 'flash', price: 9900, flashEndsAt: NOW + 1000 })
    expect(viewLink(link([flash]), {}, NOW + 1000)).toMatchObject({ status: 'onSale', price: 12900, flashEndsAt: null })
  })
  it('shows the cheapest offer that can still be bought and says that others cost more', () => {
    const offers = [offer({ normal_price: 9900, left: 0 }), offer({ offer_id: 2, normal_price: 10900 }), offer({ offer_id: 3 })]
    expect(viewLink(link(offers), {}, NOW)).toMatchObject({ price: 10900, isFrom: true, left: 20 })
  })
  it('never claims that more is left than was released', () => {
    const view = viewLink(link([offer({ left: 30, released: 20 })]), {}, NOW)
    expect(share(view.left, view.released)).toBe(1)
  })
})

describe('small rules', () => {
  it('caps a quantity by stock and by the limit per person', () => {
    expect(mostOf(offer({ per_user_limit: 2 }), {})).toBe(2)
    expect(mostOf(offer({ per_user_limit: 2 }), { 1: 1 })).toBe(1)
    expect(mostOf(offer({ left: 1000 }), {})).toBe(99)
  })
  it('counts down to zero, rounded up', () => {
    expect(secondsTo(NOW + 1001, NOW)).toBe(2)
    expect(secondsTo(NOW, NOW)).toBe(0)
    expect(secondsTo(NOW - 5000, NOW)).toBe(0)
  })
  it('puts the presented link on top', () => {
    const links = [link([], { link_id: 1, number: 1 }), link([], { link_id: 2, number: 2 }), link([], { link_id: 3, number: 3 })]
    expect(bagOrder(links, 3).map((one) => one.number)).toEqual([3, 1, 2])
  })
})
