import { computed, ref, shallowRef, watch } from 'vue'
import { Problem } from '@/shared/http'
import { locale } from '@/shared/i18n'
import { askCharts, createDashboard, loadDashboard, saveDashboard, type Answer, type Chart, type Dashboard } from './api'
import { answered, copied, moved, putBack, removed, snapshot, structuredCopy, type Item, type Removed } from './edits'

type Saved = Pick<Dashboard, 'id' | 'shop_id' | 'version' | 'saved_by' | 'saved_at'>
const reason = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** One dashboard as somebody reads and changes it: its charts, their newest answers, what is not saved yet. */
export function useBoard(shop: number) {
  let lastUid = 0
  let turn = 0
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
  /** What the server says about another's save in between; empty when there was none. */
  const conflict = ref('')
  const gone = shallowRef<Removed | null>(null)

  const itemOf = (chart: Chart, answer: Answer | null = null): Item => ({ uid: ++lastUid, chart, answer })

  function begin(title: string, charts: Chart[], isKept: boolean): void {
    name.value = title
    items.value = charts.map((one) => itemOf(structuredCopy(one)))
    kept.value = isKept ? snapshot(title, items.value) : snapshot('', [])
    conflict.value = refusal.value = ''
    gone.value = null
    void ask()
  }
  async function open(id: number): Promise<void> {
    const found = await loadDashboard(id)
    saved.value = found
    if (found.shop_id === shop) begin(found.name, found.charts, true)
  }

  /** What another saved, in the place of the own work. */
  async function reopen(): Promise<void> {
    refusal.value = ''
    try {
      await open(saved.value?.id ?? 0)
    } catch (error) {
      refusal.value = reason(error)
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
  const copy = (uid: number) => (items.value = copied(items.value, uid, ++lastUid))
  function drop(uid: number): void {
    ;[items.value, gone.value] = removed(items.value, uid)
  }
  function undo(): void {
    if (gone.value) items.value = putBack(items.value, gone.value)
    gone.value = null
  }

  async function store(write: (charts: Chart[]) => Promise<Dashboard>, title: string): Promise<Dashboard | null> {
    if (isSaving.value) return null
    isSaving.value = true
    refusal.value = ''
    const sent = snapshot(title, items.value)
    const typed = name.value
    try {
      saved.value = await write(items.value.map((one) => one.chart))
      if (name.value === typed) name.value = title // what was typed meanwhile stays
      kept.value = sent
      conflict.value = ''
      return saved.value as Dashboard
    } catch (error) {
      if (error instanceof Problem && 'version' in error.body) conflict.value = error.message
      else refusal.value = reason(error)
      return null
    } finally {
      isSaving.value = false
    }
  }
  function save(): Promise<Dashboard | null> {
    const title = name.value.trim()
    const old = saved.value
    return store((charts) => (old ? saveDashboard(old.id, old.version, title, charts) : createDashboard(shop, title, charts)), title)
  }
  const saveAs = (title: string) => store((charts) => createDashboard(shop, title, charts), title)

  watch(locale, () => void ask()) // labels and problems come in the asker's language
  return {
    saved, name, items, isChanged, asOf, isAsking, problem, isSaving, refusal, conflict, gone,
    begin, open, reopen, ask, put, move, copy, drop, undo, save, saveAs,
  }
}
export type Board = ReturnType<typeof useBoard>
