import type { RouteRecordRaw } from 'vue-router'

const roles = ['operator', 'brand_manager', 'admin', 'service', 'compliance', 'host'] as const

export const routes: RouteRecordRaw[] = [
  {
    path: '/console',
    name: 'rooms',
    component: () => import('./Rooms.vue'),
    meta: {
      title: 'console.title',
      roles: [...roles],
      nav: { label: 'console.title', order: 10, group: 'air' },
    },
  },
  {
    path: '/console/:slug',
    name: 'console',
    component: () => import('./Console.vue'),
    meta: { title: 'console.title', mood: 'studio', bare: true, roles: [...roles] },
  },
]
