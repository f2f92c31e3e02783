import { get, post } from '@/shared/http'

export interface Reason {
  code: string
  nats: number
  figures: Record<string, number | string>
}
export interface Decision {
  id: number
  room_id: number
  show_id: number
  viewer_id: number
  viewer: string
  grade: number
  score: number
  reasons: Reason[]
  deeds: Record<string, number>
  ring: number[]
  model: string
  at: string
  ends_at: string
  outcome: '' | 'confirmed' | 'lifted'
  note: string
  decided_by: string
  decided_at: string | null
  appeal: { text: string; at: string; answer: string; decided_at: string | null } | null
  held_entries: number
}
export interface Member {
  viewer_id: number
  viewer: string
  first_seen: string
  grade: number
  score: number
  decision_id: number | null
}
export type Detail = Decision & { members: Member[] }
export interface GuardRecord {
  waiting: number
  confirmed: number
  lifted: number
  appeals: number
  appeals_won: number
  precision: number | null
}
export const STATES = ['waiting', 'appealed', 'decided', ''] as const
export type State = (typeof STATES)[number]

export const fetchDecisions = (shop: number, state: State, before?: number) =>
  get<{ record: GuardRecord; decisions: Decision[] }>('/guard', {
    shop_id: shop,
    ...(state ? { state } : {}),
    ...(before ? { before } : {}),
  })
export const fetchDecision = (shop: number, id: number) => get<Detail>(`/guard/${id}`, { shop_id: shop })
export const decide = (shop: number, id: number, lift: boolean, note: string) =>
  post<{ entries: number }>(`/guard/${id}/decide`, { shop_id: shop, lift, note })

/** An entry of an activity that the guard held, or that staff have judged. */
export interface HeldEntry {
  id: number
  activity_id: number
  activity: string
  kind: string
  viewer_id: number
  viewer: string
  number: number
  at: string
  body: Record<string, unknown>
  state: 'held' | 'released' | 'refused'
  prize: { kind: string; name: string; amount: number; place: number } | null
  decision: { id: number; grade: number; reasons: Reason[]; outcome: string } | null
  why: string
  reviewed_by: string
  reviewed_at: string | null
}
export const fetchEntries = (shop: number, state: 'held' | 'reviewed', before?: number) =>
  get<HeldEntry[]>('/guard/entries', { shop_id: shop, state, ...(before ? { before } : {}) })
export const reviewEntry = (id: number, release: boolean, why: string) => post<HeldEntry>(`/guard/entries/${id}/review`, { release, why })
