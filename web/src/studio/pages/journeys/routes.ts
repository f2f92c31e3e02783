import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/journeys',
    name: 'journeys',
    component: () => import('./Journeys.vue'),
    meta: {
      title: 'journeys.title', roles: ['analyst', 'brand_manager', 'operator', 'admin'],
      nav: { label: 'journeys.title', order: 52, group: 'figures' },
    },
  },
]
