import { describe, expect, it } from 'vitest'
import { Attention, LEAST_MS, PAUSE_MS, spread, type Ran } from './ratings'

const START = 1_790_000_000_000
const ran = (run: number, startedAt: number, plannedMs = 0): Ran => ({ run, title: `环节 ${run}`, startedAt, plannedMs })

/** Half-second moments from `from` to `to`; the last segment that was to be asked about. */
function look(attention: Attention, running: Ran | null, from: number, to: number, isLooking = true): number | null {
  let found: number | null = null
  for (let at = from; at <= to; at += 500) found = attention.step(START + at, running, isLooking)?.run ?? found
  return found
}

describe('when a viewer is asked', () => {
  it('is after a segment that was watched for a good part', () => {
    const attention = new Attention(new Set())
    expect(look(attention, ran(1, START), 0, 60_000)).toBeNull()
    expect(look(attention, ran(2, START + 60_000), 60_500, 61_000)).toBe(1)
  })

  it('is not after a short look, a hidden page, or half of it missed', () => {
    for (const [from, isLooking] of [[60_000 - LEAST_MS + 2000, true], [0, false], [35_000, true]] as const) {
      const attention = new Attention(new Set())
      look(attention, ran(1, START), from, 60_000, isLooking)
      expect(look(attention, ran(2, START + 60_000), 60_500, 61_000)).toBeNull()
    }
  })

  it('is once a segment, and seldom', () => {
    const asked = new Set<number>()
    const attention = new Attention(asked)
    look(attention, ran(1, START), 0, 60_000)
    look(attention, ran(2, START + 60_000), 60_500, 120_000)
    expect(look(attention, ran(3, START + 120_000), 120_500, 121_000)).toBeNull()
    expect([...asked]).toEqual([1])
    look(attention, ran(3, START + 120_000), 121_000, 61_000 + PAUSE_MS)
    expect(look(attention, ran(4, START + 61_000 + PAUSE_MS), 61_500 + PAUSE_MS, 62_000 + PAUSE_MS)).toBe(3)
    expect(look(new Attention(asked), ran(3, START), 0, 60_000)).toBeNull()
  })

  it('is while the last segment runs over its time, and not when the show is over', () => {
    const attention = new Attention(new Set())
    expect(look(attention, ran(1, START, 60_000), 0, 59_500)).toBeNull()
    expect(look(attention, ran(1, START, 60_000), 60_000, 62_000)).toBe(1)
    const other = new Attention(new Set())
    look(other, ran(1, START), 0, 60_000)
    expect(look(other, null, 60_500, 62_000)).toBeNull()
  })

  it('is not counted for a page that slept', () => {
    const attention = new Attention(new Set())
    attention.step(START, ran(1, START), true)
    attention.step(START + 60_000, ran(1, START), true) // one step counts at most two seconds
    expect(look(attention, ran(2, START + 60_000), 60_500, 61_000)).toBeNull()
  })

  it('is spread over seconds in a large room', () => {
    expect([spread(0), spread(100), spread(100_000)]).toEqual([0, 1000, 30_000])
  })
})
