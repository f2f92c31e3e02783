import { describe, expect, it } from 'vitest'
import type { Chart, ChartPoint } from './api'
import { drawing, HEIGHT, WIDTH } from './chart'
import { messages } from './messages'
import { position, recordingUrl } from './replay'

const point = (value: number, low: number | null = null, high: number | null = null): ChartPoint =>
  ({ show: value, title: '', at: 0, n: 0, value, low, high, signal: '' })
const chart = (points: ChartPoint[], mean: number | null = null): Chart => ({ metric: 'gmv', kind: 'individuals', mean, before: 0, verdict: 'unknown', p: null, points })

describe('a control chart', () => {
  it('stays in its box, with limits around the values', () => {
    const { spots, band, mean } = drawing(chart([point(10, 5, 20), point(30, 5, 20), point(12, 5, 20)], 12))
    for (const spot of spots) {
      expect(spot.x).toBeGreaterThanOrEqual(0)
      expect(spot.x).toBeLessThanOrEqual(WIDTH)
      expect(spot.y).toBeGreaterThanOrEqual(0)
      expect(spot.y).toBeLessThanOrEqual(HEIGHT)
    }
    expect(spots[1]?.y).toBeLessThan(spots[0]?.y ?? 0)
    expect(band.split(' ')).toHaveLength(6)
    expect(mean).toBeGreaterThan(spots[1]?.y ?? HEIGHT)
  })

  it('is drawn for one show, for equal shows and without limits', () => {
    expect(drawing(chart([point(3)])).spots[0]).toMatchObject({ x: WIDTH / 2, y: HEIGHT / 2 })
    expect(drawing(chart([point(3), point(3)])).spots.map((one) => one.y)).toEqual([HEIGHT / 2, HEIGHT / 2])
    expect(drawing(chart([point(1), point(2)])).band).toBe('')
  })
})

describe('messages', () => {
  const keys = (value: unknown, path = ''): string[] =>
    typeof value === 'object' && value ? Object.entries(value).flatMap(([name, one]) => keys(one, `${path}.${name}`)) : [path]
  it('are complete in both languages', () => {
    expect(keys(messages['zh-CN'])).toEqual(keys(messages.en))
  })
})

describe('a recording', () => {
  const stretches = [{ started_at: 10_000, ended_at: 70_000 }, { started_at: 100_000, ended_at: 130_000 }]
  it('is found by the time of day, also after a break', () => {
    expect(position(stretches, 10_000)).toBe(0)
    expect(position(stretches, 40_000)).toBe(30)
    expect(position(stretches, 110_000)).toBe(70)
    expect([5_000, 80_000, 130_000].map((at) => position(stretches, at))).toEqual([null, null, null])
  })
  it('is asked for from its first to its last moment', () => {
    const found = { room: 'yunhe', stretches, minutes: [], peaks: [], per_hour: null }
    expect(recordingUrl('http://m', found, 'a b')).toBe('http://m/recordings/yunhe/index.m3u8?from=10000&to=130000&token=a+b')
  })
})
