import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/metrics',
    name: 'metrics',
    component: () => import('./Metrics.vue'),
    meta: {
      title: 'metrics.title', roles: ['analyst', 'brand_manager', 'operator', 'admin'],
      nav: { label: 'metrics.title', order: 53, group: 'figures' },
    },
  },
]
