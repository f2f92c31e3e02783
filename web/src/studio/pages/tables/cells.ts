import { dateTime, money } from '@/shared/format'
import type { Cell, Column } from './api'

/** A cell as people read it; `yes` and `no` in their language. */
export function cellText(column: Column, value: Cell | undefined, yes: string, no: string): string {
  if (value === null || value === undefined || value === '') return '–'
  switch (column.kind) {
    case 'money':
      return money(Number(value))
    case 'time':
      return dateTime(String(value))
    case 'flag':
      return value ? yes : no
    case 'choice':
      return column.choices[String(value)] ?? String(value)
    default:
      return String(value)
  }
}

export const isNumber = (column: Column): boolean => column.kind === 'money' || column.kind === 'number'
