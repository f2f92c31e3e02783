import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '../../session'

const roles: Role[] = ['operator', 'brand_manager', 'compliance', 'service', 'admin']

export const routes: RouteRecordRaw[] = [
  {
    path: '/guard/:id(\\d+)?',
    name: 'guard',
    component: () => import('./Guard.vue'),
    meta: { title: 'guard.title', roles, nav: { label: 'guard.title', order: 53, group: 'trust' } },
  },
]
