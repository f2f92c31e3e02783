/** What the desk shows, derived from the room's state. Pure; times are the server's. */
import { isFlash, priceAt, type LinkCard, type OfferCard, type RoomState } from '@/shared/live'
import type { Run, ScriptRow } from './types'

export type Light = 'off' | 'listed' | 'on' | 'armed' | 'problem'

export interface LinkLine {
  link: LinkCard
  price: number
  highest: number
  left: number
  released: number
  sold: number
  light: Light
  flashEndsAt: number | null
  limit: number
}

export type Left = Record<number, number>

const leftOf = (offer: OfferCard, left: Left) => left[offer.offer_id] ?? offer.left

export function linkLine(link: LinkCard, state: RoomState, left: Left, now: number): LinkLine {
  const prices = link.offers.map((offer) => priceAt(offer, now))
  const total = link.offers.reduce((sum, offer) => sum + leftOf(offer, left), 0)
  const released = link.offers.reduce((sum, offer) => sum + offer.released, 0)
  const running = link.offers.filter((offer) => isFlash(offer, now))
  return {
    link,
    price: prices.length ? Math.min(...prices) : 0,
    highest: prices.length ? Math.max(...prices) : 0,
    left: total,
    released,
    sold: Math.max(0, released - total),
    light: light(link, state, total, running.length > 0),
    flashEndsAt: running.length ? Math.min(...running.map((offer) => offer.flash_ends_at ?? Infinity)) : null,
    limit: Math.max(0, ...link.offers.map((offer) => offer.per_user_limit)),
  }
}

function light(link: LinkCard, state: RoomState, left: number, isRunning: boolean): Light {
  if (!link.offers.some((offer) => offer.is_listed)) return 'off'
  if (left <= 0) return 'problem'
  if (isRunning) return 'armed'
  return state.pinned_link_id === link.link_id ? 'on' : 'listed'
}

/** On sale with at most a tenth of what was released. */
export const isShort = (line: LinkLine) =>
  line.light !== 'off' && line.released > 0 && line.left * 10 <= line.released

export interface SheetLine {
  row: ScriptRow
  state: 'done' | 'skipped' | 'now' | 'next' | 'ahead'
}

/** The script with what became of each segment. */
export function sheet(script: ScriptRow[], runs: Run[], current: number | null): SheetLine[] {
  const ran = new Set(runs.filter((run) => !run.was_skipped).map((run) => run.segment_id))
  const skipped = new Set(runs.filter((run) => run.was_skipped).map((run) => run.segment_id))
  const next = nextRow(script, current, ran)
  return script.map((row) => {
    if (row.id === current) return { row, state: 'now' }
    if (row.id === next?.id) return { row, state: 'next' }
    if (ran.has(row.id)) return { row, state: 'done' }
    return { row, state: skipped.has(row.id) ? 'skipped' : 'ahead' }
  })
}

export function nextRow(
  script: ScriptRow[],
  current: number | null,
  ran: ReadonlySet<number | null>,
): ScriptRow | undefined {
  const at = script.findIndex((row) => row.id === current)
  return at >= 0 ? script[at + 1] : script.find((row) => !ran.has(row.id))
}
