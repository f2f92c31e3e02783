import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/reconcile/:id(\\d+)?',
    name: 'reconcile',
    component: () => import('./Reconcile.vue'),
    meta: {
      title: 'reconcile.title',
      roles: ['operator', 'brand_manager', 'service', 'admin'],
      nav: { label: 'reconcile.title', order: 46, group: 'sales' },
    },
  },
]
