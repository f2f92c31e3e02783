import type { EChartsCoreOption } from 'echarts/core'
import { clock, price } from '@/shared/format'
import { locale } from '@/shared/i18n'
import type { Mark, Minute } from '../review/api'
import { MINUTE, surges } from './shape'

export interface Look {
  text: string
  quiet: string
  line: string
  accent: string
  online: string
  armed: string
  /** A canvas knows no inherited font. */
  font: string
  size: number
}
type Say = (key: string, values?: Record<string, unknown>) => string
const MARKS: Record<string, string> = { pin: 'pin', price: 'price', flash_start: 'flash', activity_open: 'draw', announce: 'announce' }
const MOST_WORDS = 14

/** GMV a minute as bars, online and enters as lines; pins, prices, activities and surges marked. */
export function option(rows: readonly Minute[], marks: readonly Mark[], numbers: Map<number, number>, look: Look, say: Say): EChartsCoreOption {
  const column = (id: string) => rows.map((row) => row.values[id] ?? 0)
  const font = { fontFamily: look.font, fontSize: look.size, color: look.quiet }
  return {
    animation: false,
    textStyle: { fontFamily: look.font },
    grid: { left: look.size * 4.2, right: look.size * 2.8, top: look.size * 3.4, bottom: look.size * 1.7 },
    legend: { top: 0, left: 0, itemGap: look.size * 1.5, itemWidth: look.size * 1.4, itemHeight: look.size * 0.7, textStyle: font },
    xAxis: { type: 'category', data: rows.map((row) => clock(row.at).slice(0, 5)), axisLine: { lineStyle: { color: look.line } }, axisLabel: font },
    yAxis: [
      { type: 'value', axisLabel: { ...font, formatter: yuan }, splitLine: { lineStyle: { color: look.line } } },
      { type: 'value', axisLabel: font, splitLine: { show: false }, minInterval: 1 },
    ],
    series: [
      {
        name: say('board.curve.gmv'), type: 'bar', data: column('gmv').map((minor) => minor / 100), itemStyle: { color: look.accent }, barMaxWidth: look.size * 2,
        markLine: { symbol: 'none', silent: true, data: lines(rows, marks, numbers, look, say) },
      },
      { name: say('board.curve.online'), type: 'line', yAxisIndex: 1, data: column('pcu'), showSymbol: false, lineStyle: { width: look.size / 6 }, itemStyle: { color: look.online } },
      { name: say('board.curve.enters'), type: 'line', yAxisIndex: 1, data: column('pv'), showSymbol: false, lineStyle: { width: look.size / 9, type: 'dashed' }, itemStyle: { color: look.quiet } },
    ],
  }
}

/** ¥3.5万, ¥35K. */
const yuan = (value: number) => `¥${new Intl.NumberFormat(locale.value, { notation: 'compact' }).format(value)}`

/** Words only while they are few enough not to run into each other: the newest keep theirs. */
function lines(rows: readonly Minute[], marks: readonly Mark[], numbers: Map<number, number>, look: Look, say: Say): object[] {
  const first = rows[0]?.at ?? 0
  const last = Math.max(0, rows.length - 1)
  const place = (at: number) => Math.min(last, Math.max(0, Math.floor((at - first) / MINUTE)))
  const shown = marks.filter((mark) => mark.kind in MARKS)
  const known = [
    ...shown.map((mark) => ({ x: place(mark.at), words: words(mark, numbers, say), isPin: mark.kind === 'pin' })),
    ...surges(rows).map((row) => ({ x: place(row.at), words: say('board.mark.surge', { n: row.values.pv ?? 0 }), isPin: false })),
  ].sort((a, b) => a.x - b.x)
  const gap = Math.max(1, Math.ceil((rows.length * 5) / Math.max(1, MOST_WORDS * 5)))
  let spoken = Infinity
  return known.reverse().map(({ x, words, isPin }) => {
    const speaks = spoken - x >= gap
    if (speaks) spoken = x
    const color = isPin ? look.quiet : look.armed
    return {
      xAxis: x,
      lineStyle: { color, type: isPin ? 'dotted' : 'solid', width: Math.max(1, look.size / 16) },
      label: { show: speaks, formatter: words, color, fontFamily: look.font, fontSize: look.size * 0.85, position: 'end' },
    }
  })
}

function words(mark: Mark, numbers: Map<number, number>, say: Say): string {
  const number = mark.link === null ? '' : (numbers.get(mark.link) ?? '')
  if (mark.kind === 'pin') return say('board.mark.pin', { n: number })
  if (mark.kind === 'price' || mark.kind === 'flash_start') return say(`board.mark.${MARKS[mark.kind]}`, { n: number, price: price(mark.amount) })
  if (mark.kind === 'announce') return say('board.mark.announce')
  return say(`board.mark.${activityKind(mark.text)}`)
}

/** The text of an opened activity begins with its kind. */
const KINDS = ['draw', 'packet', 'poll', 'guess', 'game', 'qa', 'card']
const activityKind = (text: string | null) => KINDS.find((kind) => text?.startsWith(kind)) ?? 'activity'
