import { describe, expect, it } from 'vitest'
import { lastBillDay } from './api'

describe('the latest bill', () => {
  it('is of yesterday in Shanghai, whatever the clock of this machine says', () => {
    expect(lastBillDay(new Date('2026-11-22T15:59:59Z'))).toBe('2026-11-21')
    expect(lastBillDay(new Date('2026-11-22T16:00:00Z'))).toBe('2026-11-22')
  })
})
