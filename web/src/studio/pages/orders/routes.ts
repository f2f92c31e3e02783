import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/orders',
    name: 'orders',
    component: () => import('./Orders.vue'),
    meta: {
      title: 'orders.title',
      roles: ['operator', 'brand_manager', 'warehouse', 'service', 'admin', 'analyst'],
      nav: { label: 'orders.title', order: 40, group: 'sales' },
    },
  },
]
