import { API, call, cookie, get, post, Problem, put, type ProblemBody } from '@/shared/http'

export interface TableColumn {
  name: string
  type: string
  zh: string
  en: string
}
export interface Table {
  name: string
  zh: string
  en: string
  columns: TableColumn[]
}
export type Value = string | number | boolean | null | unknown[] | Record<string, unknown>
export interface Answer {
  columns: string[]
  types: string[]
  rows: Value[][]
  /** There were more rows than these. */
  is_cut: boolean
}
export interface Saved {
  id: number
  name: string
  sql: string
  saved_at: number
}

export const fetchTables = (shop: number) => get<Table[]>('/insight/tables', { shop_id: shop })
export const fetchSaved = (shop: number) => get<Saved[]>('/insight/questions', { shop_id: shop })
export const ask = (shop: number, sql: string) => post<Answer>('/insight/ask', { shop_id: shop, sql, form: 'json' })
export const keep = (shop: number, name: string, sql: string) => put('/insight/questions', { shop_id: shop, name, sql })
export const drop = (shop: number, id: number) => call(`/insight/questions/${id}`, { method: 'DELETE', query: { shop_id: shop } })

/** The whole answer as a file of the browser. */
export async function save(shop: number, sql: string, form: 'csv' | 'parquet'): Promise<void> {
  const response = await fetch(`${API}/insight/ask`, {
    method: 'POST', credentials: 'same-origin', body: JSON.stringify({ shop_id: shop, sql, form }),
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': cookie('csrftoken') },
  })
  if (!response.ok) throw new Problem((await response.json()) as ProblemBody)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = `kaibo-answer.${form}`
  link.click()
  URL.revokeObjectURL(link.href)
}
