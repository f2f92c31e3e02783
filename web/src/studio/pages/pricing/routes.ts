import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '../../session'

const roles: Role[] = ['operator', 'brand_manager', 'analyst', 'admin']

export const routes: RouteRecordRaw[] = [
  {
    path: '/pricing',
    name: 'pricing',
    component: () => import('./Pricing.vue'),
    meta: { title: 'pricing.title', roles, nav: { label: 'pricing.title', order: 34, group: 'office' } },
  },
  {
    path: '/pricing/:id(\\d+)',
    name: 'price',
    component: () => import('./PriceOfSku.vue'),
    meta: { title: 'pricing.title', roles },
  },
]
