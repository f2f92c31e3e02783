/** The answer of the platform when something cannot be done (RFC 9457 problem+json). */
export interface ProblemBody {
  type?: string
  title: string
  status: number
  code: string
  detail: string
  errors?: FieldError[]
  [extra: string]: unknown
}
export interface FieldError {
  field: string
  message: string
}

/** Thrown by every call that does not succeed; `message` can be shown to people. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly body: ProblemBody

  constructor(body: ProblemBody) {
    super(body.detail || body.title)
    this.name = 'Problem'
    this.status = body.status
    this.code = body.code
    this.body = body
  }

  get fields(): FieldError[] {
    return this.body.errors ?? []
  }
}

export interface CallOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: unknown
  /** Bearer token of a viewer; staff are known by their session cookie. */
  token?: string
  query?: Record<string, string | number | boolean | null | undefined>
  signal?: AbortSignal
}

export const API = '/api/v1'

/** Call the API below `/api/v1`; resolves to the parsed JSON, rejects with `Problem`. */
export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  const response = await send(API + path + queryText(options.query), options)
  const text = await response.text()
  const value: unknown = parse(text)
  if (!response.ok) throw new Problem(problemOf(response, value))
  return value as T
}

export const get = <T>(path: string, query?: CallOptions['query']) => call<T>(path, { query })
export const post = <T>(path: string, body?: unknown) => call<T>(path, { method: 'POST', body })
export const put = <T>(path: string, body?: unknown) => call<T>(path, { method: 'PUT', body })
export const patch = <T>(path: string, body?: unknown) => call<T>(path, { method: 'PATCH', body })
export const remove = <T>(path: string) => call<T>(path, { method: 'DELETE' })

async function send(url: string, options: CallOptions): Promise<Response> {
  const method = options.method ?? 'GET'
  const isForm = options.body instanceof FormData
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (options.body !== undefined && !isForm) headers['Content-Type'] = 'application/json'
  if (options.token) headers['Authorization'] = `Bearer ${options.token}`
  else if (method !== 'GET') headers['X-CSRFToken'] = cookie('csrftoken')
  try {
    return await fetch(url, {
      method,
      headers,
      body: isForm ? (options.body as FormData) : encode(options.body),
      credentials: 'same-origin',
      signal: options.signal,
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem({
      title: 'Offline',
      status: 0,
      code: 'offline',
      detail: document.documentElement.lang === 'en' ? 'No connection. Try again.' : '网络连不上，请稍后再试',
    })
  }
}

function encode(body: unknown): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body)
}

function queryText(query: CallOptions['query']): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null)
  if (!pairs.length) return ''
  return '?' + new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString()
}

function parse(text: string): unknown {
  if (!text) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function problemOf(response: Response, value: unknown): ProblemBody {
  if (value && typeof value === 'object' && 'detail' in value && 'code' in value) return value as ProblemBody
  return { title: response.statusText, status: response.status, code: 'http_error', detail: `HTTP ${response.status}` }
}

export function cookie(name: string): string {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`))
  return found ? decodeURIComponent(found.slice(name.length + 1)) : ''
}
