import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { moved, readChoice, usual, writeChoice, type Kind } from './choice'
import { csv, percentCell, yuan } from '@/studio/parts/csv'
import { channels, cohorts, corners, dayText, dropOf, frequencyTells, heat, HOTTEST, interval, isFew, stepsOf, touches, wilson } from './figures'
import { messages } from './messages'

describe('the choice in the address', () => {
  it('comes back as it was written', () => {
    const choice = { show: 7, steps: ['enter', 'gift', 'pay'] as Kind[], window: 600_000, lookback: 86_400_000, days: 30 }
    expect(readChoice(writeChoice(3, choice))).toEqual(choice)
    expect(writeChoice(3, { ...choice, show: null })).not.toHaveProperty('show')
  })

  it.each(['enter', 'enter,enter', 'enter,like', '', 'enter,pay,'])('takes the usual steps for %j', (steps) => {
    expect(readChoice({ steps, window: '5', days: '-1', show: '1e9', lookback: ['86400000'] })).toEqual(usual())
  })

  it('moves a step and stops at the ends', () => {
    const steps: Kind[] = ['enter', 'order', 'pay']
    expect(moved(steps, 2, -1)).toEqual(['enter', 'pay', 'order'])
    expect(moved(steps, 0, -1)).toEqual(steps)
    expect(moved(steps, 2, 1)).toEqual(steps)
  })
})

describe('the funnel', () => {
  it('gives each step its share of the one before and of the first', () => {
    expect(stepsOf([200, 100, 25]).map(({ ofBefore, ofFirst }) => [ofBefore, ofFirst.part / ofFirst.whole])).toEqual([
      [null, 1], [{ part: 100, whole: 200 }, 0.5], [{ part: 25, whole: 100 }, 0.125],
    ])
  })

  it('finds where most viewers are lost, the first of equals', () => {
    expect(dropOf([1000, 400, 10])).toEqual({ step: 1, lost: 600, of: 1000 })
    expect(dropOf([100, 80, 60])?.step).toBe(1)
    expect(dropOf([5, 5])).toBeNull()
  })

  it('knows the interval of Wilson (10 of 20; none of 10; nobody)', () => {
    expect(wilson({ part: 10, whole: 20 })).toEqual([expect.closeTo(0.2993, 4), expect.closeTo(0.7007, 4)])
    expect(wilson({ part: 0, whole: 10 })).toEqual([0, expect.closeTo(0.2775, 4)])
    expect(interval({ part: 10, whole: 20 })).toBe('29.9–70.1%')
    expect(interval({ part: 0, whole: 0 })).toBe('')
    expect([isFew({ part: 1, whole: 29 }), isFew({ part: 1, whole: 30 })]).toEqual([true, false])
  })

  it('sorts the channels, everybody left out', () => {
    const funnel = [{ source: null, reached: [9, 3] }, { source: 'a', reached: [6, 1] }, { source: '', reached: [4, 3] }]
    expect(channels(funnel, 'begun').map((row) => row.source)).toEqual(['a', ''])
    expect(channels(funnel, 'rate').map((row) => row.source)).toEqual(['', 'a'])
  })
})

describe('retention', () => {
  it('leaves days to come blank and days without newcomers out', () => {
    const rows = cohorts(20_000, [[0, 0, 0, 0], [40, 10, 0, 0], [0, 0, 0, 0], [7, 0, 0, 0]])
    expect(rows.map((row) => [row.day, row.viewers])).toEqual([['2024-10-07', 7], ['2024-10-05', 40]])
    expect(rows[0]?.later).toEqual([null, null])
    expect(rows[1]?.later).toEqual([{ part: 10, whole: 40 }, { part: 0, whole: 40 }])
    expect(cohorts(1, [[0]])).toEqual([])
    expect(dayText(0)).toBe('1970-01-01')
  })
})

describe('money', () => {
  it('is given to channels by first and last touch with the same sum', () => {
    const [a, b] = touches([{ source: 'a', first: 100, last: 300 }, { source: '', first: 300, last: 100 }])
    expect(a).toMatchObject({ difference: 200, firstShare: { part: 100, whole: 400 }, lastShare: { part: 300, whole: 400 } })
    expect(b?.difference).toBe(-200)
  })

  it('makes a corner important when its buyers pay more than most', () => {
    const cell = (recency: number, frequency: number, buyers: number, amount: number) => ({ recency, frequency, buyers, orders: buyers, amount })
    const found = corners([cell(5, 5, 2, 900), cell(1, 2, 3, 100), cell(3, 5, 1, 0)])
    expect(found.map((one) => [one.corner, one.isImportant, one.buyers])).toEqual([['value', true, 2], ['recall', false, 3]])
    expect(found[0]?.share).toEqual({ part: 900, whole: 1000 })
  })
})

describe('frequency', () => {
  it('tells nothing where everybody bought once', () => {
    const cell = (frequency: number, orders: number) => ({ recency: 3, frequency, buyers: 4, orders, amount: 1 })
    expect(frequencyTells([cell(2, 4), cell(4, 4), cell(5, 9)])).toBe(false)
    expect(frequencyTells([cell(2, 4), cell(4, 5)])).toBe(true)
    expect(frequencyTells([cell(4, 9)])).toBe(false)
  })
})

describe('a download', () => {
  it('is UTF-8 for spreadsheets and runs no formula', () => {
    expect(csv(['渠道', '元'], [['=HYPERLINK("x")', yuan(1234)], ['未标来源', null]])).toBe('\ufeff"渠道","元"\r\n"\'=HYPERLINK(""x"")",12.34\r\n"未标来源",\r\n')
    expect([percentCell({ part: 1, whole: 3 }), percentCell({ part: 0, whole: 0 })]).toEqual([33.33, null])
  })
})

describe('heat', () => {
  const tokens = readFileSync('src/shared/tokens.css', 'utf8')
  const token = (mood: string, name: string) => new RegExp(`data-mood='${mood}'\\][^}]*--${name}: #(\\w{6})`).exec(tokens)?.[1] ?? ''
  const channel = (hex: string, at: number) => parseInt(hex.slice(2 * at, 2 * at + 2), 16)
  const linear = (value: number) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)
  const light = (rgb: number[]) => 0.2126 * linear(rgb[0] ?? 0) + 0.7152 * linear(rgb[1] ?? 0) + 0.0722 * linear(rgb[2] ?? 0)

  it.each(['office', 'studio'])('leaves text readable in the hottest cell of the %s', (mood) => {
    const text = light([0, 1, 2].map((at) => channel(token(mood, 'text'), at)))
    const share = HOTTEST / 100
    const ground = light([0, 1, 2].map((at) => share * channel(token(mood, 'accent'), at) + (1 - share) * channel(token(mood, 'surface'), at)))
    expect((Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05)).toBeGreaterThan(4.5)
  })

  it('grows with the value and is absent for nothing', () => {
    expect(heat(0, 9)).toBeUndefined()
    expect(heat(9, 9)).toContain(`${HOTTEST}%`)
    expect(heat(1, 9)).toContain('10%')
  })
})

describe('the words', () => {
  it('are the same keys in both languages', () => {
    const keys = (tree: object, at = ''): string[] =>
      Object.entries(tree).flatMap(([key, value]) => (typeof value === 'object' ? keys(value as object, `${at}${key}.`) : [at + key]))
    expect(keys(messages.en)).toEqual(keys(messages['zh-CN']))
  })
})
