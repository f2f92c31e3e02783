/** Hand on this second of the room: an address that knows who shared what, and what becomes of it. */
import { asViewer } from './session'
import type { Room } from './room'

export interface MadeShare {
  share_id: number
  token: string
  path: string
  url: string
  /** Rows of 0 and 1. */
  qr: string[]
}
export interface Landing {
  link_id: number | null
  sharer: string
}
export interface ShareWish {
  link?: number | null
  prompt?: number | null
}
export type Channel = 'link' | 'poster' | 'wechat' | 'native'

/** The platform writes down the share and signs its address; this page's own origin leads there. */
export async function makeShare(room: Room, wish: ShareWish, channel: Channel): Promise<MadeShare> {
  const body = { link_id: wish.link ?? null, prompt_id: wish.prompt ?? null, channel }
  const made = await asViewer<MadeShare>(`/social/rooms/${room.slug}/shares`, { method: 'POST', body })
  room.live.value?.beacon({ kind: 'share', link: wish.link ?? null })
  return { ...made, url: location.origin + made.path }
}

/** Where somebody else's share leads; the visit is counted. Null: no share, or an invalid one. */
export async function land(): Promise<Landing | null> {
  const query = new URLSearchParams(location.search)
  const token = query.get('s')
  if (!token) return null
  const body = { token }
  const found = await asViewer<Landing>('/social/visits', { method: 'POST', body }).catch(() => null)
  if (!found) return null // the address stays: a reload asks again
  query.delete('s')
  const rest = query.toString()
  history.replaceState(null, '', location.pathname + (rest ? `?${rest}` : ''))
  return found
}

/** The clipboard API is missing on plain HTTP pages in a LAN. */
export async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  const isDone = document.execCommand('copy')
  area.remove()
  if (!isDone) throw new Error('copy')
}
