import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '../../session'

const roles: Role[] = ['warehouse', 'operator', 'brand_manager', 'analyst', 'admin']

export const routes: RouteRecordRaw[] = [
  {
    path: '/stock',
    name: 'stock',
    component: () => import('./Stock.vue'),
    meta: { title: 'stock.title', roles, nav: { label: 'stock.title', order: 32, group: 'office' } },
  },
]
