/** 环节评分: when a viewer is asked how a segment was. Seldom, never in the way, never twice. */
import { computed, effectScope, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { Messages } from '@/shared/i18n'
import type { Room } from './room'
import { asViewer } from './session'

/** A segment as the room told of it; Unix ms by the server's clock. */
export interface Ran {
  run: number
  title: string
  startedAt: number
  plannedMs: number
}
export interface MyRating {
  run_id: number
  title: string
  stars: number
}

export const LEAST_MS = 20_000
export const SHARE = 0.5
export const PAUSE_MS = 180_000
export const STALE_MS = 120_000
const SPREAD_PER_VIEWER_MS = 10
const SPREAD_MOST_MS = 30_000
const STEP_MOST_MS = 2000
const ASKED_KEY = 'kaibo.rated'

/** How long this page was looked at during each segment, and which segment to ask about. */
export class Attention {
  private running: Ran | null = null
  private watched = 0
  private seenAt = 0
  private askedAt = -Infinity

  constructor(private readonly asked: Set<number>) {}

  /** A moment of the page; the segment to ask about, or null. A segment that runs longer than it
   *  was planned is asked about while it runs: the last one of a show has no next. */
  step(now: number, running: Ran | null, isLooking: boolean): Ran | null {
    const before = this.running
    if (before && isLooking) this.watched += Math.max(0, Math.min(now - this.seenAt, STEP_MOST_MS))
    this.seenAt = now
    if (before && before.run !== running?.run) {
      const found = this.judge(before, running?.startedAt ?? now, now)
      this.begin(running)
      return running ? found : null // the show is over
    }
    if (!before) this.begin(running)
    if (!running?.plannedMs || now - running.startedAt < running.plannedMs) return null
    return this.judge(running, now, now)
  }

  private begin(running: Ran | null): void {
    this.running = running
    this.watched = 0
  }

  private judge(ran: Ran, until: number, now: number): Ran | null {
    const sawEnough = this.watched >= LEAST_MS && this.watched >= SHARE * (until - ran.startedAt)
    if (!sawEnough || this.asked.has(ran.run) || now - this.askedAt < PAUSE_MS) return null
    this.asked.add(ran.run)
    this.askedAt = now
    return ran
  }
}

/** So many pages of a large room do not ask, and answer, in one second. */
export const spread = (online: number): number => Math.min(SPREAD_MOST_MS, online * SPREAD_PER_VIEWER_MS)

export const rate = (slug: string, run: number, stars: number) =>
  asViewer<{ stars: number }>(`/ratings/rooms/${slug}/runs/${run}`, { method: 'PUT', body: { stars } })
export const myRatings = (slug: string) => asViewer<{ is_on: boolean; mine: MyRating[] }>(`/ratings/rooms/${slug}`)

export type Ratings = ReturnType<typeof create>
const made = new WeakMap<Room, Ratings>()

/** The question that stands now; one state for the page. */
export function useRatings(room: Room): Ratings {
  const known = made.get(room) ?? effectScope(true).run(() => create(room))!
  made.set(room, known)
  return known
}

function create(room: Room) {
  const asked = recall()
  const attention = new Attention(asked)
  const due = shallowRef<Ran | null>(null)
  const dueAt = ref(0)
  const isOff = ref(false)
  const running = computed<Ran | null>(() => {
    const state = room.state.value
    const segment = state?.is_on_air ? state.segment : null
    return segment ? { run: segment.run_id, title: segment.title, startedAt: segment.started_at, plannedMs: segment.planned_seconds * 1000 } : null
  })
  const question = computed(() => {
    const isTime = room.now.value >= dueAt.value && room.now.value < dueAt.value + STALE_MS
    return due.value && isTime && !isOff.value && room.state.value?.is_on_air ? due.value : null
  })
  const stop = watch([room.now, running], () => {
    if (isOff.value || !room.page.value?.asks_ratings) return
    const found = attention.step(room.now.value, running.value, document.visibilityState === 'visible')
    if (!found) return
    keep(asked)
    due.value = found
    dueAt.value = room.now.value + Math.random() * spread(room.live.value?.room.online ?? 0)
  })
  onScopeDispose(stop)
  const close = () => (due.value = null)
  const turnOff = () => (isOff.value = true)
  return { question, close, turnOff }
}

function recall(): Set<number> {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(ASKED_KEY) ?? '[]') as number[])
  } catch {
    return new Set()
  }
}

function keep(asked: Set<number>): void {
  try {
    sessionStorage.setItem(ASKED_KEY, JSON.stringify([...asked].slice(-50)))
  } catch {
    // a private window: at worst somebody is asked again after reloading
  }
}

export const messages: Messages = {
  'zh-CN': {
    rating: {
      ask: '刚才这段怎么样？“{title}”', thanks: '谢谢，你给了 {n} 星，可以改', star: '{n} 星', close: '不评了', group: '给这个环节打分', failed: '评分没有成功，请再点一次',
      mine: '我的环节评分', hint: '下播前都可以改', mineOf: '给“{title}”打分',
    },
  },
  en: {
    rating: {
      ask: 'How was “{title}”?', thanks: 'Thank you: {n} stars, you may change it', star: '{n} stars', close: 'No thanks', group: 'Rate this segment', failed: 'That did not work, please tap again',
      mine: 'My ratings', hint: 'You may change them until the show ends', mineOf: 'Rate “{title}”',
    },
  },
}
