import { API, call, get, post } from '@/shared/http'

export type Kind = 'text' | 'number' | 'money' | 'time' | 'date' | 'flag' | 'choice' | 'json' | 'ref' | 'person'
export interface Column {
  name: string
  title: string
  kind: Kind
  is_sortable: boolean
  is_filter: boolean
  choices: Record<string, string>
  refers_to: string
}
export interface Table {
  key: string
  title: string
  group: string
  group_title: string
  columns: Column[]
  has_search: boolean
  can_import: boolean
  can_unmask: boolean
  related: Record<string, string>
}
export type Cell = string | number | boolean | null
export interface Row {
  id: number
  cells: Cell[]
}
export interface Page {
  rows: Row[]
  after: string | null
}
export interface Wish {
  search: string
  filters: Record<string, string>
  sort: string
}
export interface Outcome {
  rows: number
  good: { line: number; summary: string }[]
  bad: { line: number; column: string; value: string; message: string }[]
  is_stored: boolean
}

/** The query text; `filter` is repeated, which the shared helper does not do. */
function asked(shop: number, wish: Wish, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ shop_id: String(shop), sort: wish.sort, ...more })
  if (wish.search) query.set('search', wish.search)
  for (const [name, value] of Object.entries(wish.filters)) if (value !== '') query.append('filter', `${name}:${value}`)
  return query.toString()
}

export const fetchTables = (shop: number) => get<Table[]>('/tables', { shop_id: shop })
export const fetchRows = (key: string, shop: number, wish: Wish, after = '') =>
  call<Page>(`/tables/${key}/rows?${asked(shop, wish, after ? { after } : {})}`)
export const exportAddress = (key: string, shop: number, wish: Wish, kind: string) =>
  `${API}/tables/${key}/export?${asked(shop, wish, { kind })}`
export const templateAddress = (key: string, shop: number) => `${API}/tables/${key}/template?shop_id=${shop}`
export const unmaskRow = (key: string, id: number, shop: number, reason: string) =>
  post<{ values: Record<string, string> }>(`/tables/${key}/rows/${id}/unmask`, { shop_id: shop, reason })
export function importSheet(key: string, shop: number, file: File, store: boolean): Promise<Outcome> {
  const body = new FormData()
  body.append('file', file)
  return call(`/tables/${key}/import`, { method: 'POST', body, query: { shop_id: shop, store } })
}
