import type { LocationQuery } from 'vue-router'

export type By = 'show' | 'host' | 'product'
export const BYS: By[] = ['show', 'host', 'product']
/** Named shows, or those of the days (YYYY-MM-DD in Shanghai, empty: open). */
export interface Chosen {
  shows: number[]
  first: string
  last: string
  host: string
  product: number | null
}
export interface Choice {
  by: By
  a: Chosen
  b: Chosen
}
export const PERIODS = ['month', 'week', 'days30'] as const
export type Period = (typeof PERIODS)[number]

export const nothing = (): Chosen => ({ shows: [], first: '', last: '', host: '', product: null })

export function readChoice(query: LocationQuery): Choice {
  const text = (name: string) => String(query[name] ?? '')
  const day = (name: string) => (/^\d{4}-\d\d-\d\d$/.test(text(name)) ? text(name) : '')
  const side = (of: 'a' | 'b'): Chosen => ({
    shows: text(`${of}s`).split(',').map(Number).filter((id) => Number.isInteger(id) && id > 0).slice(0, 40),
    first: day(`${of}f`), last: day(`${of}l`), host: text(`${of}h`).slice(0, 40), product: Number(text(`${of}p`)) || null,
  })
  return { by: BYS.find((one) => one === text('by')) ?? 'show', a: side('a'), b: side('b') }
}

export function writeChoice(choice: Choice): Record<string, string> {
  const pairs = (['a', 'b'] as const).flatMap((of) => {
    const one = choice[of]
    return [[`${of}s`, one.shows.join(',')], [`${of}f`, one.first], [`${of}l`, one.last], [`${of}h`, one.host], [`${of}p`, String(one.product ?? '')]]
  })
  return { by: choice.by, ...Object.fromEntries(pairs.filter(([, value]) => value)) }
}

const chosenShows = (one: Chosen) => one.shows.length > 0 || one.first !== '' || one.last !== ''
const isSet = (by: By, one: Chosen) => (by === 'show' ? chosenShows(one) : by === 'host' ? one.host !== '' : one.product !== null)
/** Whether there is something to compare on both sides. */
export const isComplete = ({ by, a, b }: Choice) => isSet(by, a) && isSet(by, b)

const DAY = 86_400_000
const text = (at: number) => new Date(at).toISOString().slice(0, 10)

/** The running period against the one before, whole days in Shanghai. */
export function period(name: Period, now: number): [Pick<Chosen, 'first' | 'last'>, Pick<Chosen, 'first' | 'last'>] {
  const today = Math.floor((now + 8 * 3_600_000) / DAY) * DAY
  if (name === 'month') {
    const at = new Date(today)
    const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
    const begin = Date.UTC(year, month, 1)
    return [{ first: text(begin), last: text(today) }, { first: text(Date.UTC(year, month - 1, 1)), last: text(begin - DAY) }]
  }
  const days = name === 'week' ? 7 : 30
  const begin = today - (days - 1) * DAY
  return [{ first: text(begin), last: text(today) }, { first: text(begin - days * DAY), last: text(begin - DAY) }]
}
