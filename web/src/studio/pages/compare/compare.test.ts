import { describe, expect, it } from 'vitest'
import type { Metric } from '../review/api'
import type { Compared, Says } from './api'
import { isComplete, nothing, period, readChoice, writeChoice } from './choice'
import { binsOf, linesOf, mood, signed, signedShare, spotsOf } from './figures'

const side = { value: 1, top: 1, bottom: 50, known: 1, parts: 1 }
const compared = (id: string, says: Says, top = 1): Compared => ({
  id, kind: 'share', a: { ...side, top }, b: { ...side, top }, difference: 0, relative: 0, low: -1, high: 1, says, cells: [[1], [1]],
})

describe('two sets', () => {
  it('survive the address', () => {
    const choice = { by: 'host' as const, a: { ...nothing(), shows: [3, 5], host: '阿月' }, b: { ...nothing(), first: '2026-10-01', host: '云帆' } }
    expect(readChoice(writeChoice(choice))).toEqual(choice)
    expect(readChoice({ by: 'x', as: 'a,-1,2', af: 'never' })).toEqual({ by: 'show', a: { ...nothing(), shows: [2] }, b: nothing() })
  })
  it('are complete with something on both sides', () => {
    const days = { ...nothing(), first: '2026-10-01' }
    expect(isComplete({ by: 'show', a: days, b: nothing() })).toBe(false)
    expect(isComplete({ by: 'show', a: days, b: days })).toBe(true)
    expect(isComplete({ by: 'product', a: days, b: days })).toBe(false)
  })
  it('are periods of whole days in Shanghai', () => {
    const now = Date.UTC(2026, 2, 1, 17) // the 2nd of March there
    expect(period('month', now)).toEqual([{ first: '2026-03-01', last: '2026-03-02' }, { first: '2026-02-01', last: '2026-02-28' }])
    expect(period('week', now)).toEqual([{ first: '2026-02-24', last: '2026-03-02' }, { first: '2026-02-17', last: '2026-02-23' }])
  })
})

describe('a difference', () => {
  it('has its sign and unit', () => {
    expect([signed(-12345, 'money'), signed(7.25, 'percent'), signed(0, 'percent'), signed(null, 'count'), signed(90, 'seconds')]).toEqual(['−¥123.45', '+7.3', '0.0', '–', '+01:30'])
    expect([signedShare(0.35), signedShare(-0.5), signedShare(null)]).toEqual(['+35.0%', '−50.0%', '–'])
  })
  it('is colored only beyond chance', () => {
    expect([mood('higher', true), mood('higher', false), mood('lower', false), mood('few', true), mood('unclear', true)]).toEqual(['good', 'bad', 'good', 'still', 'still'])
  })
  it('of what cannot be told is left out', () => {
    const metrics = new Map(['a', 'b', 'c', 'd'].map((id) => [id, { id } as Metric]))
    const found = [compared('a', 'higher'), compared('b', 'unknown'), compared('c', 'few'), compared('d', 'unclear', 0), compared('zz', 'higher')]
    expect(linesOf(found, metrics, false).map((line) => line.metric.id)).toEqual(['a', 'c'])
    expect(linesOf(found, metrics, true).map((line) => line.metric.id)).toEqual(['a'])
  })
})

describe('completion by entry minute', () => {
  it('is told in at most 30 bins that keep everybody', () => {
    const minutes = Array.from({ length: 61 }, (_, minute) => ({ minute, a: { entered: 10, stayed: 1 }, b: { entered: 0, stayed: 0 } }))
    const bins = binsOf(minutes)
    expect([bins.length, bins[0]?.to, bins.reduce((sum, bin) => sum + bin.a.entered, 0)]).toEqual([21, 2, 610])
    expect(binsOf([])).toEqual([])
  })
  it('has points only where somebody entered', () => {
    const bins = [{ from: 0, to: 0, a: { entered: 40, stayed: 10 }, b: { entered: 0, stayed: 0 } }, { from: 1, to: 1, a: { entered: 2, stayed: 2 }, b: { entered: 0, stayed: 0 } }]
    expect(spotsOf(bins, 'a', 100, 40)).toEqual([{ x: 0, y: 30, isFew: false, at: 0 }, { x: 100, y: 0, isFew: true, at: 1 }])
    expect(spotsOf(bins, 'b', 100, 40)).toEqual([])
  })
})
