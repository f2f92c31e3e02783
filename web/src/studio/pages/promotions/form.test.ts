import { describe, expect, it } from 'vitest'
import type { Campaign, Kind } from './api'
import { blank, bodyOf, formOf, zhe, type Form } from './form'

const NOW = Date.UTC(2026, 10, 11, 12)
const filled = (change: Partial<Form>): Form => ({ ...blank(NOW), name: '双十一', ...change })

/** What the server would give back for a body. */
function stored(form: Form): Campaign {
  const meter = { unissued: null, issued: 0, held: 0, used: 0, expired: 0, budget_left: null, budget_spent: 0 }
  return {
    ...bodyOf(form, null), id: 1, shop_id: 1, state: 'draft', version: 1, is_coupon: true,
    started_at: null, ended_at: null, created_by: '', meter,
  }
}

describe('campaign form', () => {
  const cases: [Kind, Partial<Form>, Record<string, unknown>][] = [
    ['amount_coupon', { off: '20', threshold: '99' }, { off_amount: 2000, threshold: 9900 }],
    ['percent_coupon', { percent: '15', threshold: '100', max: '30' }, { off_bp: 1500, threshold: 10_000, max_off: 3000 }],
    ['spend_save', { tiers: [{ threshold: '200', off: '30' }, { threshold: '300', off: '60' }] }, {
      tiers: [{ threshold: 20_000, off_amount: 3000 }, { threshold: 30_000, off_amount: 6000 }], counts: 'amount', repeats: false, max_off: null,
    }],
    ['flash_price', { way: 'prices', prices: [{ sku_id: 7, name: '四件套', text: '129' }] }, { prices: { 7: 12_900 } }],
    ['buy_get', { buy: 1, get: 1, percent: '50', sameSku: true }, { buy: 1, get: 1, off_bp: 5000, same_sku: true }],
    ['bundle_price', { bundlePrice: '99', n: 3 }, { price: 9900, n: 3 }],
    ['points', { pointsPerYuan: 100, percent: '20', minPoints: 100 }, { points_per_minor: 1, max_share_bp: 2000, min_points: 100 }],
    ['free_shipping', { threshold: '59', except: '新疆 西藏' }, { threshold: 5900, units: 0, except_provinces: ['新疆', '西藏'] }],
  ]
  it.each(cases)('%s: what is typed becomes the terms, and comes back', (kind, typed, terms) => {
    const form = filled({ kind, ...typed })
    expect(bodyOf(form, null).terms).toEqual(terms)
    const again = formOf(stored(form), new Map([[7, '四件套']]))
    expect(bodyOf(again, stored(form))).toEqual(bodyOf(form, null))
  })

  it('keeps groups, limits and times', () => {
    const body = bodyOf(filled({ tags: '老客，宝妈 老客', newcomers: true, budget: '1000', quantity: 50, validHours: 24 }), null)
    expect(body.audience).toEqual({ newcomers_only: true, tags: ['老客', '宝妈'] })
    expect([body.budget, body.quantity, body.valid_hours]).toEqual([100_000, 50, 24])
    expect(body.starts_at).toBe('2026-11-11T12:00:00.000Z')
  })

  it('leaves a scope alone that it cannot show', () => {
    const form = filled({})
    const campaign = { ...stored(form), scope: { category_ids: [3], except_sku_ids: [9] } }
    expect(bodyOf(formOf(campaign, new Map()), campaign).scope).toEqual(campaign.scope)
  })

  it('says a share in 折', () => {
    expect([zhe('15'), zhe('50'), zhe('0'), zhe('x')]).toEqual(['8.5', '5', '', ''])
  })
})
