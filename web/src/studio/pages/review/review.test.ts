import { describe, expect, it } from 'vitest'
import type { Body, Metric } from './api'
import { option } from './curve'
import { definition, shown } from './figures'

const MINUTE = 60_000
const START = 1_763_809_200_000

function body(): Body {
  return {
    minutes: [0, 1, 2].map((place) => ({ at: START + place * MINUTE, values: { gmv: 12_900 * place, pcu: 7, comments: null } })),
    marks: [
      { at: START + MINUTE + 5, kind: 'pin', link: 50, amount: 0, text: null },
      { at: START + 2 * MINUTE, kind: 'price', link: 50, amount: 9900, text: null },
      { at: START, kind: 'show_start', link: null, amount: 0, text: null },
    ],
    segments: [{ title: '开场留人与福利预告说明', started_at: START, ended_at: START + MINUTE, live_ms: MINUTE }],
    products: [{ link: 50, number: 7 }],
    as_of: START + 3 * MINUTE,
  } as unknown as Body
}

describe('the minute curve', () => {
  it('marks pins by number and prices by amount, nothing else', () => {
    const { series } = option(body(), (key) => (key === 'pinMark' ? '讲 ' : key), 1200) as { series: { data: number[]; markLine: { data: { xAxis: number; label: { formatter: string } }[] } }[] }
    expect(series[0]?.data).toEqual([0, 129, 258])
    expect(series[0]?.markLine.data.map((mark) => [mark.xAxis, mark.label.formatter])).toEqual([[1, '讲 7'], [2, '¥99']])
  })

  it('carries no words where they would run into each other', () => {
    const { series } = option(body(), String, 360) as { series: { markLine: { data: { label: { show: boolean } }[] } }[] }
    expect(series[0]?.markLine.data.every((mark) => !mark.label.show)).toBe(true)
  })
})

describe('figures', () => {
  it('are shown by their unit, and a missing one as a dash', () => {
    expect(shown(123_456, 'money')).toBe('¥1,234.56')
    expect(shown(12.345, 'percent')).toBe('12.3%')
    expect(shown(185, 'seconds')).toBe('03:05')
    expect(shown(null, 'count')).toBe('–')
  })

  it('without a definition are refused', () => {
    expect(() => definition(new Map<string, Metric>(), 'made_up')).toThrow('not in the metric registry')
  })
})
