import type { EChartsCoreOption } from 'echarts/core'
import { dateTime } from '@/shared/format'
import type { Answer, Cell, Chart, Spot } from './api'
import { isOrdered } from './choosing'
import { isStacked, MOST_SERIES, panelsOf, type Panel } from './panels'
import { fullText, isSplit, labelOf, onAxis, REST, told, type Say } from './telling'

/** All at least 3:1 on white, neighbors of unequal lightness. */
export const COLORS = ['#cf1f42', '#175cd3', '#b54708', '#067647', '#6938ef', '#0e7090', '#c11574', '#475467', '#7a5c00', '#3538cd', '#9e165f', '#3f621a']
/** Lines differ in their points and strokes too: paper may be gray. */
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond']
const GLYPHS = ['●', '■', '▲', '◆']
const DASHES = ['solid', [8, 4], [2, 3]]
const STROKES = ['solid', 'dashed', 'dotted'] as const
const taken = <T>(from: readonly T[], place: number): T => from[place % from.length] as T
const QUIET = '#667085'
const GROUND = '#ffffff'
const NAME = { align: 'left', color: '#1a1d21', fontWeight: 600 }
const MANY_POINTS = 60
/** For the figure behind the longest bar, and for the words of an axis. */
const LABEL_ROOM = 96
const AXIS_ROOM = 26
const AXIS_WIDTH = 84

/** One series of the drawing: which figures, and how the legend shows them. */
export interface Series {
  metric: number
  split: number
  name: string
  color: string
  /** Of its points and its stroke in the legend. */
  glyph: string
  stroke: (typeof STROKES)[number]
  shape: 'line' | 'bar' | 'point'
  /** On the second axis. */
  isSecond: boolean
  panel: number
}
export interface Drawing {
  option: EChartsCoreOption
  series: Series[]
  height: number
  /** Category axis upright, bars lie. */
  isLying: boolean
}
export interface Frame {
  /** CSS pixels. */
  width: number
  font: string
}

/** Names lie beside their bars; what has an order runs from left to right. */
export const liesDown = (chart: Chart) => chart.look === 'bar' && !isOrdered(chart.x)

export function seriesOf(answer: Answer, chart: Chart, names: readonly string[], say: Say): Series[] {
  const splits = answer.splits.slice(0, MOST_SERIES)
  const isBySplit = isSplit(answer)
  const second = liesDown(chart) ? 'point' : 'line'
  return panelsOf(answer).flatMap(({ scales }, panel) =>
    scales.flatMap((scale, axis) =>
      scale.metrics.flatMap((metric) =>
        splits.map((one, split): Series => ({
          metric, split, panel, isSecond: axis === 1, glyph: taken(GLYPHS, isBySplit ? split : metric), stroke: taken(STROKES, isBySplit ? split : metric),
          name: isBySplit ? labelOf(one, answer.rest, say) : (names[metric] ?? ''),
          color: isBySplit && one.key === REST ? '#98a2b3' : taken(COLORS, isBySplit ? split : metric),
          shape: chart.look === 'line' ? 'line' : axis === 1 ? second : 'bar',
        })),
      ),
    ),
  )
}

/** The drawing of an answer: pure, without motion. */
export function drawing(answer: Answer, chart: Chart, names: readonly string[], frame: Frame, say: Say): Drawing {
  const panels = panelsOf(answer)
  const series = seriesOf(answer, chart, names, say)
  const isLying = liesDown(chart)
  const isAligned = panels.length > 1 && !isLying // one under another
  const heights = panels.map((_, at) => panelHeight(answer, series.filter((one) => one.panel === at), isLying, panels.length))
  const tops = heights.map((_, at) => heights.slice(0, at).reduce((sum, one) => sum + one + gap(panels), head(panels)))
  const labels = answer.x.map((spot) => axisLabel(spot, chart, answer.rest, say))
  const category = (at: number) => ({
    type: 'category', gridIndex: at, data: labels, inverse: isLying, triggerEvent: false,
    ...(isLying && panels.length > 1 ? { name: panelName(panels[at], names), nameLocation: 'start', nameTextStyle: NAME, nameGap: 10 } : {}),
    axisLine: { lineStyle: { color: '#d0d5dd' } }, axisTick: { show: false },
    axisLabel: { color: QUIET, hideOverlap: true, show: isLying || at === panels.length - 1, ...(isLying ? { width: labelRoom(frame.width), overflow: 'truncate', interval: 0 } : {}) },
  })
  const values = panels.flatMap((panel, at) => valueAxes(panel, at, panels.length > 1 ? panelName(panel, names) : '', isLying, series.length > 1 || !isLying))
  const option: EChartsCoreOption = {
    animation: false,
    textStyle: { fontFamily: frame.font, fontSize: 12 },
    grid: panels.map((panel, at) => ({
      top: tops[at], height: heights[at], left: isAligned ? AXIS_WIDTH : 8, right: isLying && series.length === 1 ? LABEL_ROOM : panel.scales.length > 1 ? 8 : 24, containLabel: !isAligned,
    })),
    axisPointer: { link: [{ [isLying ? 'yAxisIndex' : 'xAxisIndex']: 'all' }] },
    tooltip: {
      trigger: 'axis', renderMode: 'richText', confine: true, axisPointer: { type: chart.look === 'line' ? 'line' : 'shadow' },
      textStyle: { fontFamily: frame.font, fontSize: 12 }, formatter: (found: Hit | Hit[]) => tip(Array.isArray(found) ? found : [found], { answer, chart, series, names, say }),
    },
    [isLying ? 'yAxis' : 'xAxis']: panels.map((_, at) => category(at)),
    [isLying ? 'xAxis' : 'yAxis']: values,
    series: series.map((one) => drawn(one, answer, chart, panels, isLying, series.length)),
  }
  return { option, series, isLying, height: (tops[tops.length - 1] ?? 0) + (heights[heights.length - 1] ?? 0) + (isAligned ? AXIS_ROOM : 4) }
}

interface Hit {
  seriesIndex: number
  dataIndex: number
  marker: string
}
const head = (panels: Panel[]) => (panels.length > 1 ? 30 : panels[0]?.scales.length === 2 ? 26 : 12)
const gap = (panels: Panel[]) => (panels.length > 1 ? 36 : 0)
const labelRoom = (width: number) => Math.min(220, Math.max(84, Math.round(width * 0.3)))

function panelHeight(answer: Answer, series: Series[], isLying: boolean, panels: number): number {
  if (!isLying) return panels > 1 ? 100 : 240
  const isPiled = new Set(series.map((one) => one.metric)).size === 1 && isSplit(answer)
  const bars = isPiled ? 1 : series.filter((one) => one.shape === 'bar').length
  const axes = series.length === 1 && panels === 1 ? 0.3 : series.some((one) => one.isSecond) ? 2 : 1
  return Math.max(30, answer.x.length * Math.max(26, 12 * bars + 12)) + axes * AXIS_ROOM
}

function panelName(panel: Panel | undefined, names: readonly string[]): string {
  return (panel?.scales ?? []).flatMap((scale) => scale.metrics.map((metric) => names[metric] ?? '')).join(' / ')
}

/** Where every bar has its figure beside it the axis says nothing more. */
function valueAxes(panel: Panel, at: number, name: string, isLying: boolean, isMarked: boolean): object[] {
  return panel.scales.map(({ unit }, axis) => ({
    type: 'value', gridIndex: at, position: isLying ? (axis ? 'top' : 'bottom') : axis ? 'right' : 'left',
    name: axis || isLying ? '' : name, nameTextStyle: NAME, nameGap: 12,
    minInterval: unit === 'count' ? 1 : unit === 'money' ? 100 : undefined, alignTicks: axis === 1,
    axisLabel: { show: isMarked, color: QUIET, hideOverlap: true, formatter: (value: number) => onAxis(value, unit) },
    splitLine: { show: isMarked && axis === 0, lineStyle: { color: '#f0f1f4' } }, splitNumber: isLying ? 3 : 4,
  }))
}

function axisLabel(spot: Spot, chart: Chart, rest: number, say: Say): string {
  if (chart.x === 'show' && spot.at !== null && !liesDown(chart)) return monthDay(spot.at)
  const text = labelOf(spot, rest, say)
  return /^\d{4}-\d\d-\d\d$/.test(text) ? text.slice(5) : text
}
const monthDay = (at: number) => dateTime(at).slice(5, 10)

function drawn(one: Series, answer: Answer, chart: Chart, panels: Panel[], isLying: boolean, all: number): object {
  const before = panels.slice(0, one.panel).reduce((sum, panel) => sum + panel.scales.length, 0)
  const axis = before + (one.isSecond ? 1 : 0)
  const cells = answer.cells[one.metric]?.[one.split] ?? []
  const unit = answer.metrics[one.metric]?.unit ?? ''
  const where = isLying ? { yAxisIndex: one.panel, xAxisIndex: axis } : { xAxisIndex: one.panel, yAxisIndex: axis }
  const data = answer.x.map((spot, at) => datum(cells[at] ?? null, spot, one, all))
  const shared = { name: one.name, data, ...where, itemStyle: { color: one.color }, emphasis: { focus: 'none' } }
  if (one.shape === 'bar') {
    const isPiled = isStacked(answer, chart, one.metric)
    const label = { show: isLying && all === 1, position: 'right', color: '#1a1d21', formatter: (hit: Hit) => told(cells[hit.dataIndex]?.value, unit) }
    return { ...shared, type: 'bar', barMaxWidth: isLying ? 18 : 40, label, ...(isPiled ? { stack: `m${one.metric}` } : {}) }
  }
  const place = isSplit(answer) ? one.split : one.metric
  const symbol = taken(SYMBOLS, place)
  const size = answer.x.length > MANY_POINTS ? 4 : 8
  if (one.shape === 'point') return { ...shared, type: 'scatter', symbol: 'diamond', symbolSize: 11, z: 5 }
  return {
    ...shared, type: 'line', symbol, symbolSize: size, showAllSymbol: true, z: 4,
    lineStyle: { width: 2, color: one.color, type: taken(DASHES, place) },
  }
}

/** A share of few is hollow; the pooled rest is pale. */
function datum(cell: Cell | null, spot: Spot, series: Series, all: number): object {
  const value = cell?.value ?? '-'
  if (cell?.is_few) return { value, itemStyle: { color: GROUND, borderColor: series.color, borderWidth: 1.5, borderType: series.shape === 'bar' ? 'dashed' : 'solid' } }
  if (spot.key === REST) return { value, itemStyle: { color: all === 1 ? '#98a2b3' : series.color, opacity: 0.6 } }
  return { value }
}

const LONG = 28
/** Braces would be taken for marks of style. */
const plain = (text: string) => (text.length > LONG ? `${text.slice(0, LONG - 1)}…` : text).replace(/\{/g, '｛').replace(/\}/g, '｝')

interface Context {
  answer: Answer
  chart: Chart
  series: Series[]
  names: readonly string[]
  say: Say
}
function tip(hits: Hit[], { answer, chart, series, names, say }: Context): string {
  const spot = answer.x[hits[0]?.dataIndex ?? -1]
  if (!spot) return ''
  const isPaneled = isSplit(answer) && answer.metrics.length > 1
  const lines = hits.flatMap(({ seriesIndex, dataIndex, marker }) => {
    const one = series[seriesIndex]
    const cell = one && answer.cells[one.metric]?.[one.split]?.[dataIndex]
    if (!one || !cell || cell.value === null) return []
    const name = isPaneled ? `${plain(one.name)} · ${plain(names[one.metric] ?? '')}` : plain(one.name)
    return [`${marker}${name}  ${fullText(cell, answer.metrics[one.metric]?.unit ?? '', say)}`]
  })
  return [plain(labelOf(spot, answer.rest, say)) + aired(spot, chart), ...lines].join('\n')
}
/** Shows may share a name; when each was on air tells them apart. */
const aired = (spot: Spot, chart: Chart) => (chart.x === 'show' && spot.at !== null ? ` · ${dateTime(spot.at)}` : '')
