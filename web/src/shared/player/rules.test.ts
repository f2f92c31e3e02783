import { describe, expect, it } from 'vitest'
import { backoff, chase, readText, trim } from './rules'

describe('chase', () => {
  it('rests near the live edge', () => {
    expect(chase(9.7, [{ start: 0, end: 10 }], 1)).toEqual({ kind: 'none' })
  })
  it('plays faster when behind and normally again at the edge', () => {
    expect(chase(9, [{ start: 0, end: 10 }], 1)).toEqual({ kind: 'rate', rate: 1.05 })
    expect(chase(8, [{ start: 0, end: 10 }], 1)).toEqual({ kind: 'rate', rate: 1.1 })
    expect(chase(9.8, [{ start: 0, end: 10 }], 1.1)).toEqual({ kind: 'rate', rate: 1 })
    expect(chase(9.5, [{ start: 0, end: 10 }], 1.05)).toEqual({ kind: 'none' })
  })
  it('jumps when far behind', () => {
    expect(chase(5, [{ start: 0, end: 10 }], 1)).toEqual({ kind: 'seek', to: 9.65 })
  })
  it('crosses the hole that a break leaves', () => {
    const ranges = [
      { start: 0, end: 10 },
      { start: 15, end: 15.2 },
    ]
    expect(chase(10, ranges, 1)).toEqual({ kind: 'seek', to: 15 })
    expect(chase(9.9, ranges, 1)).toEqual({ kind: 'seek', to: 15 })
  })
  it('waits at the end of the buffer and without one', () => {
    expect(chase(10, [{ start: 0, end: 10 }], 1)).toEqual({ kind: 'none' })
    expect(chase(0, [], 1)).toEqual({ kind: 'none' })
  })
})

describe('trim', () => {
  it('keeps what is near', () => {
    expect(trim(10, [{ start: 0, end: 11 }])).toBeNull()
    expect(trim(30, [{ start: 0, end: 31 }])).toEqual({ start: 0, end: 22 })
  })
})

describe('backoff', () => {
  it('grows, is spread and stays below five seconds', () => {
    expect(backoff(0, 0)).toBe(125)
    expect(backoff(0, 1)).toBe(250)
    expect(backoff(3, 1)).toBe(2000)
    expect(backoff(1000, 1)).toBe(5000)
  })
})

describe('readText', () => {
  it('takes known messages only', () => {
    expect(readText('{"type":"down"}')).toEqual({ type: 'down' })
    expect(readText('{"type":"hello"}')).toBeNull()
    expect(readText('[1]')).toBeNull()
    expect(readText('no json')).toBeNull()
  })
})
