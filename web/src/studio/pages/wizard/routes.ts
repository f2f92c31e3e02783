import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/setup', name: 'wizard', component: () => import('./Wizard.vue'), meta: { title: 'wizard.title', public: true } },
]
