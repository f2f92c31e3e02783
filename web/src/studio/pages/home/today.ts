import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { get, Problem } from '@/shared/http'
import { may, shop } from '../../session'
import { api } from '../plan/api'
import type { PhaseCard, ShowCard, TaskCard } from '../plan/types'
import { loadReviews, type ReviewCard } from '../review/api'

export interface RoomRow {
  slug: string
  title: string
  is_on_air: boolean
  is_rehearsal: boolean
  stream_state: string
}
/** A task of a show that is not done yet. */
export interface OpenTask extends TaskCard {
  show: ShowCard
}
export interface Today {
  onAir: ComputedRef<RoomRow[]>
  shows: ComputedRef<ShowCard[]>
  tasks: ComputedRef<OpenTask[]>
  review: ComputedRef<ReviewCard | null>
  isLoading: Ref<boolean>
  isEmpty: ComputedRef<boolean>
  problem: Ref<string>
  load: () => Promise<void>
}

const CONSOLE = ['operator', 'brand_manager', 'admin', 'service', 'compliance', 'host'] as const
const REVIEW = ['analyst', 'brand_manager', 'operator', 'admin'] as const
const SHOWN = 4

export const mayConsole = () => may(...CONSOLE)
export const mayReview = () => may(...REVIEW)

/** Shows on air first, then the nearest to come; rehearsals and past plans are left out. */
export function coming(shows: readonly ShowCard[], now: number): ShowCard[] {
  const wanted = shows.filter(
    (show) => !show.is_rehearsal && (show.phase === 'on_air' || (show.phase === 'prepare' && show.planned_end_at > now)),
  )
  const rank = (show: ShowCard) => (show.phase === 'on_air' ? 0 : 1)
  return wanted.sort((a, b) => rank(a) - rank(b) || a.planned_start_at - b.planned_start_at)
}

/** Open tasks of the phases a show is in or was in; those due first, then those without a date. */
export function openTasks(show: ShowCard, phases: readonly PhaseCard[]): OpenTask[] {
  return phases
    .filter((phase) => phase.state !== 'ahead')
    .flatMap((phase) => phase.tasks)
    .filter((task) => task.done_at === null)
    .map((task) => ({ ...task, show }))
    .sort((a, b) => (a.due_at ?? Infinity) - (b.due_at ?? Infinity))
}

/** What the overview shows of the chosen shop. */
export function useToday(): Today {
  const rooms = ref<RoomRow[]>([])
  const all = ref<ShowCard[]>([])
  const found = ref<OpenTask[]>([])
  const reviews = ref<ReviewCard[]>([])
  const isLoading = ref(true)
  const problem = ref('')
  const mine = computed(() => all.value.filter((show) => show.shop_id === shop.value?.id))

  async function load(): Promise<void> {
    isLoading.value = true
    problem.value = ''
    try {
      ;[all.value, rooms.value, reviews.value] = await Promise.all([
        api.shows(),
        mayConsole() ? get<RoomRow[]>('/rooms') : [],
        mayReview() ? loadReviews() : [],
      ])
      found.value = await tasksOf(coming(mine.value, Date.now()).slice(0, SHOWN))
    } catch (error) {
      problem.value = error instanceof Problem ? error.message : String(error)
    } finally {
      isLoading.value = false
    }
  }
  return {
    onAir: computed(() => rooms.value.filter((room) => room.is_on_air)),
    shows: computed(() => coming(mine.value, Date.now()).slice(0, SHOWN)),
    tasks: computed(() => found.value),
    review: computed(
      () => reviews.value.find((card) => card.show.shop_id === shop.value?.id && card.verdict !== null) ?? null,
    ),
    isLoading,
    isEmpty: computed(() => !isLoading.value && !problem.value && mine.value.length === 0),
    problem,
    load,
  }
}

async function tasksOf(shows: ShowCard[]): Promise<OpenTask[]> {
  const lists = await Promise.all(shows.map(async (show) => openTasks(show, await api.phases(show.id))))
  return lists.flat()
}
