import { count, duration, money } from '@/shared/format'
import type { Unit, Wanted } from '../review/api'
import { shown } from '../review/figures'
import type { Cell as Value } from '../../parts/csv'
import type { Answer, Cell, Chart, Told, Wish } from './api'
import { isInside, whenOf } from './choosing'

export type Say = (key: string, values?: Record<string, unknown>) => string
interface Named {
  id: string
  zh: string
  en: string
}
export const REST = '*'

/** A value as on every other page. */
export const told = (value: number | null | undefined, unit: string): string => shown(value, unit as Unit)
export const nameOf = (one: Named, isEnglish: boolean): string => (isEnglish ? one.en : one.zh)

/** Name of a metric as the chart asks for it: a mean of a show says so. */
export function wishName(metric: Named, wish: Wish | undefined, pooling: string, isEnglish: boolean, say: Say): string {
  const name = nameOf(metric, isEnglish)
  return wish?.per === 'show' && pooling === 'sum' ? say('dashboards.perShowOf', { name }) : name
}

/** What stands over a chart: its own title, or its metrics and what they are told by. */
export function titleOf(chart: Chart, metrics: ReadonlyMap<string, Named>, isEnglish: boolean, say: Say): string {
  if (chart.title.trim()) return chart.title
  const names = chart.metrics.map(({ id }) => metrics.get(id)).flatMap((one) => (one ? [nameOf(one, isEnglish)] : []))
  const by = [chart.x, chart.split].filter((one) => one !== 'none').map((one) => say(`dashboards.byLong.${one}`))
  return [names.join(say('dashboards.comma')) || say('dashboards.untitled'), ...by].join(' · ')
}

/** Of which days or shows, and of whose. */
export function whenText(chart: Chart, say: Say): string {
  const when = whenOf(chart)
  const days =
    when === 'shows' ? say('dashboards.ofShows', { n: chart.shows.length })
      : when === 'days' ? say('dashboards.lastDays', { n: chart.days ?? 0 })
        : chart.first_day || chart.last_day ? `${chart.first_day ?? '…'} – ${chart.last_day ?? '…'}`
          : say('dashboards.allShows')
  return chart.hosts.length ? `${days} · ${chart.hosts.join(say('dashboards.comma'))}` : days
}

export const isSplit = ({ splits }: Answer) => splits.length > 1 || (splits[0]?.key ?? '') !== ''
export const hasFigures = (answer: Answer) => answer.cells.some((splits) => splits.some((cells) => cells.some((cell) => cell?.value !== null && cell !== null)))
export const labelOf = (spot: { key: string; label: string }, rest: number, say: Say): string =>
  spot.key === REST ? say('dashboards.rest', { n: rest }) : spot.label

/** A share of few: how many of how many, and between which values it may lie. */
export function fewText(cell: Cell, unit: string, say: Say): string {
  const interval = cell.low === null ? '' : ` · ${say('dashboards.interval', { low: told(cell.low, unit), high: told(cell.high, unit) })}`
  return `${count(cell.top)}/${count(cell.bottom)}${interval}`
}
/** A value with what must be known beside it. */
export function fullText(cell: Cell | null, unit: string, say: Say): string {
  if (!cell) return '–'
  const few = cell.is_few ? ` (${fewText(cell, unit, say)})` : ''
  const unknown = cell.unknown ? ` (${say('dashboards.unknownOf', { n: cell.unknown, all: cell.shows })})` : ''
  return told(cell.value, unit) + few + unknown
}

export interface Column {
  metric: number
  split: number
  name: string
}
/** Columns of the table: the metrics, each once per series. */
export function columnsOf(answer: Answer, names: readonly string[], say: Say): Column[] {
  return answer.metrics.flatMap((_, metric) =>
    answer.splits.map((one, split) => {
      const series = isSplit(answer) ? labelOf(one, answer.rest, say) : ''
      const name = names[metric] ?? ''
      return { metric, split, name: !series ? name : answer.metrics.length > 1 ? `${series} · ${name}` : series }
    }),
  )
}

const RAW = 10_000
/** As a spreadsheet takes it: yuan, percent, seconds. */
export const rawValue = (value: number | null, unit: string): number | null =>
  value === null ? null : unit === 'money' ? Math.round(value) / 100 : Math.round(value * RAW) / RAW

/** Head and rows of the file: one row per column of the chart and series; shares with their parts. */
export function fileOf(answer: Answer, names: readonly string[], xName: string, splitName: string, say: Say): [string[], Value[][]] {
  const split = isSplit(answer)
  const units = answer.metrics.map(({ unit }) => (unit === 'money' ? ' (CNY)' : unit === 'percent' ? ' (%)' : unit === 'seconds' ? ' (s)' : ''))
  const isShare = answer.metrics.map(({ pooling, unit }) => pooling === 'ratio' && unit === 'percent')
  const head = [xName, ...(split ? [splitName] : [])]
  names.forEach((name, at) => head.push(name + units[at], ...(isShare[at] ? [`${name} ${say('dashboards.numerator')}`, `${name} ${say('dashboards.denominator')}`] : [])))
  const rows = answer.x.flatMap((x, column) =>
    answer.splits.map((series, row) => {
      const line: Value[] = [labelOf(x, answer.rest, say), ...(split ? [labelOf(series, answer.rest, say)] : [])]
      answer.metrics.forEach(({ unit }, metric) => {
        const cell = answer.cells[metric]?.[row]?.[column] ?? null
        line.push(rawValue(cell?.value ?? null, unit), ...(isShare[metric] ? [cell?.top ?? null, cell?.bottom ?? null] : []))
      })
      return line
    }),
  )
  return [head, rows]
}

export interface Change {
  way: 'up' | 'down' | 'same' | 'few' | 'none'
  /** Size of the change without its sign. */
  size: string
  mood: 'good' | 'bad' | 'still'
}
const still = (way: Change['way']): Change => ({ way, size: '', mood: 'still' })

/** A number against the stretch before: relative, of percent in points; of few nothing is said. */
export function changeOf(now: Cell | null, before: Cell | null, metric: Told, say: Say): Change {
  if (now === null || before === null || now.value === null || before.value === null) return still('none')
  if (now.is_few || before.is_few) return still('few')
  const difference = now.value - before.value
  const isPoints = metric.unit === 'percent'
  if (!isPoints && before.value === 0) return still('none')
  const size = isPoints ? say('dashboards.points', { n: Math.abs(difference).toFixed(1) }) : `${Math.abs((100 * difference) / before.value).toFixed(1)}%`
  if (!/[1-9]/.test(size)) return still('same')
  const way = difference > 0 ? 'up' : 'down'
  return { way, size, mood: isSure(now, before, metric) ? ((way === 'up') === metric.higher_is_better ? 'good' : 'bad') : 'still' }
}
/** Sums are as they are; shares are judged only when their intervals stand apart, means without one never. */
function isSure(now: Cell, before: Cell, { pooling }: Told): boolean {
  if (now.low === null || now.high === null || before.low === null || before.high === null) return pooling === 'sum'
  return now.low > before.high || now.high < before.low
}

/** A value where room is scarce: on an axis. */
export function onAxis(value: number, unit: string): string {
  if (unit === 'money') return money(value).replace(/\.00$/, '')
  if (unit === 'percent') return `${Number(value.toFixed(2))}%`
  if (unit === 'seconds') return duration(value)
  return Number.isInteger(value) ? count(value) : String(Number(value.toFixed(2)))
}

/** Which rows of a show's log stand behind a piece; those of a host are not marked in it. */
export function rowsWanted(chart: Chart, key: string): Wanted {
  const inside = [chart.x, chart.split].find(isInside)
  if (inside === 'channel') return { source: key }
  const number = Number(key)
  if (!key || !Number.isFinite(number)) return {}
  if (inside === 'product') return { link: number }
  if (inside === 'segment') return { segment: number }
  return inside === 'minute' ? { minute: number } : {}
}
