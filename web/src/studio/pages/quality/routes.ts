import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/quality',
    name: 'quality',
    component: () => import('./Quality.vue'),
    meta: {
      title: 'quality.title', roles: ['analyst', 'brand_manager', 'operator', 'admin'],
      nav: { label: 'quality.title', order: 56, group: 'figures' },
    },
  },
]
