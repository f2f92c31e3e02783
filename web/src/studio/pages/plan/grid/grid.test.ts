import { describe, expect, it } from 'vitest'
import { block, moved, restore, stepped, tabbed, toTsv, type GridColumn } from './grid'

interface Row {
  id: number
  name: string
  price: number
}
const columns: GridColumn<Row>[] = [
  { key: 'name', title: 'name', width: 1, text: (row) => row.name, editable: true },
  { key: 'price', title: 'price', width: 1, text: (row) => String(row.price), editable: true },
  { key: 'id', title: 'id', width: 1, text: (row) => String(row.id) },
]

describe('spreadsheet', () => {
  it('copies as Excel writes it', () => {
    expect(toTsv([['a', '1'], ['两\n行', 'say "hi"']])).toBe('a\t1\n"两\n行"\t"say ""hi"""')
  })

  it('orders the corners of a block', () => {
    expect(block({ row: 3, column: 1 }, { row: 1, column: 2 })).toEqual({ top: 1, bottom: 3, left: 1, right: 2 })
  })

  it('moves inside the table and tabs over the line end', () => {
    expect(stepped({ row: 0, column: 0 }, 3, 4, -1, -1)).toEqual({ row: 0, column: 0 })
    expect(stepped({ row: 2, column: 3 }, 3, 4, 1, 1)).toEqual({ row: 2, column: 3 })
    expect(tabbed({ row: 0, column: 3 }, 3, 4, false)).toEqual({ row: 1, column: 0 })
    expect(tabbed({ row: 1, column: 0 }, 3, 4, true)).toEqual({ row: 0, column: 3 })
  })

  it('moves a row', () => {
    expect(moved([1, 2, 3, 4], 0, 2)).toEqual([2, 3, 1, 4])
    expect(moved([1, 2, 3, 4], 3, 0)).toEqual([4, 1, 2, 3])
  })

  it('undoes edits, removals and additions at once', () => {
    const before = [{ id: 1, name: 'a', price: 1 }, { id: 2, name: 'b', price: 2 }]
    const now = [{ id: 2, name: 'x', price: 2 }, { id: 9, name: 'new', price: 0 }]
    expect(restore(before, now, columns)).toEqual({
      edits: [
        { id: null, at: 1, cells: { name: 'a', price: '1' } },
        { id: 2, cells: { name: 'b' } },
      ],
      removed: [9],
      order: [1, 2],
    })
    expect(restore(before, before, columns).edits).toEqual([])
  })
})
