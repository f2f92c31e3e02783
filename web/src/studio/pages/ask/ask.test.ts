import { describe, expect, it } from 'vitest'
import { cell, inserted, isNumber } from './cells'

describe('the answer of a question', () => {
  it('tells null from empty, and shows lists as they are', () => {
    expect([null, '', 0, 1.23456789, true, [1, 'a']].map(cell)).toEqual(['NULL', '', '0', '1.234568', 'true', '[1,"a"]'])
  })
  it('sets numbers right', () => {
    expect(['int64', 'uint8', 'double', 'decimal128(18, 2)', 'string', 'timestamp[ms]', 'bool'].map(isNumber)).toEqual([true, true, true, true, false, false, false])
  })
  it('puts a name where the caret is', () => {
    expect(inserted('select from events', 6, 'kind')).toEqual({ text: 'select kind from events', caret: 11 })
    expect(inserted('select sum(', 11, 'n')).toEqual({ text: 'select sum(n', caret: 12 })
    expect(inserted('', 0, 'events')).toEqual({ text: 'events', caret: 6 })
  })
})
