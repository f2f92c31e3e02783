import type { RouteRecordRaw } from 'vue-router'

const roles = ['analyst', 'brand_manager', 'operator', 'admin'] as const

export const routes: RouteRecordRaw[] = [
  {
    path: '/board',
    name: 'boards',
    component: () => import('./Boards.vue'),
    meta: { title: 'board.title', roles: [...roles], nav: { label: 'board.title', order: 40, group: 'air' } },
  },
  {
    path: '/board/:show(\\d+)',
    name: 'board',
    component: () => import('./Board.vue'),
    meta: { title: 'board.title', mood: 'studio', bare: true, roles: [...roles] },
  },
  {
    path: '/benchmarks',
    name: 'benchmarks',
    component: () => import('./Benchmarks.vue'),
    meta: { title: 'board.benchmarks.title', roles: [...roles], nav: { label: 'board.benchmarks.title', order: 55, group: 'figures' } },
  },
]
