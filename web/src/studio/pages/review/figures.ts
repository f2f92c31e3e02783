import { computed, inject, provide, ref, type InjectionKey, type Ref } from 'vue'
import { count, duration, money } from '@/shared/format'
import { locale } from '@/shared/i18n'
import type { Metric, Text, Unit, Wanted } from './api'

/** What the drawer shows: a figure's definition and the rows behind it. */
export interface Opened {
  title: string
  metric?: Metric
  value?: number | null
  wanted: Wanted
  /** Another show than the page's. */
  show?: number
}
export interface Desk {
  show: number
  metrics: Ref<Map<string, Metric>>
  opened: Ref<Opened | null>
}
const KEY: InjectionKey<Desk> = Symbol('review')

export function provideDesk(show: number): Desk {
  const desk: Desk = { show, metrics: ref(new Map()), opened: ref(null) }
  provide(KEY, desk)
  return desk
}

export function useDesk(): Desk {
  const desk = inject(KEY)
  if (!desk) throw new Error('useDesk() is called outside the review page')
  return desk
}

export const isEnglish = computed(() => locale.value === 'en')
export const say = (text: Text): string => (isEnglish.value ? text.en : text.zh)

/** Throws for an id that is not registered: such a figure is not shown. */
export function definition(metrics: Map<string, Metric>, id: string): Metric {
  const found = metrics.get(id)
  if (!found) throw new Error(`${id} is not in the metric registry`)
  return found
}

export function shown(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined) return '–'
  if (unit === 'money') return money(Math.round(value))
  if (unit === 'percent') return `${value.toFixed(1)}%`
  if (unit === 'seconds') return duration(value)
  return Number.isInteger(value) ? count(value) : value.toFixed(value < 10 ? 2 : 1)
}
