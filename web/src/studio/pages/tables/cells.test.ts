import { describe, expect, it } from 'vitest'
import type { Column } from './api'
import { cellText } from './cells'

const column = (kind: Column['kind'], choices = {}): Column => ({
  name: 'x', title: 'x', kind, is_sortable: false, is_filter: false, choices, refers_to: '',
})

describe('a cell', () => {
  it('is read as its kind says', () => {
    expect(cellText(column('money'), 12950, '是', '否')).toBe('¥129.50')
    expect(cellText(column('flag'), false, '是', '否')).toBe('否')
    expect(cellText(column('choice', { paid: '待发货' }), 'paid', '是', '否')).toBe('待发货')
    expect(cellText(column('number'), 0, '是', '否')).toBe('0')
    expect(cellText(column('text'), null, '是', '否')).toBe('–')
  })
})
