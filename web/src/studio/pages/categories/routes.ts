import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/categories', name: 'categories', component: () => import('./Categories.vue'), meta: { title: 'categories.title' } },
]
