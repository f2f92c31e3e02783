import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/tables/:key?',
    name: 'tables',
    component: () => import('./Tables.vue'),
    meta: { title: 'tables.title', nav: { label: 'tables.title', order: 75, group: 'settings' } },
  },
]
