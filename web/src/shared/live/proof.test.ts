import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { head, prove } from './proof'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

describe('the proof for the guard', () => {
  it('reckons the beginning of SHA-256', () => {
    for (const text of ['', 'abc', '0123456789abcdef:123456', 'x'.repeat(55)])
      expect(head(text)).toBe(digest(text).readUInt32BE(0))
  })

  it('finds a text with so many zero bits', async () => {
    const found = await prove('0011223344556677', 12)
    expect(digest(`0011223344556677:${found}`).readUInt32BE(0) >>> 20).toBe(0)
  })
})
