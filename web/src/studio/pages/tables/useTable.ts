import { computed, reactive, watch } from 'vue'
import { session } from '../../session'
import { fetchRows, fetchTables, type Row, type Table, type Wish } from './api'

/** Which table is open, what is asked of it, what was found, which row is chosen. */
export function useTable() {
  const state = reactive({
    tables: [] as Table[],
    key: '',
    wish: { search: '', filters: {}, sort: '-id' } as Wish,
    rows: [] as Row[],
    after: null as string | null,
    chosen: 0,
    isLoading: true,
    problem: '',
  })
  const table = computed(() => state.tables.find((each) => each.key === state.key) ?? null)
  const row = computed(() => state.rows[state.chosen] ?? null)
  const shop = computed(() => session.shopId ?? 0)
  let turn = 0

  async function attempt(work: () => Promise<void>): Promise<void> {
    const mine = ++turn
    state.isLoading = true
    state.problem = ''
    try {
      await work()
    } catch (error) {
      if (mine === turn) state.problem = error instanceof Error ? error.message : String(error)
    } finally {
      if (mine === turn) state.isLoading = false
    }
  }

  const loadTables = () =>
    attempt(async () => {
      state.tables = await fetchTables(shop.value)
    })

  async function load(more = false): Promise<void> {
    if (!table.value) return
    const key = state.key
    await attempt(async () => {
      const page = await fetchRows(key, shop.value, state.wish, more ? (state.after ?? '') : '')
      if (key !== state.key) return // another table was opened meanwhile
      state.rows = more ? [...state.rows, ...page.rows] : page.rows
      state.after = page.after
      if (!more) state.chosen = 0
    })
  }

  /** Open a table, with a filter where a row of another one led here. */
  async function open(key: string, filters: Record<string, string> = {}): Promise<void> {
    state.key = key
    state.wish = { search: '', filters: { ...filters }, sort: '-id' }
    state.rows = []
    state.after = null
    await load()
  }

  function move(step: number): void {
    state.chosen = Math.min(Math.max(state.chosen + step, 0), Math.max(state.rows.length - 1, 0))
    if (state.chosen >= state.rows.length - 3 && state.after && !state.isLoading) void load(true)
  }

  watch(() => session.shopId, () => void loadTables().then(() => load()))
  return { state, table, row, shop, loadTables, load, open, move }
}
