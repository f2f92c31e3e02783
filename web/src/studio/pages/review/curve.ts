import type { EChartsCoreOption } from 'echarts/core'
import { clock, money } from '@/shared/format'
import type { Body, Mark } from './api'

const MINUTE = 60_000
const COLORS = { gmv: '#e62e4d', online: '#175cd3', comments: '#98a2b3', price: '#b54708', pin: '#667085' }
const SHOWN = new Set(['pin', 'price', 'flash_start'])
type Say = (key: string) => string

/**
 * Minute curve: GMV as bars, online and comments as lines, marks for pins and prices, segments as bands.
 * Below 640 px the marks carry no words: they would run into each other.
 */
export function option(body: Body, say: Say, width: number): EChartsCoreOption {
  const labels = width >= 640
  const times = body.minutes.map((minute) => clock(minute.at).slice(0, 5))
  const column = (id: string) => body.minutes.map((minute) => minute.values[id] ?? 0)
  const first = body.minutes[0]?.at ?? 0
  const last = Math.max(0, body.minutes.length - 1)
  const place = (at: number) => Math.min(last, Math.max(0, Math.floor((at - first) / MINUTE)))
  return {
    animation: false,
    textStyle: { fontFamily: 'inherit' },
    grid: { left: 56, right: 48, top: 56, bottom: 32 },
    legend: { top: 0, left: 0, itemGap: 20, textStyle: { color: '#667085' } },
    tooltip: { trigger: 'axis', renderMode: 'richText', valueFormatter: String },
    xAxis: { type: 'category', data: times, axisLine: { lineStyle: { color: '#e4e7ec' } }, axisLabel: { color: '#667085' } },
    yAxis: [
      { type: 'value', axisLabel: { color: '#667085', formatter: (yuan: number) => `¥${yuan}` }, splitLine: { lineStyle: { color: '#f0f1f4' } } },
      { type: 'value', axisLabel: { color: '#667085' }, splitLine: { show: false }, minInterval: 1 },
    ],
    series: [
      {
        name: say('gmvPerMinute'), type: 'bar', data: column('gmv').map((minor) => minor / 100), itemStyle: { color: COLORS.gmv }, barMaxWidth: 18,
        markLine: { symbol: 'none', silent: true, label: { show: labels }, data: marks(body, place, say, labels) },
        markArea: { silent: true, label: { show: labels, position: 'insideTop', color: '#667085', fontSize: 11 }, data: bands(body, place) },
      },
      { name: say('online'), type: 'line', yAxisIndex: 1, data: column('pcu'), showSymbol: false, lineStyle: { width: 2 }, itemStyle: { color: COLORS.online } },
      { name: say('comments'), type: 'line', yAxisIndex: 1, data: column('comments'), showSymbol: false, lineStyle: { width: 1.5, type: 'dashed' }, itemStyle: { color: COLORS.comments } },
    ],
  }
}

function marks(body: Body, place: (at: number) => number, say: Say, labels: boolean): object[] {
  const numbers = new Map(body.products.map((product) => [product.link, product.number]))
  return body.marks
    .filter((mark) => SHOWN.has(mark.kind))
    .map((mark) => ({
      xAxis: place(mark.at),
      lineStyle: { color: mark.kind === 'pin' ? COLORS.pin : COLORS.price, type: mark.kind === 'pin' ? 'dotted' : 'solid', width: 1 },
      label: { show: labels, formatter: label(mark, numbers, say), color: mark.kind === 'pin' ? COLORS.pin : COLORS.price, fontSize: 11, position: 'end' },
    }))
}

function label(mark: Mark, numbers: Map<number, number>, say: Say): string {
  const number = mark.link === null ? undefined : numbers.get(mark.link)
  const which = number === undefined ? '' : `${number}`
  return mark.kind === 'pin' ? `${say('pinMark')}${which}` : money(mark.amount).replace(/\.00$/, '')
}

function bands(body: Body, place: (at: number) => number): object[] {
  return body.segments
    .filter((segment) => segment.started_at !== null && segment.live_ms > 0)
    .map((segment, index) => [
      {
        name: shorten(segment.title), xAxis: place(segment.started_at ?? 0),
        itemStyle: { color: index % 2 ? 'rgb(102 112 133 / 3%)' : 'rgb(102 112 133 / 8%)' },
      },
      { xAxis: place(segment.ended_at ?? body.as_of) },
    ])
}

const shorten = (title: string) => (title.length > 10 ? `${title.slice(0, 9)}…` : title)
