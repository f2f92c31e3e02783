import { computed, ref, shallowRef, watch } from 'vue'
import { Problem } from '@/shared/http'
import { locale } from '@/shared/i18n'
import { askCharts, createDashboard, loadDashboard, saveDashboard, type Answer, type Chart, type Dashboard } from './api'
import { MOST_CHARTS } from './choosing'
import { answered, copied, moved, putBack, refreshed, removed, snapshot, structuredCopy, type Item, type Removed } from './edits'

type Saved = Pick<Dashboard, 'id' | 'shop_id' | 'version' | 'saved_by' | 'saved_at'>
const reason = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** One dashboard as somebody reads and changes it: its charts, their newest answers, what is not saved yet. */
export function useBoard(shop: number) {
  let lastUid = 0
  let turn = 0
  /** Counts the dashboards begun here: what one asked for never lands on the next. */
  let sitting = 0
  const saved = ref<Saved | null>(null)
  const name = ref('')
  const items = shallowRef<Item[]>([])
  const kept = ref(snapshot('', []))
  const isChanged = computed(() => snapshot(name.value, items.value) !== kept.value)
  const asOf = ref<number | null>(null)
  const isAsking = ref(false)
  const problem = ref('')
  const isSaving = ref(false)
  const refusal = ref('')
  /** What the server says about another's save or removal in between; empty when there was none. */
  const conflict = ref('')
  const isDeleted = ref(false)
  const gone = shallowRef<Removed | null>(null)
  const isFull = computed(() => items.value.length >= MOST_CHARTS)

  const itemOf = (chart: Chart, answer: Answer | null = null): Item => ({ uid: ++lastUid, chart, answer })

  /** Another dashboard in the place of what was here; `old` is null for one that was never saved. */
  function begin(title: string, charts: Chart[], isKept: boolean, old: Saved | null = null): void {
    sitting++
    saved.value = old
    name.value = title
    items.value = charts.map((one) => itemOf(structuredCopy(one)))
    kept.value = isKept ? snapshot(title, items.value) : snapshot('', [])
    conflict.value = refusal.value = ''
    isDeleted.value = false
    gone.value = asOf.value = null
    void ask()
  }
  /** Nothing of a dashboard of another shop but whose it is. */
  async function open(id: number): Promise<void> {
    const mine = ++sitting
    const found = await loadDashboard(id)
    if (mine !== sitting) return
    const isOwn = found.shop_id === shop
    begin(isOwn ? found.name : '', isOwn ? found.charts : [], true, found)
  }

  /** What another saved, in the place of the own work. */
  async function reopen(): Promise<void> {
    refusal.value = ''
    const opened = open(saved.value?.id ?? 0)
    const mine = sitting
    try {
      await opened
    } catch (error) {
      if (mine === sitting) refuse(error, true)
    }
  }

  /** All charts in one question; an older answer never replaces a newer one. */
  async function ask(): Promise<void> {
    const mine = ++turn
    const asked = items.value
    problem.value = ''
    isAsking.value = asked.length > 0
    if (!asked.length) return
    try {
      const found = await askCharts(shop, asked.map((one) => one.chart))
      if (mine !== turn) return
      items.value = answered(items.value, asked, found.answers)
      gone.value = refreshed(gone.value, asked, found.answers)
      asOf.value = found.as_of
    } catch (error) {
      if (mine === turn) problem.value = reason(error)
    } finally {
      if (mine === turn) isAsking.value = false
    }
  }

  /** A chart as the editor leaves it: in its place, or last when it is new. Gives its uid. */
  function put(uid: number | null, chart: Chart, answer: Answer | null): number {
    const item = uid === null ? itemOf(chart, answer) : { uid, chart, answer }
    items.value = uid === null ? [...items.value, item] : items.value.map((one) => (one.uid === uid ? item : one))
    if (!answer) void ask()
    return item.uid
  }
  const move = (uid: number, by: -1 | 1) => (items.value = moved(items.value, uid, by))
  function copy(uid: number): void {
    if (isFull.value) return
    items.value = copied(items.value, uid, ++lastUid)
    askMissing()
  }
  function drop(uid: number): void {
    ;[items.value, gone.value] = removed(items.value, uid)
  }
  function undo(): void {
    if (!gone.value || isFull.value) return
    items.value = putBack(items.value, gone.value)
    gone.value = null
    askMissing()
  }
  /** A chart that the question on its way does not know, or that has no answer, is asked for. */
  function askMissing(): void {
    if (isAsking.value || items.value.some((one) => !one.answer)) void ask()
  }

  /** `isOver`: over a dashboard that was there. Null when it was refused, or another was begun meanwhile. */
  async function store(write: (charts: Chart[]) => Promise<Dashboard>, title: string, isOver = false): Promise<Dashboard | null> {
    if (isSaving.value) return null
    isSaving.value = true
    refusal.value = ''
    const mine = sitting
    const settle = settling(title)
    try {
      const found = await write(items.value.map((one) => one.chart))
      if (mine !== sitting) return null
      settle(found)
      return found
    } catch (error) {
      if (mine === sitting) refuse(error, isOver)
      return null
    } finally {
      isSaving.value = false
    }
  }
  /** What is done when the work as it stands now was saved. */
  function settling(title: string): (found: Dashboard) => void {
    const sent = snapshot(title, items.value)
    const typed = name.value
    return (found) => {
      saved.value = found
      if (name.value === typed) name.value = title // what was typed meanwhile stays
      kept.value = sent
      conflict.value = ''
      isDeleted.value = false
    }
  }
  /** Another was first, with a change or a removal; anything else is told as it is. */
  function refuse(error: unknown, isOver: boolean): void {
    const isGone = isOver && error instanceof Problem && error.code === 'not_found'
    if (isGone) isDeleted.value = true
    if (isGone || (error instanceof Problem && 'version' in error.body)) conflict.value = reason(error)
    else refusal.value = reason(error)
  }
  function save(): Promise<Dashboard | null> {
    const title = name.value.trim()
    const old = saved.value
    if (!old) return saveAs(title)
    return store((charts) => saveDashboard(old.id, old.version, title, charts), title, true)
  }
  const saveAs = (title: string) => store((charts) => createDashboard(shop, title, charts), title)

  watch(locale, () => void ask()) // labels and problems come in the asker's language
  return {
    saved, name, items, isChanged, asOf, isAsking, problem, isSaving, refusal, conflict, isDeleted, gone, isFull,
    begin, open, reopen, ask, put, move, copy, drop, undo, save, saveAs,
  }
}
export type Board = ReturnType<typeof useBoard>
