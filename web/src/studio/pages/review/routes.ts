import type { RouteRecordRaw } from 'vue-router'

const roles = ['analyst', 'brand_manager', 'operator', 'admin'] as const

export const routes: RouteRecordRaw[] = [
  {
    path: '/review',
    name: 'reviews',
    component: () => import('./Reviews.vue'),
    meta: { title: 'review.title', roles: [...roles], nav: { label: 'review.title', order: 50, group: 'figures' } },
  },
  {
    path: '/review/:show(\\d+)',
    name: 'review',
    component: () => import('./Review.vue'),
    meta: { title: 'review.title', roles: [...roles] },
  },
]
