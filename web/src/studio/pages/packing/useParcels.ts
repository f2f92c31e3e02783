import { computed, reactive, watch } from 'vue'
import { session } from '../../session'
import { fetchParcels, keyOf, type Parcel, type Wanted } from './api'

const PAGE = 100

/** All parcels of the shop, what the filters leave of them, the chosen one and the selected. */
export function useParcels() {
  const desk = reactive({
    all: [] as Parcel[],
    show: 0,
    house: 0,
    shown: PAGE,
    chosenKey: 0,
    picked: new Set<number>(),
    isLoading: true,
    error: '',
  })
  /** House −1: parcels no single house has all of. Show −1: orders outside shows. */
  const found = computed(() =>
    desk.all.filter(
      (one) => (!desk.show || (one.show_id ?? -1) === desk.show) && (!desk.house || (one.warehouse_id ?? -1) === desk.house),
    ),
  )
  const page = computed(() => found.value.slice(0, desk.shown))
  const index = computed(() => found.value.findIndex((one) => keyOf(one) === desk.chosenKey))
  const chosen = computed(() => found.value[index.value] ?? null)
  const picked = computed(() => found.value.filter((one) => desk.picked.has(keyOf(one))))
  const shows = computed(() => options((one) => [one.show_id ?? -1, one.show_title]))
  const houses = computed(() => options((one) => [one.warehouse_id ?? -1, one.warehouse]))
  const orders = computed(() => found.value.reduce((sum, one) => sum + one.order_ids.length, 0))
  const wanted = computed<Wanted>(() => ({
    show: desk.show > 0 ? desk.show : null,
    house: desk.house > 0 ? desk.house : null,
    orders: picked.value.map(keyOf),
  }))

  function options(read: (one: Parcel) => [number, string]): { id: number; name: string; n: number }[] {
    const seen = new Map<number, { id: number; name: string; n: number }>()
    for (const one of desk.all) {
      const [id, name] = read(one)
      const known = seen.get(id) ?? { id, name, n: 0 }
      known.n += 1
      seen.set(id, known)
    }
    return [...seen.values()]
  }

  async function load(): Promise<void> {
    desk.isLoading = true
    desk.error = ''
    try {
      desk.all = await fetchParcels()
      if (index.value < 0) desk.chosenKey = found.value[0] ? keyOf(found.value[0]) : 0
    } catch (error) {
      desk.error = error instanceof Error ? error.message : String(error)
    } finally {
      desk.isLoading = false
    }
  }

  function move(step: number): void {
    const there = Math.min(Math.max(index.value + step, 0), found.value.length - 1)
    const next = found.value[there]
    if (next) desk.chosenKey = keyOf(next)
    if (there >= desk.shown) desk.shown += PAGE
  }

  function pick(parcel: Parcel | null): void {
    if (!parcel) return
    const next = new Set(desk.picked)
    if (!next.delete(keyOf(parcel))) next.add(keyOf(parcel))
    desk.picked = next
  }

  /** It has left: the next one is chosen, a selected one before others. */
  function gone(parcel: Parcel): void {
    const at = found.value.indexOf(parcel)
    const rest = picked.value.filter((one) => one !== parcel)
    const next = rest[0] ?? found.value[at + 1] ?? found.value[at - 1]
    desk.picked = new Set(rest.map(keyOf))
    desk.all = desk.all.filter((one) => one !== parcel)
    desk.chosenKey = next ? keyOf(next) : 0
  }

  watch(() => [desk.show, desk.house], () => {
    desk.shown = PAGE
    desk.picked = new Set()
    if (index.value < 0) desk.chosenKey = found.value[0] ? keyOf(found.value[0]) : 0
  })
  watch(() => session.shopId, () => void load(), { immediate: true })
  return { desk, found, page, chosen, picked, shows, houses, orders, wanted, load, move, pick, gone }
}
