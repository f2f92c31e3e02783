import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/packing',
    name: 'packing',
    component: () => import('./Packing.vue'),
    meta: {
      title: 'packing.title',
      roles: ['warehouse', 'operator', 'admin', 'service'],
      nav: { label: 'packing.title', order: 42, group: 'sales' },
    },
  },
]
