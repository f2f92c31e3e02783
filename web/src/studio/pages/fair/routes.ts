import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/console/:slug/fair',
    name: 'fair',
    component: () => import('./FairDesk.vue'),
    meta: { title: 'fair.title', roles: ['operator', 'brand_manager', 'admin', 'service'] },
  },
  {
    path: '/gifts',
    name: 'gifts',
    component: () => import('./GiftList.vue'),
    meta: { title: 'giftList.title', roles: ['brand_manager', 'admin'], nav: { label: 'giftList.title', order: 46, group: 'sales' } },
  },
  {
    path: '/prizes',
    name: 'prizes',
    component: () => import('./PrizesToShip.vue'),
    meta: { title: 'prizes.title', roles: ['operator', 'service', 'admin'], nav: { label: 'prizes.title', order: 47, group: 'sales' } },
  },
]
