/** Activities of a show as the desk prepares them. */
import { get, post, Problem } from '@/shared/http'

export interface Activity {
  id: number
  kind: string
  title: string
  state: 'armed' | 'open' | 'closed' | 'settled' | 'cancelled'
  seconds: number
  result: Record<string, unknown>
  entries: number
  closes_at: string | null
  prizes: { owed: number; paid: number; held: number; refused: number }
}
export interface Draft {
  kind: 'draw' | 'packet'
  title: string
  seconds: number
  rules: Record<string, unknown>
}
export type Step = 'open' | 'close' | 'cancel'

export const KINDS = ['draw', 'packet']

export async function list(slug: string): Promise<Activity[]> {
  const all = await get<Activity[]>(`/rooms/${slug}/activities`)
  return all.filter((one) => KINDS.includes(one.kind))
}
export const arm = (slug: string, draft: Draft) => post<Activity>(`/rooms/${slug}/activities`, draft)
export const take = (slug: string, id: number, step: Step) => post<Activity>(`/rooms/${slug}/activities/${id}/${step}`)

/** The sentence of a refusal; anything else is a defect and goes on. */
export function reason(error: unknown): string {
  if (error instanceof Problem) return error.message
  throw error
}
/** Yuan as typed, in cents. */
export const cents = (yuan: number) => Math.round(yuan * 100)
