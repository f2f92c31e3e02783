import { describe, expect, it } from 'vitest'
import { frameAfter, loadOrder, nearest } from './goods'

describe('a 360° set', () => {
  it('turns once for a drag over its width, both ways', () => {
    expect(frameAfter(0, 360, 360, 36)).toBe(0)
    expect(frameAfter(0, 10, 360, 36)).toBe(35)
    expect(frameAfter(35, -10, 360, 36)).toBe(0)
    expect(frameAfter(5, -3600, 360, 36)).toBe(5)
    expect(frameAfter(3, 50, 0, 36)).toBe(0)
  })
  it.each([1, 2, 5, 24, 36, 72])('fetches each of %i frames once, coarse steps first', (frames) => {
    const order = loadOrder(frames)
    expect([...order].sort((a, b) => a - b)).toEqual([...Array(frames).keys()])
    expect(order[0]).toBe(0)
  })
  it('has a quarter turn after four frames of 32', () => {
    expect(loadOrder(32).slice(0, 4)).toEqual([0, 16, 8, 24])
  })
  it('shows the nearest loaded frame, over the seam too', () => {
    expect(nearest(35, new Set([0, 18]), 36)).toBe(0)
    expect(nearest(20, new Set([0, 18]), 36)).toBe(18)
    expect(nearest(5, new Set(), 36)).toBe(0)
  })
})
