/** The activities of the show at the desk: read, armed, opened, ended. */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { get, post, Problem } from '@/shared/http'
import type { Desk } from './desk'
import { wrongOf, type Wrong } from './forms/fieldNote'
import type { DeskActivity, Rules } from './activityTypes'

const POLL_MS = 2_000
const RESULTS_KEPT = 6

export interface Draft {
  kind: string
  title: string
  seconds: number
  rules: Rules
}

export function useActivityDesk(desk: Desk) {
  const rows = shallowRef<DeskActivity[]>([])
  const failure = ref('')
  const chosen = ref<number | null>(null)
  let turn = 0

  async function load(): Promise<void> {
    const mine = ++turn
    try {
      const found = await get<DeskActivity[]>(`/rooms/${desk.slug}/activities`)
      if (mine === turn) [rows.value, failure.value] = [found, '']
    } catch (error) {
      if (mine === turn) failure.value = error instanceof Problem ? error.message : 'offline'
    }
  }

  /** What can be acted on first, then the newest results. */
  const shown = computed(() => {
    const live = rows.value.filter((one) => ['armed', 'open', 'closed'].includes(one.state))
    return [...live, ...rows.value.filter((one) => one.state === 'settled').slice(0, RESULTS_KEPT)]
  })
  const busy = computed(() => rows.value.some((one) => one.state === 'open' || one.state === 'closed' || one.prizes.owed))
  const tally = (one: DeskActivity) => desk.live.room.tallies[one.id] ?? one.tally

  /** Null when it was armed, else what is wrong with which field. */
  async function arm(draft: Draft): Promise<Wrong | null> {
    try {
      const made = await post<DeskActivity>(`/rooms/${desk.slug}/activities`, draft)
      rows.value = [made, ...rows.value]
      void desk.reload()
      return null
    } catch (error) {
      if (error instanceof Problem) return wrongOf(error)
      throw error
    }
  }

  async function step(one: DeskActivity, verb: 'open' | 'close' | 'cancel' | 'settle'): Promise<boolean> {
    const done = await desk.act(`activity:${one.id}`, `activity_${verb}`, `/activities/${one.id}/${verb}`)
    await load()
    return done
  }

  const told = computed(() => (desk.state.value?.activities ?? []).map((one) => `${one.id}:${one.state}`).join())
  watch([told, () => desk.state.value?.show_id], () => void load(), { immediate: true })
  const poll = setInterval(() => busy.value && void load(), POLL_MS)
  onScopeDispose(() => clearInterval(poll))

  return { rows, shown, failure, chosen, tally, load, arm, step }
}

export type ActivityDesk = ReturnType<typeof useActivityDesk>
