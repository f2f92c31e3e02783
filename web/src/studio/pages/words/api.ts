import { call, get, post, put } from '@/shared/http'

export type Grade = 'allow' | 'note' | 'review' | 'mask' | 'block'
export type Reach = 'word' | 'letters' | 'sound'
export const GRADES: Grade[] = ['block', 'mask', 'review', 'note', 'allow']
export const REACHES: Reach[] = ['word', 'letters', 'sound']
export const CATEGORIES = ['contact', 'fraud', 'gambling', 'porn', 'drugs', 'abuse', 'offsite', 'fake', 'complaint', 'other']
export const CAUSES = ['spam', 'contact', 'abuse', 'fraud', 'gambling', 'porn', 'drugs', 'fake', 'offsite', 'cheat', 'false_report', 'other']

export interface Word {
  id: number
  text: string
  category: string
  grade: Grade
  reach: Reach
  by: string
  at: string
}
export interface WordList {
  words: Word[]
  uses_system: boolean
  system_words: number
}
export interface Hit {
  word: string
  start: number
  end: number
  category: string
  grade: Grade
  via: string
}
export interface Tried {
  hits: Hit[]
  grade: Grade | null
  shown: string
}
export interface Penalty {
  id: number
  viewer_id: number
  viewer: string
  room_id: number | null
  step: string
  measure: string
  cause: string
  note: string
  evidence: { text?: string } & Record<string, unknown>
  grade: number
  points: number
  by: string
  by_id: number | null
  at: string
  ends_at: string | null
  revoked_at: string | null
  revoked_by: string
  revoked_for: string
  appeal: { text: string; at: string; outcome: string; answer: string; decided_by: string; decided_at: string | null } | null
}
export interface Report {
  id: number
  reporter: string
  kind: string
  subject_id: number
  subject_name: string
  quote: string
  reason: string
  note: string
  at: string
  outcome: string
  answer: string
  handled_by: string
  handled_at: string | null
  penalty_id: number | null
}
export interface Conduct {
  version: number
  text: string
  by: string
  at: string
  accepted: number
}
export interface Attack {
  kind: string
  prefix: string
  count: number
  first_at: string
  last_at: string
}
export interface HostFile {
  id: number
  name: string
  verified_on: string | null
  agency: string
  license_kind: string
  license_no: string
}
export interface Persons {
  operator: { name: string; license_no: string; address: string; complaint_contact: string }
  hosts: HostFile[]
}

const at = '/moderation'
export const fetchWords = (shop: number, search: string, category: string, page: number) =>
  get<WordList>(`${at}/words`, { shop_id: shop, search, category, page })
export const putWords = (shop: number, words: Omit<Word, 'id' | 'by' | 'at'>[]) => post(`${at}/words`, { shop_id: shop, words })
export const removeWords = (shop: number, ids: number[]) => post(`${at}/words/remove`, { shop_id: shop, ids })
export const useSystem = (shop: number, isOn: boolean) => put(`${at}/words/system`, { shop_id: shop, is_on: isOn })
export const trySentence = (shop: number, text: string) => post<Tried>(`${at}/words/try`, { shop_id: shop, text })
export function importWords(shop: number, file: File): Promise<{ words: number }> {
  const body = new FormData()
  body.set('shop_id', String(shop))
  body.set('file', file)
  return post(`${at}/words/import`, body)
}
export const exportAddress = (shop: number) => `/api/v1${at}/words/export?shop_id=${shop}`
export const fetchPenalties = (shop: number, state: string, before?: number) =>
  get<Penalty[]>(`${at}/penalties`, { shop_id: shop, state, before })
export const revoke = (shop: number, id: number, why: string) => post(`${at}/penalties/${id}/revoke`, { shop_id: shop, why })
export const decide = (shop: number, id: number, outcome: string, answer: string) =>
  post(`${at}/penalties/${id}/appeal`, { shop_id: shop, outcome, answer })
export const fetchReports = (shop: number, isOpen: boolean) => get<Report[]>(`${at}/reports`, { shop_id: shop, is_open: isOpen })
export const handle = (shop: number, id: number, outcome: string, answer: string) =>
  post(`${at}/reports/${id}`, { shop_id: shop, outcome, answer })
export const fetchConduct = (shop: number) => get<Conduct[]>(`${at}/conduct`, { shop_id: shop })
export const publish = (shop: number, text: string) => post<Conduct[]>(`${at}/conduct`, { shop_id: shop, text })
export const fetchAttacks = (shop: number, hours: number) => get<Attack[]>(`${at}/attacks`, { shop_id: shop, hours })
export const fetchPersons = (shop: number) => get<Persons>(`${at}/persons`, { shop_id: shop })
export const saveOperator = (shop: number, body: Persons['operator']) =>
  call(`${at}/persons/operator`, { method: 'PUT', query: { shop_id: shop }, body })
export const saveHost = (shop: number, body: Omit<HostFile, 'id'>) => put(`${at}/persons/hosts`, { shop_id: shop, ...body })
export const removeHost = (shop: number, id: number) => call(`${at}/persons/hosts/${id}`, { method: 'DELETE', query: { shop_id: shop } })
