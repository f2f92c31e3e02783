import { call, get, post, put } from '@/shared/http'

export interface ApiKey {
  id: number
  name: string
  prefix: string
  scopes: string[]
  calls_per_minute: number
  created_by: string
  created_at: string
  expires_at: string | null
  last_used_at: string | null
  state: 'live' | 'expired' | 'revoked'
}
export interface Scope {
  scope: string
  area: string
}
export interface Endpoint {
  id: number
  name: string
  url: string
  types: string[]
  takes_rehearsals: boolean
  is_active: boolean
  health: 'well' | 'failing' | 'resting' | 'stopped'
  stopped_because: string
  pending: number
  delivered: number
  dead: number
}
export interface Delivery {
  id: number
  event_id: string
  type: string
  type_name: string
  state: 'pending' | 'delivered' | 'dead'
  attempts: number
  happened_at: string
  next_at: string
  last_status: number | null
  last_error: string
}
export interface Detail {
  delivery: Delivery
  body: string
  log: { at: string; milliseconds: number; status: number | null; error: string; answer: string }[]
}
export interface EndpointDraft {
  name: string
  url: string
  types: string[]
  takes_rehearsals: boolean
  is_active: boolean
}

const at = (id: number) => `/webhooks/${id}`
export const fetchKeys = (shop: number) => get<ApiKey[]>('/api-keys', { shop_id: shop })
export const fetchScopes = () => get<Scope[]>('/api-keys/scopes')
export const makeKey = (body: object) => post<{ key: ApiKey; token: string }>('/api-keys', body)
export const revokeKey = (id: number, shop: number) => call(`/api-keys/${id}`, { method: 'DELETE', query: { shop_id: shop } })
export const fetchEndpoints = (shop: number) => get<Endpoint[]>('/webhooks', { shop_id: shop })
export const fetchTypes = () => get<{ type: string; name: string }[]>('/webhooks/types')
export const addEndpoint = (shop: number, draft: EndpointDraft) =>
  post<{ endpoint_id: number; secret: string }>('/webhooks', { shop_id: shop, ...draft })
export const changeEndpoint = (shop: number, id: number, draft: EndpointDraft) => put(at(id), { shop_id: shop, ...draft })
export const removeEndpoint = (shop: number, id: number) => call(at(id), { method: 'DELETE', query: { shop_id: shop } })
export const renewSecret = (shop: number, id: number) =>
  call<{ secret: string }>(`${at(id)}/secret`, { method: 'POST', query: { shop_id: shop } })
export const ping = (shop: number, id: number) => call<Delivery>(`${at(id)}/ping`, { method: 'POST', query: { shop_id: shop } })
export const fetchLog = (shop: number, id: number, state: string, before?: number) =>
  get<{ items: Delivery[]; next_before: number | null }>(`${at(id)}/deliveries`, { shop_id: shop, state, before })
export const fetchDelivery = (shop: number, id: number, delivery: number) =>
  get<Detail>(`${at(id)}/deliveries/${delivery}`, { shop_id: shop })
export const replay = (shop: number, id: number, delivery: number) =>
  call(`${at(id)}/deliveries/${delivery}/replay`, { method: 'POST', query: { shop_id: shop } })
export const replayRange = (shop: number, id: number, since: string, until: string) =>
  post<{ events: number }>(`${at(id)}/replay`, { shop_id: shop, since, until })
