import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/prompter/:slug',
    name: 'prompter',
    component: () => import('./Prompter.vue'),
    meta: {
      title: 'prompter.title', mood: 'studio', bare: true,
      roles: ['host', 'operator', 'brand_manager', 'admin'],
    },
  },
]
