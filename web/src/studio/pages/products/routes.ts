import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/products',
    name: 'products',
    component: () => import('./Products.vue'),
    meta: { title: 'products.title', nav: { label: 'products.title', order: 30, group: 'office' } },
  },
]
