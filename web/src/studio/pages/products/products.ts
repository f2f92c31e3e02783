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
  attributes: Record<string, string>
  image: string
  is_gift: boolean
  presale_ships_at: string | null
  components: Record<string, number>
}
export interface Claim {
  text: string
  proof: string
}
export interface Product {
  id: number
  code: string
  name: string
  category: string
  needs: string[]
  brand: string
  description: string
  selling_points: string[]
  ship_within_hours: number
  return_days: number
  return_exempt_reason: string
  return_exempt_consent: string
  claims: Claim[]
  launched_on: string | null
  image: string
  is_listed: boolean
  skus: Sku[]
}
export type SkuBody = Omit<Sku, 'id' | 'floor_price' | 'cost' | 'image'> & { floor_price: number; cost: number }
export type ProductBody = Omit<Product, 'id' | 'image' | 'skus'> & { skus: SkuBody[] }

export interface Attribute {
  name: string
  choices: string[]
  is_required: boolean
}
export interface Category {
  id: number
  parent_id: number | null
  name: string
  path: string
  depth: number
  attributes: Attribute[]
  products: number
  uses: number
}
export interface Picture {
  id: number
  kind: PictureKind
  image: string
  caption: string
  width: number
  height: number
  bytes: number
}
export type PictureKind = 'gallery' | 'detail' | 'spin'

interface Page {
  items: Product[]
  total: number
  categories: string[]
  needs: string[]
}
export const PAGE_SIZE = 50

/** State of the products page: what is asked for, what was found, what is on hand. */
export function useProducts() {
  const wish = reactive({ text: '', category: '', need: '', page: 1 })
  const page = ref<Page>({ items: [], total: 0, categories: [], needs: [] })
  const tree = ref<Category[]>([])
  const stock = ref<Map<number, number>>(new Map())
  const isLoading = ref(true)
  const problem = ref('')
  const shopId = computed(() => shop.value?.id ?? 0)
  let asked = 0

  async function load(): Promise<void> {
    const turn = ++asked
    isLoading.value = true
    await attempt(async () => {
      const [found, units, nodes] = await Promise.all([
        get<Page>('/products', { ...wish, shop_id: shopId.value }),
        get<{ sku_id: number; on_hand: number }[]>('/products/stock', { shop_id: shopId.value }),
        get<Category[]>('/products/categories', { shop_id: shopId.value }),
      ])
      if (turn !== asked) return // a later search has overtaken this one
      page.value = found
      tree.value = nodes
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

  const setPicture = (id: number, file: File) => upload<{ image: string }>(`/products/${id}/image`, { file }, shopId.value)
  const setSkuPicture = (id: number, file: File) => upload<{ image: string }>(`/products/skus/${id}/image`, { file }, shopId.value)

  return { wish, page, tree, stock, isLoading, problem, shopId, load, attempt, unitsOf, save, receive, setPicture, setSkuPicture }
}

/** Send files as a form; `query` goes beside the shop. */
export function upload<T>(path: string, files: Record<string, File | File[]>, shopId: number, query: Record<string, string> = {}): Promise<T> {
  const body = new FormData()
  for (const [name, value] of Object.entries(files)) for (const file of [value].flat()) body.append(name, file)
  return call<T>(path, { method: 'POST', body, query: { shop_id: shopId, ...query } })
}

/** Attributes that SKUs of a category carry: its own and its parents', the nearer one wins. */
export function attributesAt(tree: Category[], path: string): Attribute[] {
  const above = tree.filter((node) => path === node.path || path.startsWith(`${node.path}/`))
  const named = new Map(above.flatMap((node) => node.attributes).map((each) => [each.name, each]))
  return [...named.values()]
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
