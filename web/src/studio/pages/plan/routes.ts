import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/shows/:id(\\d+)/plan', name: 'plan', component: () => import('./Plan.vue'), meta: { title: 'plan.title' } },
]
