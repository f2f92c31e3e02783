import { describe, expect, it } from 'vitest'
import type { Answer, By, Cell, Chart, ChoiceMetric, Told } from './api'
import { bestLook, byId, freshChart, hasTop, isAnswerable, narrowed, searched, whyNotLook, whyNotSplit, whyNotX, withMetric, withPer, withSplit, withWhen, withX } from './choosing'
import { answered, copied, moved, putBack, removed, snapshot, type Item } from './edits'
import { drawing, liesDown, seriesOf } from './option'
import { isStacked, panelsOf } from './panels'
import { changeOf, columnsOf, fileOf, fullText, rowsWanted, titleOf, whenText } from './telling'

const OF_SHOWS: By[] = ['none', 'show', 'day', 'week', 'month', 'weekday', 'hour']
const metric = (id: string, by: By[], pooling: ChoiceMetric['pooling'] = 'sum'): ChoiceMetric => ({ id, zh: `${id}中`, en: `${id} en`, unit: 'count', formula: '', formula_zh: '', own: false, kinds: [], by, pooling })
const gmv = metric('gmv', [...OF_SHOWS, 'product', 'channel', 'minute'])
const peak = metric('pcu', OF_SHOWS, 'peak')
const known = byId([gmv, peak])
const chart = (change: Partial<Chart> = {}): Chart => ({ ...freshChart([gmv, peak]), ...change })
const say = (key: string, values?: Record<string, unknown>) => [key.replace('dashboards.', ''), ...Object.values(values ?? {})].join(' ')

const cell = (value: number | null, change: Partial<Cell> = {}): Cell => ({ value, top: value ?? 0, bottom: 0, low: null, high: null, is_few: false, shows: 1, unknown: 0, ...change })
const told = (id: string, unit: string, change: Partial<Told> = {}): Told => ({ id, zh: id, en: id, unit, pooling: 'sum', higher_is_better: true, people: false, kinds: [], ...change })
function answer(metrics: Told[], splits: string[], cells: (Cell | null)[][][], x = ['a', 'b']): Answer {
  return { problem: '', x: x.map((key) => ({ key, label: `名${key}`, at: null })), splits: splits.map((key) => ({ key, label: key })), metrics, cells, previous: [], shows: 2, rest: 0, notes: [] }
}

describe('a choice', () => {
  it('is told only by what all its metrics can be told by', () => {
    expect(whyNotX('product', chart(), known)).toBeNull()
    const both = chart({ metrics: [{ id: 'gmv', per: 'total' }, { id: 'pcu', per: 'total' }] })
    expect(whyNotX('product', both, known)).toEqual({ key: 'metric', metric: peak })
    expect(whyNotX('none', both, known)).toBeNull()
  })
  it('is split by another thing, and once inside a show', () => {
    const byProduct = chart({ x: 'product', look: 'bar' })
    expect(whyNotSplit('channel', byProduct, known)).toEqual({ key: 'inside', also: 'product' })
    expect(whyNotSplit('product', byProduct, known)).toEqual({ key: 'same' })
    expect(whyNotSplit('week', byProduct, known)).toBeNull()
    expect(whyNotSplit('week', chart({ x: 'none' }), known)).toEqual({ key: 'pickX' })
  })
  it('has the looks that make sense', () => {
    expect([whyNotLook('line', chart({ x: 'product' }))?.key, whyNotLook('number', chart())?.key, whyNotLook('bar', chart({ x: 'none' }))?.key, whyNotLook('table', chart({ x: 'none' }))]).toEqual(['noOrder', 'notSingle', 'single', null])
    expect([bestLook('none'), bestLook('day'), bestLook('product'), bestLook('weekday')]).toEqual(['number', 'line', 'bar', 'bar'])
  })
  it('is put right after a change', () => {
    const byProduct = withX(chart(), 'product', known)
    expect([byProduct.look, byProduct.x]).toEqual(['bar', 'product'])
    const split = withSplit(byProduct, 'week', known)
    expect(withX({ ...split, only: ['7'] }, 'channel', known)).toMatchObject({ x: 'channel', split: 'week', only: [] })
    expect(withX(split, 'week', known).split).toBe('none')
    const withPeak = withMetric({ ...byProduct, only: ['7'] }, 'pcu', known)
    expect(withPeak).toMatchObject({ x: 'day', look: 'bar', only: [] })
    expect(withMetric(withPeak, 'gmv', known).metrics).toEqual([{ id: 'pcu', per: 'total' }])
    expect(withX(chart(), 'none', known)).toMatchObject({ look: 'number', split: 'none' })
    expect(withX(chart({ x: 'none', look: 'number' }), 'day', known).look).toBe('line')
    expect(withPer(chart(), 'gmv', 'show').metrics[0]?.per).toBe('show')
  })
  it('has at most six metrics', () => {
    const many = Array.from({ length: 8 }, (_, at) => metric(`m${at}`, OF_SHOWS))
    const whole = many.reduce((one, { id }) => withMetric(one, id, byId(many)), { ...chart(), metrics: [] } as Chart)
    expect(whole.metrics.map((wish) => wish.id)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5'])
  })
  it('begins with something useful', () => {
    expect(freshChart([peak, gmv])).toMatchObject({ metrics: [{ id: 'gmv', per: 'total' }], x: 'day', look: 'line', days: 30 })
    expect(freshChart([metric('odd', ['none'])])).toMatchObject({ x: 'none', look: 'number' })
    expect(freshChart([]).metrics).toEqual([])
  })
  it('can be asked when it is whole', () => {
    expect(isAnswerable(chart(), 'days')).toBe(true)
    expect(isAnswerable(chart({ metrics: [] }), 'days')).toBe(false)
    expect(isAnswerable(chart({ days: null, first_day: '2026-11-02', last_day: '2026-11-01' }), 'range')).toBe(false)
    expect(isAnswerable(chart({ days: null }), 'range')).toBe(true)
    expect([isAnswerable(chart(), 'shows'), isAnswerable(chart({ shows: [3] }), 'shows')]).toEqual([false, true])
  })
  it('is of days, of a range or of certain shows', () => {
    const now = Date.UTC(2026, 10, 30, 17) // the 1st of December in Shanghai
    expect(withWhen(chart(), 'range', 4, now)).toEqual(['range', { days: null, first_day: '2026-11-02', last_day: '2026-12-01', shows: [] }])
    expect(withWhen(chart({ shows: [3] }), '90', 4, now)).toEqual(['days', { days: 90, first_day: null, last_day: null, shows: [] }])
    expect([withWhen(chart(), 'shows', 4, now)[1], withWhen(chart({ shows: [3] }), 'shows', 4, now)[1], withWhen(chart(), 'shows', null, now)[1]]).toEqual([{ shows: [4] }, { shows: [3] }, { shows: [] }])
  })
  it('narrows names only', () => {
    expect([narrowed(chart({ x: 'day', split: 'channel' })), narrowed(chart({ x: 'segment' })), hasTop(chart({ x: 'segment' })), hasTop(chart())]).toEqual(['channel', null, true, false])
  })
  it('is found by either name', () => {
    expect([searched([gmv, peak], 'GMV').length, searched([gmv, peak], '中 pcu').length, searched([gmv, peak], 'x').length]).toEqual([1, 1, 0])
  })
})

describe('charts of a dashboard', () => {
  const items: Item[] = [1, 2, 3].map((uid) => ({ uid, chart: chart({ title: String(uid) }), answer: null }))
  const order = (list: Item[]) => list.map((one) => one.uid)
  it('move, and stay at an end', () => {
    expect([order(moved(items, 3, -1)), order(moved(items, 3, 1)), order(moved(items, 9, 1))]).toEqual([[1, 3, 2], [1, 2, 3], [1, 2, 3]])
  })
  it('are copied behind the original, and changed apart from it', () => {
    const list = copied(items, 2, 8)
    expect(order(list)).toEqual([1, 2, 8, 3])
    expect(list[2]?.chart).toEqual(list[1]?.chart)
    expect(list[2]?.chart.metrics).not.toBe(list[1]?.chart.metrics)
  })
  it('come back where they stood', () => {
    const [rest, gone] = removed(items, 2)
    expect([order(rest), order(putBack(rest, gone!)), order(putBack([], gone!))]).toEqual([[1, 3], [1, 2, 3], [2]])
    expect(removed(items, 9)[1]).toBeNull()
  })
  it('are the same when name and charts are', () => {
    expect(snapshot(' a ', items)).toBe(snapshot('a', items.map((one) => ({ ...one, uid: one.uid + 10 }))))
    expect(snapshot('a', items)).not.toBe(snapshot('a', moved(items, 1, 1)))
  })
  it('take only the answer to what they ask now', () => {
    const found = [1, 2, 3].map((shows) => ({ ...answer([], [], []), shows }))
    const changed = [items[2]!, { ...items[0]!, chart: chart() }]
    expect(answered(changed, items, found).map((one) => one.answer?.shows)).toEqual([3, undefined])
  })
})

describe('words of a chart', () => {
  it('are its own or made of its choice', () => {
    expect(titleOf(chart({ x: 'product' }), known, false, say)).toBe('gmv中 · byLong.product')
    expect(titleOf(chart({ title: '日报' }), known, false, say)).toBe('日报')
    expect(whenText(chart({ hosts: ['阿月'] }), say)).toBe('lastDays 30 · 阿月')
    expect(whenText(chart({ shows: [1, 2] }), say)).toBe('ofShows 2')
    expect(whenText(chart({ days: null, first_day: '2026-11-01', last_day: '2026-11-09' }), say)).toBe('2026-11-01 – 2026-11-09')
    expect([whenText(chart({ days: null, last_day: '2026-11-09' }), say), whenText(chart({ days: null }), say)]).toEqual(['… – 2026-11-09', 'allShows'])
  })
  it('say of how many a share of few is', () => {
    expect(fullText(cell(25, { top: 2, bottom: 8, low: 7.1, high: 59.1, is_few: true }), 'percent', say)).toBe('25.0% (2/8 · interval 7.1% 59.1%)')
    expect(fullText(cell(100, { shows: 3, unknown: 1 }), 'count', say)).toBe('100 (unknownOf 1 3)')
    expect(fullText(null, 'count', say)).toBe('–')
  })
  it('name the rows behind a piece', () => {
    expect(rowsWanted(chart({ x: 'day', split: 'product' }), '12')).toEqual({ link: 12 })
    expect(rowsWanted(chart({ x: 'segment' }), '5')).toEqual({ segment: 5 })
    expect(rowsWanted(chart({ x: 'channel' }), 'share')).toEqual({ source: 'share' })
    expect(rowsWanted(chart({ x: 'minute' }), '1790000040000')).toEqual({ minute: 1790000040000 })
    expect([rowsWanted(chart({ x: 'host' }), '阿月'), rowsWanted(chart(), '')]).toEqual([{}, {}])
  })
})

describe('a number against the stretch before', () => {
  const money = told('gmv', 'money')
  const share = told('rate', 'percent', { pooling: 'ratio' })
  it('has its way, size and mood', () => {
    expect(changeOf(cell(150), cell(100), money, say)).toEqual({ way: 'up', size: '50.0%', mood: 'good' })
    expect(changeOf(cell(150), cell(100), { ...money, higher_is_better: false }, say).mood).toBe('bad')
    expect(changeOf(cell(100), cell(100), money, say).way).toBe('same')
    expect(changeOf(cell(5), cell(0), money, say).way).toBe('none')
    expect(changeOf(cell(5), null, money, say).way).toBe('none')
  })
  it('judges shares only when their intervals stand apart', () => {
    const wide = changeOf(cell(20, { low: 10, high: 30 }), cell(25, { low: 15, high: 35 }), share, say)
    expect(wide).toEqual({ way: 'down', size: 'points 5.0', mood: 'still' })
    expect(changeOf(cell(20, { low: 18, high: 22 }), cell(30, { low: 28, high: 32 }), share, say).mood).toBe('bad')
    expect(changeOf(cell(20), cell(90), { ...share, unit: 'seconds' }, say)).toMatchObject({ way: 'down', mood: 'still' })
    expect(changeOf(cell(20, { is_few: true }), cell(30), share, say)).toEqual({ way: 'few', size: '', mood: 'still' })
  })
})

describe('a drawing', () => {
  const two = answer([told('gmv', 'money'), told('rate', 'percent', { pooling: 'ratio' })], [''], [[[cell(10_000), cell(20_000)]], [[cell(5), cell(8, { is_few: true, top: 2, bottom: 25 })]]])
  const frame = { width: 600, font: 'sans-serif' }
  const names = ['成交', '转化']

  it('puts two units on two axes, more in frames of their own', () => {
    expect(panelsOf(two).map((panel) => panel.scales.length)).toEqual([2])
    const three = answer([...two.metrics, told('stay', 'seconds')], [''], [...two.cells, [[cell(60), cell(70)]]])
    expect(panelsOf(three).map((panel) => panel.scales.length)).toEqual([1, 1, 1])
  })
  it('parts sizes that lie far apart, and metrics of several series', () => {
    const far = answer([told('uv', 'count'), told('orders', 'count')], [''], [[[cell(50_000), cell(60_000)]], [[cell(30), cell(40)]]])
    expect(panelsOf(far).map((panel) => panel.scales.map((scale) => scale.metrics))).toEqual([[[0]], [[1]]])
    const near = answer([told('uv', 'count'), told('orders', 'count')], [''], [[[cell(50), cell(60)]], [[cell(30), cell(0)]]])
    expect(panelsOf(near)[0]?.scales).toHaveLength(1)
    expect(panelsOf(answer(near.metrics, ['p', 'q'], []))).toHaveLength(2)
  })
  it('piles only sums whose parts do not overlap', () => {
    const split = answer([told('gmv', 'money')], ['p', 'q'], [[[cell(1), cell(2)], [cell(3), cell(4)]]])
    const bars = chart({ look: 'bar', x: 'day', split: 'product' })
    expect(isStacked(split, bars, 0)).toBe(true)
    expect(isStacked(split, { ...bars, look: 'line' }, 0)).toBe(false)
    expect(isStacked(split, { ...bars, metrics: [{ id: 'gmv', per: 'show' }] }, 0)).toBe(false)
    const people = { ...split, metrics: [told('uv', 'count', { people: true })] }
    expect([isStacked(people, bars, 0), isStacked(people, { ...bars, x: 'product', split: 'week' }, 0)]).toEqual([false, true])
    expect(isStacked({ ...split, metrics: [told('rate', 'percent', { pooling: 'ratio' })] }, bars, 0)).toBe(false)
    expect(isStacked(two, bars, 0)).toBe(false)
  })
  it('does not pile orders by product: one of two products stands in both', () => {
    const bars = chart({ look: 'bar', x: 'day', split: 'product' })
    const piled = (id: string, change: Partial<Chart> = {}) =>
      isStacked(answer([told(id, 'count')], ['p', 'q'], [[[cell(1), cell(2)], [cell(3), cell(4)]]]), { ...bars, ...change }, 0)
    expect(['orders', 'paid_orders', 'units', 'product_clicks'].map((id) => piled(id))).toEqual([false, false, true, true])
    expect([piled('orders', { split: 'channel' }), piled('orders', { x: 'product', split: 'week' })]).toEqual([true, true])
  })
  it('lays names down and lets time run', () => {
    expect([liesDown(chart({ look: 'bar', x: 'product' })), liesDown(chart({ look: 'bar', x: 'day' })), liesDown(chart({ look: 'line' }))]).toEqual([true, false, false])
    expect(seriesOf(two, chart({ look: 'bar', x: 'product' }), names, say).map((one) => [one.shape, one.isSecond])).toEqual([['bar', false], ['point', true]])
    expect(seriesOf(two, chart({ look: 'bar', x: 'day' }), names, say).map((one) => one.shape)).toEqual(['bar', 'line'])
  })
  it('draws shares of few hollow and gaps as gaps', () => {
    const { option } = drawing(two, chart({ look: 'line' }), names, frame, say)
    const series = option['series'] as { data: { value: unknown; itemStyle?: { color: string } }[] }[]
    expect(series[1]?.data[1]).toMatchObject({ value: 8, itemStyle: { color: '#ffffff' } })
    expect(series[1]?.data[0]?.itemStyle).toBeUndefined()
    const gap = drawing(answer([told('gmv', 'money')], [''], [[[null, cell(3)]]]), chart(), ['成交'], frame, say)
    expect((gap.option['series'] as typeof series)[0]?.data[0]).toEqual({ value: '-' })
  })
  it('moves nothing and tells each figure in its unit', () => {
    const { option, height } = drawing(two, chart({ look: 'line' }), names, frame, say)
    expect([option['animation'], height]).toEqual([false, 270])
    const { formatter } = option['tooltip'] as { formatter: (hits: object[]) => string }
    expect(formatter([0, 1].map((seriesIndex) => ({ seriesIndex, dataIndex: 1, marker: '' })))).toBe('名b\n成交  ¥200.00\n转化  8.0% (2/25)')
  })
  it('tells shows of one name apart by when they were', () => {
    const one = answer([told('gmv', 'money')], [''], [[[cell(100)]]], ['7'])
    one.x[0] = { key: '7', label: '夜场{1}', at: Date.UTC(2026, 10, 20, 11, 30) }
    const { option } = drawing(one, chart({ x: 'show', look: 'bar' }), ['成交'], frame, say)
    expect((option['xAxis'] as { data: string[] }[])[0]?.data).toEqual(['11-20'])
    const { formatter } = option['tooltip'] as { formatter: (hits: object[]) => string }
    expect(formatter([{ seriesIndex: 0, dataIndex: 0, marker: '' }])).toBe('夜场｛1｝ · 2026-11-20 19:30\n成交  ¥1.00')
  })
  it('tells series apart without color', () => {
    const found = seriesOf(answer([told('gmv', 'money')], ['p', 'q', 'r', 's'], []), chart(), ['成交'], say)
    expect(new Set(found.map((one) => one.glyph + one.stroke)).size).toBe(4)
    expect(found.map((one) => one.glyph).join('')).toBe('●■▲◆')
  })
  it('draws twelve series at most', () => {
    const keys = Array.from({ length: 20 }, (_, at) => String(at))
    expect(seriesOf(answer([told('gmv', 'money')], keys, [keys.map(() => [cell(1), cell(2)])]), chart(), ['成交'], say)).toHaveLength(12)
  })
})

describe('the table and the file', () => {
  const split = answer(
    [told('gmv', 'money'), told('rate', 'percent', { pooling: 'ratio' })], ['p', '*'],
    [[[cell(12_345), null], [cell(5), cell(6)]], [[cell(33.33333, { top: 1, bottom: 3 }), null], [null, cell(50, { top: 5, bottom: 10 })]]],
  )
  it('has a column for each metric and series', () => {
    expect(columnsOf({ ...split, rest: 4 }, ['成交', '转化'], say).map((one) => one.name)).toEqual(['p · 成交', 'rest 4 · 成交', 'p · 转化', 'rest 4 · 转化'])
    expect(columnsOf(answer([told('gmv', 'money')], ['p', 'q'], []), ['成交'], say).map((one) => one.name)).toEqual(['p', 'q'])
    expect(columnsOf(answer([told('gmv', 'money')], [''], []), ['成交'], say).map((one) => one.name)).toEqual(['成交'])
  })
  it('has yuan, percent and the parts of shares', () => {
    const [head, rows] = fileOf({ ...split, rest: 4 }, ['成交', '转化'], '日', '商品', say)
    expect(head).toEqual(['日', '商品', '成交 (CNY)', '转化 (%)', '转化 numerator', '转化 denominator'])
    expect(rows[0]).toEqual(['名a', 'p', 123.45, 33.3333, 1, 3])
    expect(rows[3]).toEqual(['名b', 'rest 4', 0.06, 50, 5, 10])
    expect(rows[1]).toEqual(['名a', 'rest 4', 0.05, null, null, null])
  })
})
