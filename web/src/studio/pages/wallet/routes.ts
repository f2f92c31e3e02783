import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/wallet',
    name: 'wallet',
    component: () => import('./Wallet.vue'),
    meta: {
      title: 'wallet.title',
      roles: ['service', 'operator', 'brand_manager', 'admin'],
      nav: { label: 'wallet.title', order: 46, group: 'sales' },
    },
  },
]
