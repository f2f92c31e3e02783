import { isEnglish, shown } from '../review/figures'
import type { Metric, Unit } from '../review/api'
import type { LightView } from '@/shared/live'

export const nameOf = (metric: Metric): string => (isEnglish.value ? metric.en : metric.zh)

/** A mark and a word for each light: colour is never alone. */
export const SIGN: Record<LightView['light'], string> = { good: '●', warn: '▲', bad: '▼', few: '○' }

/** 2.1–16.5% or n = 12: how little is known of a figure made of few people. */
export function interval(light: LightView): string {
  if (light.low === null || light.high === null) return `n = ${light.n ?? 0}`
  return `${light.low.toFixed(1)}–${light.high.toFixed(1)}% · n = ${light.n ?? 0}`
}

/** ¥1,234.50 in two parts, so that the cents can stand smaller. */
export function split(value: number | null | undefined, unit: Unit): [string, string] {
  const text = shown(value, unit)
  if (unit !== 'money') return [text, '']
  const at = text.indexOf('.')
  return at < 0 || text.endsWith('万') ? [text, ''] : [text.slice(0, at), text.slice(at)]
}
