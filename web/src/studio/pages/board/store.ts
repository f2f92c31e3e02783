/** One board: its first answer, then the pushes of the room's WebSocket; nothing is asked for by the clock. */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { Problem } from '@/shared/http'
import { connectRoom, type AlarmView, type KpiFrame, type LightView, type LiveConnection } from '@/shared/live'
import { loadSession, session } from '../../session'
import type { Mark, Minute, Values } from '../review/api'
import { loadBoard, type BoardAnswer, type BoardLink, type SourceRow } from './api'
import { ageOf, MinuteCurve, type Phase } from './shape'

export function useBoard(show: number) {
  const answer = shallowRef<BoardAnswer | null>(null)
  const problem = shallowRef<Problem | Error | null>(null)
  const frame = shallowRef<KpiFrame | null>(null)
  const rows = shallowRef<Minute[]>([])
  const now = ref(Date.now())
  const live = shallowRef<LiveConnection | null>(null)
  let curve: MinuteCurve | null = null
  let turn = 0

  async function load(): Promise<void> {
    const mine = ++turn
    try {
      const found = await loadBoard(show)
      if (mine !== turn) return
      answer.value = found
      problem.value = null
      curve = found.live ? new MinuteCurve(found.live.minutes, found.live.totals, found.live.as_of) : null
      rows.value = curve?.rows ?? []
      connect(found)
    } catch (error) {
      if (mine === turn) problem.value = error as Problem
    }
  }

  function connect(found: BoardAnswer): void {
    if (live.value || !found.room || found.show.ended_at !== null) return
    live.value = connectRoom({
      url: session.me?.endpoints.gateway ?? '', room: found.room, token, page: 'console',
      onEvent: ({ event }) => {
        if (event.kind === 'show_started' || event.kind === 'show_ended') setTimeout(() => void load(), SETTLE_MS)
      },
    })
  }

  async function token(renew: boolean): Promise<string> {
    const me = renew ? await loadSession() : session.me
    return me?.ws_token ?? ''
  }

  const connection = computed(() => live.value?.room.connection ?? null)
  watch(() => live.value?.room.kpi, (got) => {
    if (!got || got.show !== show) return
    frame.value = got
    if (!curve && !answer.value?.live) return void load() // the first event of the show
    curve?.add(got)
    if (curve) rows.value = curve.rows
  })
  watch(connection, (next, before) => {
    if (next === 'online' && (before === 'connecting' || before === 'offline') && frame.value) void load() // what was missed meanwhile
  })

  const isPushed = computed(() => frame.value !== null && frame.value.at >= (answer.value?.live?.as_of ?? 0))
  const values = computed<Values>(() => (isPushed.value ? frame.value!.values : (answer.value?.live?.totals ?? {})))
  const lights = computed<Record<string, LightView>>(() => (isPushed.value && frame.value?.lights ? frame.value.lights : (answer.value?.lights ?? {})))
  const alarms = computed<AlarmView[]>(() => (isPushed.value && frame.value?.alarms ? frame.value.alarms : (answer.value?.alarms ?? [])))
  const phase = computed<Phase>(() => {
    const card = answer.value?.show
    if (!card?.went_live_at) return 'before'
    return card.ended_at === null ? 'on_air' : 'ended'
  })
  const at = computed(() => (isPushed.value ? frame.value!.at : (answer.value?.live?.as_of ?? answer.value?.now ?? 0)))
  const age = computed(() => ageOf(at.value, now.value))
  /** Links of the line-up with their figures, the best seller first; equals by number. */
  const links = computed<BoardLink[]>(() => {
    const fresh = new Map((frame.value?.tables?.links ?? []).map((one) => [one.link, one.values]))
    return (answer.value?.live?.links ?? [])
      .map((one) => ({ ...one, values: (isPushed.value ? fresh.get(one.link) : undefined) ?? one.values }))
      .sort((a, b) => (b.values.gmv ?? 0) - (a.values.gmv ?? 0) || (b.values.product_clicks ?? 0) - (a.values.product_clicks ?? 0) || a.number - b.number)
  })
  const sources = computed<SourceRow[]>(() => (isPushed.value && frame.value?.tables?.sources) || answer.value?.live?.sources || [])
  const marks = computed<Mark[]>(() => (isPushed.value && frame.value?.tables?.marks) || answer.value?.live?.marks || [])

  const clock = setInterval(() => (now.value = live.value?.now() ?? Date.now()), 500)
  onScopeDispose(() => {
    clearInterval(clock)
    live.value?.close()
  })
  void load()
  return { show, answer, problem, load, connection, values, lights, alarms, phase, at, age, rows, links, sources, marks, now, frame }
}
/** The last events of a show reach the figures within a second or two. */
const SETTLE_MS = 2_000

export type BoardStore = ReturnType<typeof useBoard>
