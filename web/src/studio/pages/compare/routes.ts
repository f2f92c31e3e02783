import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/compare',
    name: 'compare',
    component: () => import('./Compare.vue'),
    meta: {
      title: 'compare.title', roles: ['analyst', 'brand_manager', 'operator', 'admin'],
      nav: { label: 'compare.title', order: 51, group: 'figures' },
    },
  },
]
