import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/behaviour',
    name: 'behaviour',
    component: () => import('./Behaviour.vue'),
    meta: {
      title: 'behaviour.title', roles: ['analyst', 'brand_manager', 'operator', 'admin'],
      nav: { label: 'behaviour.title', order: 53, group: 'figures' },
    },
  },
]
