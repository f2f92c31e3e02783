import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '../../session'

const roles: Role[] = ['operator', 'brand_manager', 'compliance', 'service', 'admin']

export const routes: RouteRecordRaw[] = [
  {
    path: '/moderation',
    name: 'moderation',
    component: () => import('./Moderation.vue'),
    meta: { title: 'moderation.title', roles, nav: { label: 'moderation.title', order: 52, group: 'trust' } },
  },
]
