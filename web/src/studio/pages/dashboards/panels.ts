import type { Answer, By, Chart, Told } from './api'
import { isInside } from './choosing'
import { isSplit } from './telling'

/** Metrics that share an axis. */
export interface Scale {
  unit: string
  metrics: number[]
  /** Largest size of a value. */
  most: number
}
/** One frame with one axis, or two (left and right). */
export interface Panel {
  scales: Scale[]
}
/** More series than these are told apart by nobody; the table has all. */
export const MOST_SERIES = 12
/** Beside a value twenty times larger a value lies on the ground. */
const FAR = 20

function largest(answer: Answer, metric: number): number {
  const cells = (answer.cells[metric] ?? []).flat()
  return cells.reduce((most, cell) => Math.max(most, Math.abs(cell?.value ?? 0)), 0)
}

/** Axes: of one unit and about one size. */
export function scalesOf(answer: Answer): Scale[] {
  const scales: Scale[] = []
  answer.metrics.forEach(({ unit }, metric) => {
    const most = largest(answer, metric)
    const isNear = (one: Scale) => !most || !one.most || (most / one.most <= FAR && one.most / most <= FAR)
    const found = scales.find((one) => one.unit === unit && isNear(one))
    if (found) {
      found.metrics.push(metric)
      found.most = Math.max(found.most, most)
    } else scales.push({ unit, metrics: [metric], most })
  })
  return scales
}

/**
 * Frames of a chart: one with at most two axes, of unlike units; with more scales, or one unit in two
 * sizes, a frame each; and several metrics in several series one frame per metric.
 */
export function panelsOf(answer: Answer): Panel[] {
  if (isSplit(answer) && answer.metrics.length > 1) {
    return answer.metrics.map(({ unit }, metric) => ({ scales: [{ unit, metrics: [metric], most: largest(answer, metric) }] }))
  }
  const scales = scalesOf(answer)
  const isOneUnit = scales.length === 2 && scales[0]?.unit === scales[1]?.unit
  return scales.length > 2 || isOneUnit ? scales.map((one) => ({ scales: [one] })) : [{ scales }]
}

/** Counts of orders: an order of two products counts in both. */
const OF_ORDERS = new Set(['orders', 'paid_orders'])

/** Parts may be piled only where their pile means something: a sum, split so that nobody and no order counts twice. */
export function isStacked(answer: Answer, chart: Chart, metric: number): boolean {
  const one = answer.metrics[metric]
  if (chart.look !== 'bar' || !isSplit(answer) || one?.pooling !== 'sum') return false
  const isMean = chart.metrics[metric]?.per === 'show'
  return !isMean && !overlaps(one, chart.split) && !hasNegative(answer, metric)
}
/** Whether what a metric counts may stand in several parts of a split. */
const overlaps = ({ id, people }: Told, split: By) => (people && isInside(split)) || (split === 'product' && OF_ORDERS.has(id))
const hasNegative = (answer: Answer, metric: number) => (answer.cells[metric] ?? []).flat().some((cell) => (cell?.value ?? 0) < 0)
