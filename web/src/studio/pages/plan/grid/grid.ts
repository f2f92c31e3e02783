/** What a spreadsheet shows and how its block of cells is cut, copied and put back. */
/** What the palette of interactions drags. */
export const BLOCK_TYPE = 'application/x-kaibo-block'

export interface GridColumn<Row> {
  key: string
  title: string
  width: number
  /** What the cell is when edited or copied: plain text as a spreadsheet knows it. */
  text: (row: Row) => string
  /** What the cell shows; the plain text when not given. */
  show?: (row: Row) => string
  kind?: 'text' | 'long' | 'choice' | 'yesno' | 'image'
  options?: { value: string; label: string }[]
  editable?: boolean
  sticky?: boolean
  align?: 'right' | 'center'
  /** problem, warning, good, quiet, strong: colours, always beside a word or figure. */
  tone?: (row: Row) => string
}
export interface Place {
  row: number
  column: number
}
export interface CellEdit {
  id: number
  key: string
  value: string
}

/** Corners of the block between two places, ordered. */
export function block(a: Place, b: Place): { top: number; bottom: number; left: number; right: number } {
  return {
    top: Math.min(a.row, b.row),
    bottom: Math.max(a.row, b.row),
    left: Math.min(a.column, b.column),
    right: Math.max(a.column, b.column),
  }
}

/** Tab-separated text as Excel writes it: cells with breaks, tabs or quotes stand in quotes. */
export function toTsv(cells: string[][]): string {
  const quote = (cell: string) => (/[\t\n\r"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  return cells.map((line) => line.map(quote).join('\t')).join('\n')
}

/** A list with the element at `from` moved to `to`. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const result = [...list]
  const [one] = result.splice(from, 1)
  if (one !== undefined) result.splice(to, 0, one)
  return result
}

export interface Restore {
  edits: { id: number | null; at?: number; cells: Record<string, string> }[]
  removed: number[]
  /** Order of the rows by their old id; a row that is made anew has the index of its edit. */
  order: number[]
}

/** What brings a table from `now` back to `before` (undo): cells, rows made, rows removed. */
export function restore<Row extends { id: number }>(
  before: readonly Row[], now: readonly Row[], columns: readonly GridColumn<Row>[],
): Restore {
  const editable = columns.filter((column) => column.editable)
  const current = new Map(now.map((row) => [row.id, row]))
  const was = new Set(before.map((row) => row.id))
  const edits: Restore['edits'] = []
  before.forEach((row, index) => {
    const there = current.get(row.id)
    const changed = editable.filter((column) => !there || column.text(row) !== column.text(there))
    const cells = Object.fromEntries(changed.map((column) => [column.key, column.text(row)]))
    if (!there) edits.push({ id: null, at: index + 1, cells })
    else if (changed.length) edits.push({ id: row.id, cells })
  })
  return {
    edits,
    removed: now.filter((row) => !was.has(row.id)).map((row) => row.id),
    order: before.map((row) => row.id),
  }
}

/** `from`, `step` away, held inside the table. */
export function stepped(from: Place, rows: number, columns: number, dRow: number, dColumn: number): Place {
  const clamp = (value: number, size: number) => Math.max(0, Math.min(size - 1, value))
  return { row: clamp(from.row + dRow, rows), column: clamp(from.column + dColumn, columns) }
}

/** The next cell for Tab: on to the following row at the end of a line. */
export function tabbed(from: Place, rows: number, columns: number, back: boolean): Place {
  const flat = from.row * columns + from.column + (back ? -1 : 1)
  const held = Math.max(0, Math.min(rows * columns - 1, flat))
  return { row: Math.floor(held / columns), column: held % columns }
}
