import { describe, expect, it } from 'vitest'
import { localTime, zoned } from './time'

describe('times of a show', () => {
  it('are those of the shop, wherever the browser is', () => {
    expect(zoned('2026-11-27T19:00').toISOString()).toBe('2026-11-27T11:00:00.000Z')
    expect(localTime(Date.UTC(2026, 10, 27, 11, 0))).toBe('2026-11-27T19:00')
    expect(localTime(zoned('2026-12-31T23:30').getTime())).toBe('2026-12-31T23:30')
  })
})
