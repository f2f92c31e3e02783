import { computed, reactive, ref } from 'vue'
import { call, get, post, Problem, put } from '@/shared/http'
import { shop } from '../../session'

export interface Sku {
  id: number
  code: string
  name: string
  barcode: string
  daily_price: number
  floor_price: number | null
  cost: number | null
  weight_g: number
  is_active: boolean
}
export interface Product {
  id: number
  code: string
  name: string
  category: string
  brand: string
  description: string
  selling_points: string[]
  ship_within_hours: number
  return_days: number
  return_exempt_reason: string
  image: string
  is_listed: boolean
  skus: Sku[]
}
export type SkuBody = Omit<Sku, 'id' | 'floor_price' | 'cost'> & { floor_price: number; cost: number }
export type ProductBody = Omit<Product, 'id' | 'image' | 'skus'> & { skus: SkuBody[] }

interface Page {
  items: Product[]
  total: number
  categories: string[]
}
export const PAGE_SIZE = 50

/** State of the products page: what is asked for, what was found, what is on hand. */
export function useProducts() {
  const wish = reactive({ text: '', category: '', page: 1 })
  const page = ref<Page>({ items: [], total: 0, categories: [] })
  const stock = ref<Map<number, number>>(new Map())
  const isLoading = ref(true)
  const problem = ref('')
  const shopId = computed(() => shop.value?.id ?? 0)
  let asked = 0

  async function load(): Promise<void> {
    const turn = ++asked
    isLoading.value = true
    await attempt(async () => {
      const [found, units] = await Promise.all([
        get<Page>('/products', { ...wish, shop_id: shopId.value }),
        get<{ sku_id: number; on_hand: number }[]>('/products/stock', { shop_id: shopId.value }),
      ])
      if (turn !== asked) return // a later search has overtaken this one
      page.value = found
      stock.value = new Map(units.map((each) => [each.sku_id, each.on_hand]))
    })
    if (turn === asked) isLoading.value = false
  }

  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    problem.value = ''
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problem.value = error.message
      return false
    }
  }

  const unitsOf = (product: Product) =>
    product.skus.reduce((sum, sku) => sum + (stock.value.get(sku.id) ?? 0), 0)

  const save = (body: ProductBody, id?: number) =>
    id
      ? put<Product>(`/products/${id}`, { ...body, shop_id: shopId.value })
      : post<Product>('/products', { ...body, shop_id: shopId.value })

  const receive = (skuId: number, quantity: number) =>
    post('/products/stock/receive', { shop_id: shopId.value, sku_id: skuId, quantity })

  function setPicture(id: number, file: File): Promise<{ image: string }> {
    const body = new FormData()
    body.append('file', file)
    return call(`/products/${id}/image`, { method: 'POST', body, query: { shop_id: shopId.value } })
  }

  return { wish, page, stock, isLoading, problem, shopId, load, attempt, unitsOf, save, receive, setPicture }
}

/** Lowest and highest daily price of the active SKUs. */
export function priceRange(product: Product): [number, number] | null {
  const prices = product.skus.filter((sku) => sku.is_active).map((sku) => sku.daily_price)
  return prices.length ? [Math.min(...prices), Math.max(...prices)] : null
}

/** Margin of the cheapest active SKU at its daily price; null when the role may not see costs. */
export function margin(product: Product): number | null {
  const active = product.skus.filter((sku) => sku.is_active)
  const lowest = active.sort((a, b) => a.daily_price - b.daily_price)[0]
  return !lowest || lowest.cost === null ? null : (lowest.daily_price - lowest.cost) / lowest.daily_price
}
