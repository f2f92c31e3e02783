import type { RouteRecordRaw } from 'vue-router'

const roles = ['analyst', 'brand_manager', 'operator', 'admin'] as const

export const routes: RouteRecordRaw[] = [
  {
    path: '/dashboards',
    name: 'dashboards',
    component: () => import('./Dashboards.vue'),
    meta: { title: 'dashboards.title', roles: [...roles], nav: { label: 'dashboards.title', order: 52, group: 'figures' } },
  },
  {
    path: '/dashboards/:id(\\d+|new)',
    name: 'dashboard',
    component: () => import('./Dashboard.vue'),
    meta: { title: 'dashboards.title', roles: [...roles] },
  },
]
