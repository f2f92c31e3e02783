import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/lifecycle',
    name: 'lifecycle',
    component: () => import('./Lifecycle.vue'),
    meta: { title: 'lifecycle.title', nav: { label: 'lifecycle.title', order: 31, group: 'office' } },
  },
]
