import type { Answer, Chart } from './api'

/** A chart as it stands on the page, with its newest answer. */
export interface Item {
  uid: number
  chart: Chart
  answer: Answer | null
}
export interface Removed {
  item: Item
  at: number
}

/** One place up (−1) or down (+1); the same list at an end. */
export function moved(items: readonly Item[], uid: number, by: -1 | 1): Item[] {
  const at = items.findIndex((one) => one.uid === uid)
  const next = [...items]
  const other = next[at + by]
  const own = next[at]
  if (!other || !own) return next
  next[at] = other
  next[at + by] = own
  return next
}

/** A copy stands behind its original, with the same answer. */
export function copied(items: readonly Item[], uid: number, fresh: number): Item[] {
  return items.flatMap((one) =>
    one.uid === uid ? [one, { uid: fresh, chart: structuredCopy(one.chart), answer: one.answer }] : [one],
  )
}
export const structuredCopy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

export function removed(items: readonly Item[], uid: number): [Item[], Removed | null] {
  const at = items.findIndex((one) => one.uid === uid)
  const item = items[at]
  return item ? [items.filter((one) => one.uid !== uid), { item, at }] : [[...items], null]
}
/** Back where it stood, or at the end of a list that became shorter. */
export function putBack(items: readonly Item[], { item, at }: Removed): Item[] {
  return [...items.slice(0, at), item, ...items.slice(at)]
}

/** What was removed, with its newest answer; an answer older than those of the others is not kept. */
export function refreshed(gone: Removed | null, asked: readonly Item[], answers: readonly Answer[]): Removed | null {
  const [item] = gone ? answered([{ ...gone.item, answer: null }], asked, answers) : []
  return gone && item ? { ...gone, item } : null
}

/** What is saved; two equal texts are the same dashboard. */
export const snapshot = (name: string, items: readonly Item[]): string =>
  JSON.stringify([name.trim(), items.map((one) => one.chart)])

/** Answers of the charts that were asked, put to those still there. */
export function answered(items: readonly Item[], asked: readonly Item[], answers: readonly Answer[]): Item[] {
  return items.map((one) => {
    const at = asked.findIndex((old) => old.uid === one.uid && old.chart === one.chart)
    const answer = answers[at]
    return at >= 0 && answer ? { ...one, answer } : one
  })
}
