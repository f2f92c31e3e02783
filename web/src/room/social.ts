/** What one viewer has to do with the shop, its next show and the people here. */
import { effectScope, shallowRef, watch } from 'vue'
import { asViewer, session } from './session'
import type { Room } from './room'

export interface NextShow {
  show_id: number
  title: string
  host_name: string
  starts_at: string
  reserved: number
  is_mine: boolean
  by_sms: boolean
}
export interface Fan {
  word: string
  is_open: boolean
  is_member: boolean
  join_points: number
  level: number
  activity: number
  next_at: number | null
  checked_in_today: boolean
  streak: number
  points: number
}
export interface RoomSocial {
  is_following: boolean
  followers: number
  next_show: NextShow | null
  fan: Fan
  push_key: string
  has_push: boolean
  has_community: boolean
  is_open: boolean
  blocked: number[]
}

export type Social = ReturnType<typeof create>
/** A show that begins is heard by everybody at once; their questions are spread over these seconds. */
const SPREAD_MS = 8000
const made = new WeakMap<Room, Social>()

export function useSocial(room: Room): Social {
  // A scope of its own: it outlives the part of the page that asked first.
  const known = made.get(room) ?? effectScope(true).run(() => create(room))!
  made.set(room, known)
  return known
}

function create(room: Room) {
  const info = shallowRef<RoomSocial | null>(null)
  const path = `/social/rooms/${room.slug}`

  async function load(): Promise<void> {
    try {
      info.value = await asViewer<RoomSocial>(path)
    } catch {
      // the room goes on without it; the next change of the show asks again
    }
  }
  const patch = (more: Partial<RoomSocial>) => info.value && (info.value = { ...info.value, ...more })

  // Who the viewer is and which show is on decide what is shown.
  watch(
    () => [room.load.value === 'ready' && session.value?.viewer_id, room.state.value?.is_on_air, room.state.value?.show_id],
    ([viewer], before) => {
      if (viewer) setTimeout(() => void load(), viewer === before?.[0] ? Math.random() * SPREAD_MS : 0)
    },
    { immediate: true },
  )

  async function setFollow(follows: boolean): Promise<void> {
    const method = follows ? 'PUT' : 'DELETE'
    patch(await asViewer<Pick<RoomSocial, 'is_following' | 'followers'>>(`${path}/follow`, { method }))
    room.live.value?.beacon({ kind: follows ? 'follow' : 'unfollow' })
  }
  async function reserve(show: number, bySms: boolean): Promise<void> {
    const body = { show_id: show, by_sms: bySms }
    patch({ next_show: await asViewer<NextShow | null>(`${path}/reserve`, { method: 'PUT', body }) })
  }
  async function cancel(show: number): Promise<void> {
    await asViewer(`/social/reservations/${show}`, { method: 'DELETE' })
    await load()
  }

  /** Whether this viewer can still be asked for it. */
  function wants(purpose: string): boolean {
    const all = info.value
    if (!all) return false
    if (purpose === 'follow') return !all.is_following
    if (purpose === 'reserve') return !!all.next_show && !all.next_show.is_mine
    if (purpose === 'community') return all.has_community
    return purpose !== 'check_in' || !all.fan.checked_in_today
  }

  return { info, load, patch, setFollow, reserve, cancel, wants, path }
}
