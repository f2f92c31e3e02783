/** The desk of one room: the live store, the desk's answer, and actions with their pending state. */
import { computed, onScopeDispose, ref, shallowRef, type ComputedRef } from 'vue'
import { connectRoom, type Page, type RoomState } from '@/shared/live'
import { get, post, Problem } from '@/shared/http'
import { loadSession, session } from '../../session'
import { isShort, linkLine, sheet, type LinkLine } from './facts'
import type { Confirmation, DeskAnswer } from './types'
import { useWishes } from './wishes'

export interface Notice {
  kind: 'fine' | 'problem'
  verb: string
  why: string
}

/** A change that was refused until somebody else says yes. */
export interface Need {
  key: string
  why: string
  needs: string[]
  verb: 'price' | 'flash'
  change: { offer_ids: number[]; price: number }
  path: string
  body: Record<string, unknown>
  confirmation: number | null
  askedAt: number
}

const RELOAD_MS = 60
const POLL_MS = 3_000
const POLL_ALONE_MS = 1_000
const ECHO_MS = 3_000
const NOTICE_MS = 6_000
const WAIT_MS = 120_000

export function useDesk(slug: string, page: Page) {
  const answer = shallowRef<DeskAnswer | null>(null)
  const failure = shallowRef<Problem | null>(null)
  const notice = shallowRef<Notice | null>(null)
  const need = ref<Need | null>(null)
  const { pending, begin } = useWishes()
  const now = ref(Date.now())
  type Hear = (topic: 'talk' | 'service') => void
  const heard = new Set<Hear>()
  const live = connectRoom({ url: session.me?.endpoints.gateway ?? '', room: slug, token, page, onEvent: () => reloadSoon(), onDesk: (topic) => heard.forEach((hear) => hear(topic)) })
  let reloading: ReturnType<typeof setTimeout> | undefined
  let noticing: ReturnType<typeof setTimeout> | undefined

  /** The newer of the live store and the answer: the desk works, slower, without the gateway. */
  const state: ComputedRef<RoomState | null> = computed(() => {
    const pushed = live.room.state
    const asked = answer.value?.state ?? null
    if (!pushed || !asked) return pushed ?? asked
    return pushed.epoch === asked.epoch && asked.seq > pushed.seq ? asked : pushed
  })
  const left = computed(() => (live.room.state === state.value ? live.room.left : {}))
  const lines: ComputedRef<LinkLine[]> = computed(() =>
    (state.value?.links ?? []).map((link) => linkLine(link, state.value!, left.value, now.value)),
  )
  const short = computed(() => lines.value.filter(isShort))
  const segment = computed(() => state.value?.segment ?? null)
  const rows = computed(() => sheet(answer.value?.script ?? [], answer.value?.runs ?? [], segment.value?.segment_id ?? null))
  const secondsLeft = computed(() => {
    const run = segment.value
    return run ? Math.round(run.planned_seconds - (now.value - run.started_at) / 1000) : null
  })
  const undoable = computed(() =>
    (answer.value?.actions ?? []).find((one) => one.undo_until !== null && one.undo_until > now.value && !one.undone_at),
  )
  const asking = computed(() =>
    (answer.value?.confirmations ?? []).filter((one) => !one.confirmed_at && one.asked_by_id !== answer.value?.staff.id),
  )

  let begun = 0
  let shown = 0
  /** Answers may overtake each other: one that was asked for earlier never replaces a later one. */
  async function reload(): Promise<void> {
    const turn = ++begun
    try {
      const got = await get<DeskAnswer>(`/rooms/${slug}/desk`)
      if (turn < shown) return
      shown = turn
      answer.value = got
      failure.value = null
      await goOn()
    } catch (error) {
      if (error instanceof Problem) failure.value = error
      else throw error
    }
  }

  function reloadSoon(): void {
    clearTimeout(reloading)
    reloading = setTimeout(() => void reload(), RELOAD_MS)
  }

  function tell(kind: Notice['kind'], verb: string, why = ''): void {
    notice.value = { kind, verb, why }
    clearTimeout(noticing)
    noticing = setTimeout(() => (notice.value = null), NOTICE_MS)
  }

  /** Carry out an action: pending at once, confirmed by the room's echo. True when it was done. */
  async function act(key: string, verb: string, path: string, body: Record<string, unknown> = {}): Promise<boolean> {
    const wish = begin(key, verb)
    if (!wish) return false
    let seq = 0
    try {
      await wish.send(() => {
        seq = state.value?.seq ?? 0
        return post(`/rooms/${slug}${path}`, body)
      })
      await echo(seq)
      tell('fine', verb)
      return true
    } catch (error) {
      refuse(error, { key, verb, path, body })
      return false
    } finally {
      wish.end()
    }
  }

  function refuse(error: unknown, step: { key: string; verb: string; path: string; body: Record<string, unknown> }): void {
    if (!(error instanceof Problem)) throw error
    if (error.code === 'second_person_needed' && error.body.change) {
      need.value = {
        key: step.key, path: step.path, body: step.body, why: error.message, confirmation: null, askedAt: 0,
        needs: error.body.needs as string[], verb: error.body.verb as Need['verb'], change: error.body.change as Need['change'],
      }
      return
    }
    tell('problem', step.verb, error.message)
    reloadSoon()
  }

  /** Wait until the room told of a later event, or ask when it does not. */
  async function echo(seq: number): Promise<void> {
    const until = Date.now() + ECHO_MS
    while ((live.room.state?.seq ?? 0) <= seq && live.room.connection === 'online' && Date.now() < until)
      await new Promise((done) => setTimeout(done, 20))
    await reload()
  }

  /** Everything that was sent has been answered and shown. */
  async function settled(): Promise<void> {
    while (pending.size) await new Promise((done) => setTimeout(done, 20))
  }

  async function askSecond(): Promise<void> {
    const wish = need.value
    if (!wish || wish.confirmation !== null) return
    try {
      const body = { verb: wish.verb, ...wish.change }
      const asked = await post<{ confirmation_id: number }>(`/rooms/${slug}/confirmations`, body)
      need.value = { ...wish, confirmation: asked.confirmation_id, askedAt: live.now() }
    } catch (error) {
      if (error instanceof Problem) tell('problem', wish.verb, error.message)
      else throw error
    }
  }

  /** Somebody said yes: send the change again, with it. */
  async function goOn(): Promise<void> {
    const wish = need.value
    if (!wish || wish.confirmation === null) return
    if (live.now() - wish.askedAt > WAIT_MS) return void (need.value = null)
    const yes = answer.value?.confirmations.find((one) => one.id === wish.confirmation && one.confirmed_at)
    if (!yes) return
    need.value = null
    const verb = wish.verb === 'flash' ? 'flash_start' : 'price'
    await act(wish.key, verb, wish.path, { ...wish.body, confirmation_id: yes.id })
  }

  async function confirm(one: Confirmation): Promise<void> {
    try {
      await post(`/rooms/${slug}/confirmations/${one.id}`)
      await reload()
    } catch (error) {
      if (error instanceof Problem) tell('problem', one.verb, error.message)
      else throw error
    }
  }

  async function token(renew: boolean): Promise<string> {
    const me = renew ? await loadSession() : session.me
    return me?.ws_token ?? ''
  }

  /** Call `hear` when the gateway says that something of the desk changed; returns what ends it. */
  function onDesk(hear: Hear): () => void {
    heard.add(hear)
    return () => void heard.delete(hear)
  }

  const clock = setInterval(() => (now.value = live.now()), 250)
  let asked = 0
  const poll = setInterval(() => {
    const isAlone = live.room.connection !== 'online'
    if (Date.now() - asked < (isAlone || need.value ? POLL_ALONE_MS : POLL_MS)) return
    asked = Date.now()
    void reload()
  }, 500)
  onScopeDispose(() => {
    clearInterval(clock)
    clearInterval(poll)
    clearTimeout(reloading)
    clearTimeout(noticing)
    live.close()
  })
  void reload()
  return {
    slug, live, answer, failure, notice, need, pending, now, state, lines, short, segment, rows,
    secondsLeft, undoable, asking, reload, act, settled, askSecond, confirm, tell, onDesk,
  }
}

export type Desk = ReturnType<typeof useDesk>
