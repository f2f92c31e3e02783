/** Private threads of a room: the queue, the one that is open, and answering. */
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { get, post, Problem } from '@/shared/http'
import { uuid } from '@/shared/live'
import type { Desk } from '../console/desk'
import type { Thread, ThreadPage } from './api'

const SOON_MS = 250
const POLL_MS = 5_000

export function useThreads(desk: Desk) {
  const threads = shallowRef<Thread[] | null>(null)
  const chosen = ref<number | null>(null)
  const page = shallowRef<ThreadPage | null>(null)
  const failure = ref('')
  const refused = ref('')
  const isTaken = ref(false)
  let soon: ReturnType<typeof setTimeout> | undefined
  let key = uuid()

  const waiting = computed(() => (threads.value ?? []).filter((one) => one.waiting_since !== null))
  const unread = computed(() => (threads.value ?? []).reduce((sum, one) => sum + one.unread, 0))

  async function refresh(): Promise<void> {
    try {
      threads.value = await get<Thread[]>(`/service/rooms/${desk.slug}/threads`)
      if (chosen.value !== null) page.value = await get<ThreadPage>(`/service/threads/${chosen.value}`)
      failure.value = ''
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      failure.value = error.message
    }
  }
  function refreshSoon(): void {
    soon ??= setTimeout(() => {
      soon = undefined
      void refresh()
    }, SOON_MS)
  }
  async function open(id: number | null): Promise<void> {
    chosen.value = id
    page.value = null
    refused.value = ''
    isTaken.value = false
    if (id !== null) await refresh()
  }
  async function act(work: () => Promise<unknown>): Promise<boolean> {
    refused.value = ''
    try {
      await work()
      isTaken.value = false
      await refresh()
      return true
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      refused.value = error.message
      isTaken.value = error.code === 'thread_taken'
      return false
    }
  }
  const path = () => `/service/threads/${chosen.value}`
  /** The key changes only when the message arrived: sent again it is the same message. */
  async function reply(text: string): Promise<boolean> {
    const done = await act(() => post(`${path()}/reply`, { key, text }))
    if (done) key = uuid()
    return done
  }
  const take = (takesOver: boolean) => act(() => post(`${path()}/take`, { takes_over: takesOver }))
  const hand = (order: number | null, note: string) => act(() => post(`${path()}/hand`, { order_id: order, note }))
  const close = () => act(() => post(`${path()}/close`))
  /** Answer a comment in private and open its thread. */
  async function replyToComment(comment: number, text: string): Promise<boolean> {
    let made: number | null = null
    const done = await act(async () => {
      const sent = await post<{ thread_id: number }>(`/service/rooms/${desk.slug}/private`, { comment_id: comment, key, text })
      made = sent.thread_id
    })
    if (!done) return false
    key = uuid()
    await open(made)
    return true
  }

  const poll = setInterval(() => void refresh(), POLL_MS)
  const deaf = desk.onDesk((topic) => topic === 'service' && refreshSoon())
  onScopeDispose(() => {
    clearInterval(poll)
    clearTimeout(soon)
    deaf()
  })
  void refresh()
  return { threads, chosen, page, failure, refused, isTaken, waiting, unread, refresh, open, reply, take, hand, close, replyToComment }
}

export type Threads = ReturnType<typeof useThreads>
