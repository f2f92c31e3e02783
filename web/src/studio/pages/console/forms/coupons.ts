/** The coupons that a shop gives out now: what a prize may be. */
import { onMounted, shallowRef } from 'vue'
import { get } from '@/shared/http'

export interface Coupon {
  id: number
  name: string
  kind: string
}

export function useCoupons(shop: () => number) {
  const coupons = shallowRef<Coupon[]>([])
  onMounted(async () => {
    const page = await get<{ items: Coupon[] }>('/promotions', { shop_id: shop(), state: 'running' }).catch(() => null)
    coupons.value = (page?.items ?? []).filter((one) => one.kind.includes('coupon'))
  })
  return coupons
}
