import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/desk/:slug',
    name: 'desk',
    component: () => import('./CommentDesk.vue'),
    meta: {
      title: 'talk.title', mood: 'studio', bare: true,
      roles: ['operator', 'brand_manager', 'admin', 'service', 'compliance', 'analyst'],
    },
  },
]
