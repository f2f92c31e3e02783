import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/shows',
    name: 'shows',
    component: () => import('./Shows.vue'),
    meta: { title: 'shows.title', nav: { label: 'shows.title', order: 10, group: 'office' } },
  },
]
