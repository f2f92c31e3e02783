import { ref, shallowRef } from 'vue'
import { Problem } from '@/shared/http'
import type { RowEdit, TableApi } from './api'
import { restore, type CellEdit, type GridColumn } from './grid/grid'
import type { CellError, LineupAnswer, ScriptAnswer } from './types'

const DEEPEST_UNDO = 50

/** One editable table of the plan: rows, refused cells, undo, and the calls that change it. */
export function useTable<Row extends { id: number }, Answer extends LineupAnswer | ScriptAnswer>(
  calls: TableApi<Answer>, rowsOf: (answer: Answer) => Row[], columns: () => GridColumn<Row>[],
) {
  const answer = shallowRef<Answer | null>(null)
  const rows = shallowRef<Row[]>([])
  const refused = ref(new Map<string, { value: string; message: string }>())
  const notes = ref<string[]>([])
  const problem = ref('')
  const isBusy = ref(false)
  const past: Row[][] = []
  const canUndo = ref(false)
  let queue: Promise<unknown> = Promise.resolve()

  function take(fresh: Answer): void {
    answer.value = fresh
    rows.value = rowsOf(fresh)
  }

  /** Calls run one after the other, so that quick typing never overtakes itself. */
  function run(call: () => Promise<Answer>, remember: boolean): Promise<Answer | null> {
    const next = queue.then(async () => {
      const before = rows.value
      isBusy.value = true
      try {
        const fresh = await call()
        if (remember) push(before)
        problem.value = ''
        take(fresh)
        return fresh
      } catch (error) {
        problem.value = error instanceof Problem ? error.message : String(error)
        return null
      } finally {
        isBusy.value = false
      }
    })
    queue = next
    return next
  }
  function push(before: Row[]): void {
    past.push(before)
    if (past.length > DEEPEST_UNDO) past.shift()
    canUndo.value = true
  }

  async function edit(edits: CellEdit[]): Promise<void> {
    const batch = new Map<number, RowEdit>()
    for (const { id, key, value } of edits) {
      const row = batch.get(id) ?? { id: id || null, cells: {} }
      row.cells[key] = value
      batch.set(id, row)
      refused.value.delete(`${id}:${key}`)
    }
    const sent = [...batch.values()]
    const fresh = await run(() => calls.edit(sent), true)
    if (fresh) mark(fresh.errors)
  }

  async function paste(text: string, row: number, column: string): Promise<void> {
    const fresh = await run(() => calls.paste(text, row, column), true)
    if (!fresh) return
    refused.value.clear()
    mark(fresh.errors.filter((error) => error.id !== null))
    notes.value = fresh.errors.map((error) => `${error.row + 1} · ${titleOf(error)}：${error.message}`)
    if (fresh.ignored.length) notes.value.push(`— ${fresh.ignored.join('、')}`)
  }
  const titleOf = (error: CellError) => columns().find((one) => one.key === error.column)?.title ?? error.column

  function mark(errors: CellError[]): void {
    for (const { id, column, value, message } of errors) refused.value.set(`${id ?? 0}:${column}`, { value, message })
  }

  async function undo(): Promise<void> {
    const before = past.pop()
    canUndo.value = past.length > 0
    if (!before) return
    refused.value.clear()
    const back = restore(before, rows.value, columns())
    const made = new Map<number, number>()
    if (back.edits.length || back.removed.length) {
      const fresh = await run(() => calls.edit(back.edits, back.removed), false)
      back.edits.forEach((one, index) => {
        const id = fresh?.created[index]
        if (one.id === null && one.at && id) made.set(before[one.at - 1]?.id ?? 0, id)
      })
    }
    const order = back.order.map((id) => made.get(id) ?? id)
    const now = rows.value.map((row) => row.id)
    if (order.length === now.length && order.some((id, index) => id !== now[index])) {
      await run(() => calls.reorder(order), false)
    }
  }

  return {
    answer, rows, refused, notes, problem, isBusy, canUndo, edit, paste, undo,
    load: () => run(calls.load, false),
    remove: (ids: number[]) => run(() => calls.edit([], ids), true),
    reorder: (ids: number[]) => run(() => calls.reorder(ids), true),
    add: (cells: Record<string, string>) => run(() => calls.edit([{ id: null, cells }]), true),
    template: (key: string, at: number | null) => run(() => calls.template(key, at), true),
  }
}
