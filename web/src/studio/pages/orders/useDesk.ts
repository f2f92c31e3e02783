import { computed, reactive, watch } from 'vue'
import { session } from '../../session'
import { fetchDesk, fetchOrder, type Order } from './api'

/** The list of the order desk: filter, pages, and which row is chosen. */
export function useDesk() {
  const desk = reactive({
    state: '',
    search: '',
    orders: [] as Order[],
    next: null as number | null,
    chosenId: null as number | null,
    isLoading: false,
    error: '',
  })
  const index = computed(() => desk.orders.findIndex((order) => order.id === desk.chosenId))
  const chosen = computed(() => desk.orders[index.value] ?? null)
  let latest = 0

  async function load(more = false): Promise<void> {
    const mine = ++latest
    desk.isLoading = true
    try {
      const page = await fetchDesk({
        shop: session.shopId ?? 0,
        state: desk.state,
        search: desk.search,
        before: more ? (desk.next ?? undefined) : undefined,
      })
      if (mine !== latest) return
      desk.orders = more ? [...desk.orders, ...page.orders] : page.orders
      desk.next = page.next_before
      desk.error = ''
      if (index.value < 0) desk.chosenId = desk.orders[0]?.id ?? null
    } catch (error) {
      if (mine === latest) desk.error = error instanceof Error ? error.message : String(error)
    } finally {
      if (mine === latest) desk.isLoading = false
    }
  }

  /** Read one order again after something was done to it. */
  async function refresh(id: number): Promise<void> {
    const fresh = await fetchOrder(id)
    desk.orders = desk.orders.map((order) => (order.id === id ? fresh : order))
  }

  function move(step: number): void {
    const there = Math.min(Math.max(index.value + step, 0), desk.orders.length - 1)
    desk.chosenId = desk.orders[there]?.id ?? null
    if (there >= desk.orders.length - 3 && desk.next !== null && !desk.isLoading) void load(true)
  }

  watch(() => [desk.state, session.shopId], () => void load(), { immediate: true })
  return { desk, chosen, load, refresh, move }
}
