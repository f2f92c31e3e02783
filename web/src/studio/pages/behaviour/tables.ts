import { clock, count, duration, money } from '@/shared/format'
import { FEW, interval } from '../journeys/figures'
import type { Behaviour } from './api'

/** A cell: its text, and how much of the largest of its column it is (0–1), drawn as a bar. */
export interface Cell {
  text: string
  bar?: number
  /** Kinds of events that the figure opens to. */
  kinds?: string[]
}
export interface Card {
  key: string
  head: string[]
  /** Columns from this one on are numbers. */
  numbers: number
  rows: Cell[][]
}
type Say = (key: string, values?: Record<string, unknown>) => string

export const cardsOf = (found: Behaviour, t: Say, currency: string): Card[] => [
  hosts(found, t, currency), returning(found, t, currency), nodes(found, t), paths(found, t), stages(found, t), reasons(found, t),
  decision(found, t), completion(found, t), peaks(found, t),
]

/** A share; of fewer than 30 with its count and its 95 % interval, for it is no rate to judge. */
export function share(part: number, whole: number, t: Say): string {
  if (!whole) return '–'
  const text = `${((100 * part) / whole).toFixed(1)}%`
  return whole < FEW ? t('behaviour.few', { share: text, part, whole, interval: interval({ part, whole }) }) : text
}

/** Stages with all who went no farther, and where most of them were last seen. */
export function exitsOf(found: Behaviour): { stage: number; exits: number; segment: string; there: number }[] {
  return [1, 2, 3, 4, 5].map((stage) => {
    const rows = found.stages.filter((row) => row.stage === stage)
    const top = rows[0]
    return { stage, exits: rows.reduce((sum, row) => sum + row.exits, 0), segment: top?.segment ?? '', there: top?.exits ?? 0 }
  })
}

const head = (t: Say, ...keys: string[]) => keys.map((key) => t(`behaviour.head.${key}`))
const bars = (values: number[]) => {
  const most = Math.max(1, ...values)
  return values.map((value) => value / most)
}
const time = (ms: number) => duration(Math.round(ms / 1000))
const cells = (...texts: string[]): Cell[] => texts.map((text) => ({ text }))

function hosts({ hosts: rows }: Behaviour, t: Say, currency: string): Card {
  const paid = bars(rows.map(({ values }) => values['gmv'] ?? 0))
  const rate = (value: number | null | undefined, people: number) =>
    value == null ? '–' : people < FEW ? t('behaviour.fewOnly', { share: `${value.toFixed(1)}%` }) : `${value.toFixed(1)}%`
  return {
    key: 'hosts', numbers: 1, head: head(t, 'host', 'gmv', 'perMinute', 'orders', 'uv', 'conversion', 'stay', 'interaction'),
    rows: rows.map(({ host, values }, place) => [
      { text: host }, { text: money(values['gmv'] ?? 0, currency), bar: paid[place] },
      ...cells(
        values['gmv_per_minute'] == null ? '–' : money(values['gmv_per_minute'], currency), count(values['paid_orders'] ?? 0), count(values['uv'] ?? 0),
        rate(values['conversion_rate'], values['uv'] ?? 0), values['stay_seconds'] == null ? '–' : duration(values['stay_seconds']), rate(values['interaction_rate'], values['uv'] ?? 0),
      ),
    ]),
  }
}

function returning({ returning: rows }: Behaviour, t: Say, currency: string): Card {
  const people = bars(rows.map((row) => row.uv))
  return {
    key: 'returning', numbers: 1, head: head(t, 'who', 'uv', 'stay', 'interaction', 'conversion', 'gmv', 'perBuyer'),
    rows: rows.map((row, place) => [
      { text: t(row.is_new ? 'behaviour.new' : 'behaviour.again') }, { text: count(row.uv), bar: people[place] },
      ...cells(
        row.uv ? time(row.watch_ms / row.uv) : '–', share(row.active, row.uv, t), share(row.buyers, row.uv, t), money(row.gmv, currency),
        row.buyers ? money(row.gmv / row.buyers, currency) : '–',
      ),
    ]),
  }
}

function nodes({ nodes: rows }: Behaviour, t: Say): Card {
  const drop = bars(rows.map((row) => row.dropped))
  return {
    key: 'nodes', numbers: 1, head: head(t, 'node', 'viewers', 'dropped', 'dropRate'),
    rows: rows.map((row, place) => [
      ...cells(t(`behaviour.nodes.${row.node}`), count(row.viewers)), { text: count(row.dropped), bar: drop[place] }, { text: share(row.dropped, row.viewers, t) },
    ]),
  }
}

function paths({ steps }: Behaviour, t: Say): Card {
  const rows = [...steps].sort((one, two) => two.times - one.times).slice(0, 20)
  const often = bars(rows.map((row) => row.times))
  return {
    key: 'paths', numbers: 2, head: head(t, 'from', 'to', 'times', 'viewers'),
    rows: rows.map((row, place) => [
      ...cells(t(`behaviour.nodes.${row.node}`), t(`behaviour.nodes.${row.next}`)), { text: count(row.times), bar: often[place] }, { text: count(row.viewers) },
    ]),
  }
}

function stages(found: Behaviour, t: Say): Card {
  const rows = exitsOf(found)
  const gone = bars(rows.map((row) => row.exits))
  const reached = rows.map((_, place) => rows.slice(place).reduce((sum, row) => sum + row.exits, 0))
  return {
    key: 'stages', numbers: 1, head: head(t, 'stage', 'reached', 'stopped', 'stopRate', 'lastSeen'),
    rows: rows.map((row, place) => [
      ...cells(t(`behaviour.stages.s${row.stage}`), count(reached[place] ?? 0)), { text: count(row.exits), bar: gone[place] },
      ...cells(share(row.exits, reached[place] ?? 0, t), row.there ? t('behaviour.there', { segment: row.segment || t('behaviour.noSegment'), n: row.there }) : '–'),
    ]),
  }
}

/** The rows in which a reason stands. */
const REASON_KINDS: Record<string, string[]> = {
  muted: ['mute'], sold_out: ['sold_out', 'product_click'], stall: ['qoe'], question: ['comment'], price: ['price'], segment: ['segment'], end: ['leave', 'heartbeat'], unknown: ['leave'],
}

/** What was met last before leaving; who met it and left, against everybody who was there. */
function reasons({ reasons: rows }: Behaviour, t: Say): Card {
  const base = rows.find((row) => row.reason === 'base')
  const left = rows.filter((row) => row.reason !== 'base')
  const all = left.reduce((sum, row) => sum + row.exits, 0)
  const exits = bars(left.map((row) => row.exits))
  return {
    key: 'reasons', numbers: 1, head: head(t, 'reason', 'exits', 'exitShare', 'met', 'leftSoon', 'leaveRate', 'usual'),
    rows: left.map((row, place) => [
      { text: t(`behaviour.reasons.${row.reason}`) }, { text: count(row.exits), bar: exits[place], kinds: REASON_KINDS[row.reason] },
      ...cells(
        share(row.exits, all, t), row.met ? count(row.met) : '–', row.met ? count(row.gone) : '–', row.met ? share(row.gone, row.met, t) : '–',
        row.met && base ? share(base.gone, base.met, t) : '–',
      ),
    ]),
  }
}

function decision({ decision: rows }: Behaviour, t: Say): Card {
  const half = bars(rows.map((row) => row.half_ms))
  return {
    key: 'decision', numbers: 1, head: head(t, 'sku', 'buyers', 'half', 'middle', 'm1', 'm5', 'm15', 'later'),
    rows: rows.map((row, place) => [
      ...cells(`${row.name || '–'} · ${row.sku}`, count(row.buyers)), { text: time(row.half_ms), bar: half[place] },
      ...cells(`${time(row.quarter_ms)} – ${time(row.three_quarters_ms)}`, ...[row.within_1m, row.within_5m, row.within_15m, row.later].map(count)),
    ]),
  }
}

function completion({ completion: rows }: Behaviour, t: Say): Card {
  const came = bars(rows.map((row) => row.entered))
  return {
    key: 'completion', numbers: 1, head: head(t, 'minute', 'entered', 'stayed', 'completion'),
    rows: rows.map((row, place) => [
      { text: clock(row.minute).slice(0, 5) }, { text: count(row.entered), bar: came[place] }, ...cells(count(row.stayed), share(row.stayed, row.entered, t)),
    ]),
  }
}

function peaks({ peaks: rows }: Behaviour, t: Say): Card {
  const busy = bars(rows.map((row) => row.interactions))
  return {
    key: 'peaks', numbers: 2, head: head(t, 'minute', 'segment', 'interactions', 'perHour', 'viewers'),
    rows: rows.map((row, place) => [
      ...cells(clock(row.minute).slice(0, 5), row.segment || t('behaviour.noSegment')), { text: count(row.interactions), bar: busy[place] },
      ...cells(count(row.interactions * 60), count(row.viewers)),
    ]),
  }
}
