import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/ask',
    name: 'ask',
    component: () => import('./Ask.vue'),
    meta: {
      title: 'ask.title', roles: ['analyst', 'brand_manager', 'admin'],
      nav: { label: 'ask.title', order: 54, group: 'figures' },
    },
  },
]
