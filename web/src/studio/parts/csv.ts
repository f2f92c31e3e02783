export type Cell = string | number | null

/** A spreadsheet's text: marked as UTF-8, words quoted, nothing that it would run as a formula. */
export function csv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return '\ufeff' + [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

export function download(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  link.download = `${name}.csv`
  link.click()
  URL.revokeObjectURL(link.href)
}

/** Minor units as a spreadsheet takes them. */
export const yuan = (minor: number): number => minor / 100

/** Percent with two decimals, empty where nobody was counted. */
export const percentCell = ({ part, whole }: { part: number; whole: number }): number | null =>
  whole ? Math.round((10_000 * part) / whole) / 100 : null

function cell(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  return `"${value.replace(/^([=+\-@\t\r])/, "'$1").replace(/"/g, '""')}"`
}
