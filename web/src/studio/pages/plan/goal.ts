import { count, duration, money, moneyInput } from '@/shared/format'

/** A figure of a goal as people read it; money is in minor units, rates in percent. */
export function goalFigure(value: number, unit: string): string {
  if (unit === 'money') return money(Math.round(value))
  if (unit === 'percent') return `${trimmed(value)}%`
  if (unit === 'seconds') return duration(value)
  return unit === 'count' ? count(value) : trimmed(value)
}

/** The same as a form shows it, and what was typed there (null: no figure). */
export const goalInput = (value: number, unit: string) => (unit === 'money' ? moneyInput(value) : String(value))
export function readGoal(text: string, unit: string): number | null {
  const clean = text.replace(/[¥￥,，\s%元]/g, '')
  const found = /^(\d{1,11}(?:\.\d{1,4})?)(万?)$/.exec(clean)
  if (!found) return null
  const value = Number(found[1]) * (found[2] ? 10_000 : 1)
  return unit === 'money' ? Math.round(value * 100) : value
}

const trimmed = (value: number) => String(Math.round(value * 100) / 100)
