import { describe, expect, it } from 'vitest'
import { Taps, type Tap } from './flow'
import { wrap } from './poster'

const told: [string, number][] = []
const taps = (...rows: [at: number, x: number][]) => {
  told.length = 0
  const made = new Taps((spot, n) => told.push([spot, n]))
  for (const [at, x] of rows) made.miss({ at, x, y: 0, spot: `spot${Math.round(x / 100)}` } satisfies Tap)
  made.flush()
  return told
}

describe('taps without effect', () => {
  it('are told once for a row on one spot, with their number', () => {
    expect(taps([0, 10], [300, 12], [600, 8], [900, 10])).toEqual([['spot0', 4]])
  })
  it('are no rage when slow, few, or apart', () => {
    expect(taps([0, 10], [600, 10], [1200, 10])).toEqual([])
    expect(taps([0, 10], [300, 10])).toEqual([])
    expect(taps([0, 10], [300, 210], [600, 410])).toEqual([])
  })
})

describe('words of a poster', () => {
  const fits = (most: number) => (part: string) => [...part].length <= most
  it('break into lines and end with an ellipsis', () => {
    expect(wrap('纯棉四件套加厚保暖', 2, fits(4))).toEqual(['纯棉四件', '套加厚…'])
    expect(wrap('纯棉', 2, fits(4))).toEqual(['纯棉'])
    expect(wrap('', 2, fits(4))).toEqual([])
  })
  it('never cut a character in half', () => {
    expect(wrap('👍👍👍👍', 1, fits(3))).toEqual(['👍👍…'])
  })
})
