import { describe, expect, it } from 'vitest'
import type { Metric, OwnMetric } from './api'
import { chosen, figureOf, rowsOf, shown } from './rows'

const metric = (id: string, more: Partial<Metric> = {}): Metric => ({
  id, chapter: 'deal', number: 50, zh: '成交金额', en: 'GMV paid', formula: 'Σ paid amount', formula_zh: '支付金额合计', unit: 'money',
  grains: ['show'], owner: 'analyst', source: 'event log, order tables', live: true, missing: null, ...more,
})
const own: OwnMetric = { key: 'net', zh: '人均净成交', en: 'Net per viewer', formula: 'net_gmv / uv', unit: 'money', owner: '分析', higher_is_better: true, grains: ['show'] }
const METRICS = [metric('gmv'), metric('new_viewers', { live: false, chapter: 'traffic' }), metric('nps', { missing: { zh: '还没有问卷', en: 'no survey' } })]
const rows = rowsOf(METRICS, [own], false)

describe('the registry page', () => {
  it('lists own metrics first and says which are live, later, or not measured', () => {
    expect(rows.map((row) => [row.id, row.state])).toEqual([['net', 'later'], ['gmv', 'live'], ['new_viewers', 'later'], ['nps', 'missing']])
    expect(rows[3]?.why).toBe('还没有问卷')
    expect(rowsOf(METRICS, [], true)[0]).toMatchObject({ name: 'GMV paid', formula: 'Σ paid amount' })
    expect(rows.map((row) => row.formula)).toEqual(['net_gmv / uv', '支付金额合计', '支付金额合计', '支付金额合计'])
  })
  it('finds by every word in any column, by chapter and by state', () => {
    expect(chosen(rows, 'GMV 订单', 'all', 'all').map((row) => row.id)).toEqual(['gmv', 'new_viewers', 'nps'])
    expect(chosen(rows, '净成交', 'all', 'all').map((row) => row.id)).toEqual(['net'])
    expect(chosen(rows, '', 'traffic', 'all').map((row) => row.id)).toEqual(['new_viewers'])
    expect(chosen(rows, '', 'all', 'missing').map((row) => row.id)).toEqual(['nps'])
    expect(chosen(rows, 'nothing', 'all', 'all')).toEqual([])
  })
  it('shows what is not measured as nothing, never as 0', () => {
    const found = { as_of: 1, values: { gmv: 0, nps: 0 }, own: { net: 1234.5 } }
    expect(rows.map((row) => figureOf(row, found))).toEqual([1234.5, 0, null, null])
    expect(shown(null, 'money', 'CNY')).toBe('–')
    expect(shown(123450, 'money', 'CNY')).toBe('¥1,234.50')
    expect(shown(12.3456, 'percent', 'CNY')).toBe('12.35%')
    expect(shown(1.25, 'seconds', 'CNY')).toBe('1.3 s')
    expect(shown(185, 'seconds', 'CNY')).toBe('03:05')
  })
})
