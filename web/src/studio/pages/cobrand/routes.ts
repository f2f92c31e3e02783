import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/cobrand', name: 'cobrand', component: () => import('./Cobrand.vue'), meta: { title: 'cobrand.title' } },
]
