import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '../../session'

const roles: Role[] = ['operator', 'brand_manager', 'analyst', 'service', 'admin']

export const routes: RouteRecordRaw[] = [
  {
    path: '/promotions',
    name: 'promotions',
    component: () => import('./Promotions.vue'),
    meta: { title: 'promo.title', roles, nav: { label: 'promo.title', order: 36, group: 'office' } },
  },
  {
    path: '/promotions/:id(new|\\d+)',
    name: 'promotion',
    component: () => import('./Campaign.vue'),
    meta: { title: 'promo.title', roles },
  },
]
