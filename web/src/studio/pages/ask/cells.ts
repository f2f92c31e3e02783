import type { Value } from './api'

/** Numbers stand right. */
export const isNumber = (type: string): boolean => /^(u?int\d*|float|double|decimal)/.test(type)

/** A value as the table shows it; null is told apart from an empty text. */
export function cell(value: Value): string {
  if (value === null) return 'NULL'
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Math.round(value * 1e6) / 1e6)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** The text with a name put where the caret is, set apart by a space where one is needed. */
export function inserted(text: string, at: number, name: string): { text: string; caret: number } {
  const before = text.slice(0, at)
  const put = `${before && !/[\s(,.]$/.test(before) ? ' ' : ''}${name}`
  return { text: before + put + text.slice(at), caret: at + put.length }
}
