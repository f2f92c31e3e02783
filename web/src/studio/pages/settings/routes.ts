import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/shop',
    name: 'shop',
    component: () => import('./ShopSettings.vue'),
    meta: { title: 'shop.title', nav: { label: 'shop.title', order: 78, group: 'settings' } },
  },
  {
    path: '/team',
    name: 'team',
    component: () => import('./Team.vue'),
    meta: { title: 'team.title', nav: { label: 'team.title', order: 80, group: 'settings' } },
  },
  {
    path: '/audit',
    name: 'audit',
    component: () => import('./Audit.vue'),
    meta: { title: 'audit.title', roles: ['admin', 'compliance'], nav: { label: 'audit.title', order: 85, group: 'settings' } },
  },
  {
    path: '/account',
    name: 'account',
    component: () => import('./Account.vue'),
    meta: { title: 'account.title', nav: { label: 'account.title', order: 90, group: 'settings' } },
  },
]
