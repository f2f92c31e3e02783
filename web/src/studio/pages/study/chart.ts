import type { Chart, ChartPoint } from './api'

export const WIDTH = 300
export const HEIGHT = 96
const EDGE = 8

export interface Spot {
  point: ChartPoint
  x: number
  y: number
}
export interface Drawing {
  spots: Spot[]
  line: string
  /** The band between the limits, which follow each show's people. */
  band: string
  mean: number | null
}

/** Places of a control chart's points, limits and mean in a box of WIDTH × HEIGHT. */
export function drawing(chart: Chart): Drawing {
  const values = chart.points.flatMap((one) => [one.value, one.low ?? one.value, one.high ?? one.value])
  const low = Math.min(...values)
  const high = Math.max(...values)
  const y = (value: number) => (high === low ? HEIGHT / 2 : HEIGHT - EDGE - ((value - low) / (high - low)) * (HEIGHT - 2 * EDGE))
  const step = chart.points.length > 1 ? (WIDTH - 2 * EDGE) / (chart.points.length - 1) : 0
  const spots = chart.points.map((point, place) => ({ point, x: chart.points.length > 1 ? EDGE + place * step : WIDTH / 2, y: y(point.value) }))
  return {
    spots,
    line: spots.map((one) => `${one.x.toFixed(1)},${one.y.toFixed(1)}`).join(' '),
    band: band(spots, y),
    mean: chart.mean === null ? null : y(chart.mean),
  }
}

function band(spots: Spot[], y: (value: number) => number): string {
  const known = spots.filter((one) => one.point.low !== null && one.point.high !== null)
  const upper = known.map((one) => `${one.x.toFixed(1)},${y(one.point.high ?? 0).toFixed(1)}`)
  const lower = known.map((one) => `${one.x.toFixed(1)},${y(one.point.low ?? 0).toFixed(1)}`).reverse()
  return [...upper, ...lower].join(' ')
}
