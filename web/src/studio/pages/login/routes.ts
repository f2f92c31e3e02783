import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/login', name: 'login', component: () => import('./Login.vue'), meta: { title: 'login.title', public: true } },
  { path: '/totp', name: 'totp', component: () => import('./Totp.vue'), meta: { title: 'totp.title', bare: true } },
]
