/** Decisions of the player, free of the DOM. Times in seconds unless said otherwise. */

import type { ServerText } from './types'

export interface Range {
  start: number
  end: number
}

export type Move = { kind: 'none' } | { kind: 'seek'; to: number } | { kind: 'rate'; rate: number }

/** Behind the edge by more than this: jump. */
export const JUMP_BEHIND = 3
const TARGET = 0.35
const CHASE_FROM = 0.8
const FAST_FROM = 1.5
/** A decoder start or a rounding may leave a hole this small. */
const HOLE = 0.05

/** Where to go from `time`, given what is buffered; `rate` is the present playback rate. */
export function chase(time: number, ranges: Range[], rate: number): Move {
  const last = ranges[ranges.length - 1]
  if (!last) return { kind: 'none' }
  const inside = ranges.find((range) => time >= range.start - HOLE && time < range.end)
  if (!inside || last.end - time > JUMP_BEHIND) {
    const to = Math.max(last.start, last.end - TARGET)
    const waiting = !inside && time >= last.end
    return waiting || Math.abs(to - time) < 0.01 ? { kind: 'none' } : { kind: 'seek', to }
  }
  const behind = last.end - time
  if (inside !== last) return { kind: 'seek', to: Math.max(last.start, last.end - TARGET) }
  const wanted = behind > FAST_FROM ? 1.1 : behind > CHASE_FROM ? 1.05 : behind < TARGET ? 1 : rate
  return wanted === rate ? { kind: 'none' } : { kind: 'rate', rate: wanted }
}

/** What may be dropped from the buffer's start, keeping `keep` seconds behind the picture. */
export function trim(time: number, ranges: Range[], keep = 8): Range | null {
  const first = ranges[0]
  if (!first || first.start > time - keep * 2) return null
  return { start: first.start, end: time - keep }
}

/** Pause before attempt `n` (from 0), in ms: grows to 5 s, spread so that a crowd does not return at once. */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(5000, 250 * 2 ** Math.min(attempt, 10))
  return Math.round(ceiling * (0.5 + random / 2))
}

/** A text message of the server, or null for one we do not know. */
export function readText(text: string): ServerText | null {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body !== 'object' || body === null || !('type' in body)) return null
    if (body.type === 'down' || body.type === 'waiting') return { type: body.type }
    if (body.type === 'hello' && 'codecs' in body && 'epoch_ms' in body) return body as ServerText
  } catch {
    return null
  }
  return null
}
