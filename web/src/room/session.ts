/** Who this browser is: a guest until a phone is verified; kept on the device. */
import { shallowRef } from 'vue'
import { call, Problem, type CallOptions } from '@/shared/http'
import type { Session } from './types'

const KEY = 'kaibo.viewer'
const RENEW_BEFORE_S = 7 * 86_400

export const session = shallowRef<Session | null>(recall())
let entering: Promise<Session> | null = null

/** The session, made or renewed when needed. `refused`: the gateway did not take its token. */
export async function ensureSession(source: string, refused = false): Promise<Session> {
  if (refused) forget()
  const known = session.value
  if (known && known.expires_at > Date.now() / 1000 + RENEW_BEFORE_S) return known
  entering ??= (known ? renew(known, source) : enter(source)).finally(() => (entering = null))
  return entering
}

export function keepSession(fresh: Session): void {
  session.value = fresh
  try {
    localStorage.setItem(KEY, JSON.stringify(fresh))
  } catch {
    // a private window: the viewer stays until the page is closed
  }
}

export function forget(): void {
  session.value = null
  try {
    localStorage.removeItem(KEY)
  } catch {
    // nothing was stored
  }
}

/** Call the API as this viewer. */
export function asViewer<T>(path: string, options: Omit<CallOptions, 'token'> = {}): Promise<T> {
  return call<T>(path, { ...options, token: session.value?.token })
}

async function enter(source: string): Promise<Session> {
  const fresh = await call<Session>('/viewers/guest', { method: 'POST', body: { source } })
  keepSession(fresh)
  return fresh
}

async function renew(known: Session, source: string): Promise<Session> {
  try {
    const fresh = await call<Session>('/viewers/me/token', { method: 'POST', token: known.token })
    keepSession(fresh)
    return fresh
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error
    forget()
    return enter(source)
  }
}

function recall(): Session | null {
  try {
    const known = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Session | null
    return known && known.expires_at > Date.now() / 1000 ? known : null
  } catch {
    return null
  }
}
