import { computed, reactive, readonly } from 'vue'
import { get, post, Problem } from '@/shared/http'

export type Role =
  | 'operator'
  | 'host'
  | 'brand_manager'
  | 'compliance'
  | 'analyst'
  | 'warehouse'
  | 'service'
  | 'admin'

export interface Shop {
  id: number
  slug: string
  name: string
  company_name: string
  license_no: string
  currency: string
  time_zone: string
  is_demo: boolean
  requires_totp: boolean
}

export interface Endpoints {
  gateway: string
  media: string
  media_ws: string
  rtmp: string
}

export interface Me {
  staff: { id: number; username: string; name: string; is_superuser: boolean }
  shops: Shop[]
  roles: Record<string, Role[]>
  ws_token: string
  ws_token_expires_at: number
  endpoints: Endpoints
  totp: { enrolled: boolean; verified: boolean; required: boolean }
}

interface State {
  me: Me | null
  shopId: number | null
}

const SHOP_KEY = 'kaibo.shop'
const state = reactive<State>({ me: null, shopId: null })

/** Who is logged in and in which shop they work. One per browser tab. */
export const session = readonly(state) as Readonly<State>

export const shop = computed<Shop | null>(
  () => state.me?.shops.find((each) => each.id === state.shopId) ?? null,
)

/** Roles held in the chosen shop; a superuser holds all. */
export const roles = computed<Role[]>(() => state.me?.roles[String(state.shopId)] ?? [])

export function may(...wanted: Role[]): boolean {
  if (!wanted.length || state.me?.staff.is_superuser) return true
  return wanted.some((role) => roles.value.includes(role))
}

/** Ask who is logged in; null when nobody is. */
export async function loadSession(): Promise<Me | null> {
  try {
    take(await get<Me>('/staff/me'))
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error
    state.me = null
  }
  return state.me
}

export function chooseShop(id: number): void {
  state.shopId = id
  sessionStorage.setItem(SHOP_KEY, String(id))
}

export async function logOut(): Promise<void> {
  await post('/staff/logout')
  state.me = null
}

export function forgetSession(): void {
  state.me = null
}

function take(me: Me): void {
  state.me = me
  const wished = Number(sessionStorage.getItem(SHOP_KEY))
  const found = me.shops.find((each) => each.id === wished) ?? me.shops[0]
  state.shopId = found?.id ?? null
}
