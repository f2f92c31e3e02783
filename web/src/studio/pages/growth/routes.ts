import type { RouteRecordRaw } from 'vue-router'

const roles = ['operator', 'brand_manager', 'analyst', 'service', 'admin'] as const

export const routes: RouteRecordRaw[] = [
  {
    path: '/growth',
    name: 'growth',
    component: () => import('./Growth.vue'),
    meta: { title: 'growth.title', roles: [...roles], nav: { label: 'growth.title', order: 37, group: 'office' } },
  },
  {
    path: '/flow',
    name: 'flow',
    component: () => import('./Flow.vue'),
    meta: {
      title: 'flow.title', roles: ['operator', 'brand_manager', 'analyst', 'admin'],
      nav: { label: 'flow.title', order: 51, group: 'figures' },
    },
  },
]
