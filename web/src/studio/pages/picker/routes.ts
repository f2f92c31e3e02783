import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/picker',
    name: 'picker',
    component: () => import('./Picker.vue'),
    meta: { title: 'picker.title', nav: { label: 'picker.title', order: 32, group: 'office' } },
  },
]
