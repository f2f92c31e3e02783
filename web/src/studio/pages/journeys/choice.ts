/** Kinds of events that journeys consist of, in the order in which they are offered. */
export const KINDS = [
  'enter', 'comment', 'share', 'follow', 'product_view', 'product_click', 'favorite', 'act', 'gift', 'order', 'pay',
] as const
export type Kind = (typeof KINDS)[number]

const MINUTE = 60_000
const DAY = 1440 * MINUTE
export const WINDOWS = [10 * MINUTE, 60 * MINUTE, DAY, 7 * DAY]
export const LOOKBACKS = [DAY, 7 * DAY, 30 * DAY]
export const SPANS = [7, 14, 30, 90]
export const FEWEST = 2
export const MOST = 10

/** Whose journeys, and by which rules; what the address of the page keeps. */
export interface Choice {
  show: number | null
  steps: Kind[]
  /** Milliseconds from the first step to the last. */
  window: number
  /** Milliseconds before a payment in which a visit counts. */
  lookback: number
  days: number
}
export type Query = Record<string, string | (string | null)[] | null | undefined>

export const usual = (): Choice => ({
  show: null, steps: ['enter', 'product_view', 'product_click', 'order', 'pay'], window: DAY, lookback: 7 * DAY, days: 14,
})

/** The choice in an address; what it lacks or gets wrong is as usual. */
export function readChoice(query: Query): Choice {
  const plain = usual()
  const one = (name: string, allowed: number[], otherwise: number) =>
    allowed.includes(number(query[name])) ? number(query[name]) : otherwise
  return {
    show: number(query['show']) || null,
    steps: stepsOf(query['steps']) ?? plain.steps,
    window: one('window', WINDOWS, plain.window),
    lookback: one('lookback', LOOKBACKS, plain.lookback),
    days: one('days', SPANS, plain.days),
  }
}

export function writeChoice(shop: number, choice: Choice): Record<string, string> {
  const { show, steps, window, lookback, days } = choice
  const rules = { steps: steps.join(','), window: String(window), lookback: String(lookback), days: String(days) }
  return show === null ? { shop: String(shop), ...rules } : { shop: String(shop), show: String(show), ...rules }
}

/** The steps with the one at `from` moved `by` places; the same ones where there is no place. */
export function moved(steps: readonly Kind[], from: number, by: number): Kind[] {
  const next = [...steps]
  const to = from + by
  if (to < 0 || to >= steps.length) return next
  next.splice(to, 0, ...next.splice(from, 1))
  return next
}

/** A whole number from 1 that an id can be, 0 for everything else. */
export function number(text: Query[string]): number {
  return typeof text === 'string' && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0
}

function stepsOf(text: Query[string]): Kind[] | null {
  const names = typeof text === 'string' ? text.split(',') : []
  const known = names.filter((name): name is Kind => (KINDS as readonly string[]).includes(name))
  const isFine = known.length === names.length && new Set(known).size === known.length
  return isFine && known.length >= FEWEST && known.length <= MOST ? known : null
}
