import { describe, expect, it } from 'vitest'
import type { Metric, Minute } from '../review/api'
import { option, type Look } from './curve'
import { ageOf, chapters, MINUTE, MinuteCurve, nearest, surges } from './shape'

const T = 1_763_812_800_000
const metric = (id: string, number: number, grains = ['show']) => ({ id, number, grains }) as Metric

describe('chapters', () => {
  it('keep the order of the registry and only what the show has', () => {
    const table = [metric('pv', 4), metric('likes', 23), metric('gmv', 50), metric('nps', 82), metric('stock_days', 47, ['product'])]
    const found = chapters(table, { pv: 3, likes: null, gmv: 1, stock_days: 2 })
    expect(found.map((one) => [one.id, one.metrics.map((each) => each.id)])).toEqual([['traffic', ['pv']], ['interaction', ['likes']], ['deal', ['gmv']]])
  })
})

describe('MinuteCurve', () => {
  it('gives the running minute what the totals grew by, and begins a new one at its turn', () => {
    const curve = new MinuteCurve([{ at: T, values: { gmv: 100, pv: 4, pcu: 3 } }], { gmv: 900, pv: 40 }, T + 20_000)
    curve.add({ at: T + 30_000, values: { gmv: 950, pv: 42, online: 9 } })
    expect(curve.rows.at(-1)).toMatchObject({ at: T, values: { gmv: 150, pv: 6, pcu: 9 } })
    curve.add({ at: T + 59_500, values: { gmv: 1000, pv: 44, online: 7 } })
    curve.add({ at: T + 60_500, values: { gmv: 1010, pv: 44, online: 5 } })
    expect(curve.rows.map((row) => [row.at - T, row.values.gmv, row.values.pv, row.values.pcu])).toEqual([[0, 200, 8, 9], [60_000, 10, 0, 5]])
    curve.add({ at: T + 59_900, values: { gmv: 5000 } }) // older than what is shown
    expect(curve.rows).toHaveLength(2)
  })
})

describe('ages', () => {
  it('are told from three seconds on and lost after thirty', () => {
    expect([0, 3_000, 3_001, 30_000, 30_001].map((ms) => ageOf(T, T + ms).age)).toEqual(['fresh', 'fresh', 'old', 'old', 'lost'])
    expect(ageOf(T, T + 12_400).seconds).toBe(12)
  })
})

describe('surges', () => {
  it('are minutes with twice the enters of the five before', () => {
    const rows: Minute[] = [10, 12, 11, 40, 12, 13].map((pv, at) => ({ at: T + at * MINUTE, values: { pv } }))
    expect(surges(rows).map((row) => row.values.pv)).toEqual([40])
    expect(surges(rows.slice(2))).toEqual([])
  })
})

describe('arrows', () => {
  const at = (left: number, top: number) => ({ left, top, right: left + 80, bottom: top + 40 })
  const places = [at(0, 0), at(100, 0), at(0, 50), at(100, 52), at(400, 60)]
  it('go to the neighbour in their direction and stay at the edge', () => {
    expect(nearest(places, 0, 'ArrowRight')).toBe(1)
    expect(nearest(places, 0, 'ArrowDown')).toBe(2)
    expect(nearest(places, 3, 'ArrowUp')).toBe(1)
    expect(nearest(places, 3, 'ArrowRight')).toBe(4)
    expect(nearest(places, 0, 'ArrowUp')).toBe(0)
    expect(nearest(places, -1, 'ArrowUp')).toBe(0)
    expect(nearest([], -1, 'ArrowUp')).toBe(-1)
  })
})

describe('the curve', () => {
  it('marks pins, prices, activities and where traffic came', () => {
    const rows: Minute[] = [10, 12, 11, 40, 12].map((pv, at) => ({ at: T + at * MINUTE, values: { pv, gmv: 1050, pcu: 2 } }))
    const marks = [
      { at: T + 10, kind: 'pin', link: 7, amount: 0, text: null },
      { at: T + MINUTE, kind: 'price', link: 7, amount: 12_900, text: null },
      { at: T + 2 * MINUTE, kind: 'activity_open', link: null, amount: 0, text: 'draw 八点福袋' },
      { at: T + 4 * MINUTE, kind: 'segment', link: null, amount: 0, text: '开场' },
    ]
    const look: Look = { text: '#fff', quiet: '#999', line: '#333', accent: '#f00', online: '#00f', armed: '#fa0', font: 'Sans', size: 26 }
    const say = (key: string, values?: Record<string, unknown>) => `${key}${JSON.stringify(values ?? {})}`
    const [bars] = option(rows, marks, new Map([[7, 3]]), look, say).series as { data: number[]; markLine: { data: { xAxis: number; label: { formatter: string } }[] } }[]
    expect(bars!.data).toEqual([10.5, 10.5, 10.5, 10.5, 10.5])
    expect(bars!.markLine.data.map((one) => [one.xAxis, one.label.formatter])).toEqual([
      [3, 'board.mark.surge{"n":40}'],
      [2, 'board.mark.draw{}'],
      [1, 'board.mark.price{"n":3,"price":"¥129"}'],
      [0, 'board.mark.pin{"n":3}'],
    ])
  })
})
