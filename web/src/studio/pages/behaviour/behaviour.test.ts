import { describe, expect, it } from 'vitest'
import type { Behaviour } from './api'
import { cardsOf, exitsOf, share } from './tables'

const say = (key: string, values?: Record<string, unknown>) => (values ? `${key}${JSON.stringify(values)}` : key)
const found: Behaviour = {
  as_of: 1, decision: [], completion: [{ minute: 0, entered: 40, stayed: 10 }], peaks: [], hosts: [{ host: '阿月', values: { gmv: 12300, uv: 40 } }],
  steps: [{ node: 'enter', next: 'exit', times: 3, viewers: 3 }, { node: 'enter', next: 'pay', times: 9, viewers: 8 }],
  nodes: [{ node: 'enter', viewers: 40, dropped: 30 }],
  stages: [{ stage: 1, segment: '开场', exits: 20 }, { stage: 1, segment: '', exits: 10 }, { stage: 5, segment: '讲解', exits: 4 }],
  reasons: [{ reason: 'unknown', exits: 30, met: 0, gone: 0 }, { reason: 'stall', exits: 10, met: 50, gone: 20 }, { reason: 'base', exits: 0, met: 400, gone: 40 }],
  returning: [{ is_new: true, uv: 40, watch_ms: 400_000, active: 20, buyers: 4, gmv: 12300 }],
}

describe('the behaviour of a show', () => {
  it('adds exits of a stage up and says where most were last seen', () => {
    expect(exitsOf(found).map((row) => [row.exits, row.segment, row.there])).toEqual([[30, '开场', 20], [0, '', 0], [0, '', 0], [0, '', 0], [4, '讲解', 4]])
  })
  it('says when a rate rests on few', () => {
    expect(share(10, 40, say)).toBe('25.0%')
    expect(share(1, 4, say)).toContain('behaviour.few')
    expect(share(0, 0, say)).toBe('–')
  })
  it('makes a table of every question, the most frequent moves first', () => {
    const cards = cardsOf(found, say, 'CNY')
    expect(cards.map((card) => card.key)).toEqual(['hosts', 'returning', 'nodes', 'paths', 'stages', 'reasons', 'decision', 'completion', 'peaks'])
    expect(cards.every((card) => card.rows.every((row) => row.length === card.head.length))).toBe(true)
    expect(cards[3]?.rows.map((row) => row[2]?.text)).toEqual(['9', '3'])
    expect(cards[5]?.rows.map((row) => row.map((cell) => cell.text))).toEqual([
      ['behaviour.reasons.unknown', '30', '75.0%', '–', '–', '–', '–'], ['behaviour.reasons.stall', '10', '25.0%', '50', '20', '40.0%', '10.0%'],
    ])
    expect(cards[1]?.rows[0]?.map((cell) => cell.text)).toEqual(['behaviour.new', '40', '00:10', '50.0%', '10.0%', '¥123.00', '¥30.75'])
  })
})
