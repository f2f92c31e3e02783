import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/integrations',
    name: 'integrations',
    component: () => import('./Integrations.vue'),
    meta: { title: 'integrations.title', roles: ['admin'], nav: { label: 'integrations.title', order: 82, group: 'settings' } },
  },
]
