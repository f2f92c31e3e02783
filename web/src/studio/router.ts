import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { loadSession, may, session, type Role } from './session'

/** Of the menu, in its order: run the show, plan it, sell and ship, read figures, keep order, set up. */
export const GROUPS = ['air', 'office', 'sales', 'figures', 'trust', 'settings'] as const

export interface NavPlace {
  /** i18n key of the menu entry. */
  label: string
  order: number
  group: (typeof GROUPS)[number]
}

declare module 'vue-router' {
  interface RouteMeta {
    /** Studio is dark (console, prompter, war board), office light; office when not said. */
    mood?: 'studio' | 'office'
    /** Any of these roles in the chosen shop opens the page; everybody when not said. */
    roles?: Role[]
    /** Present: the page stands in the menu. */
    nav?: NavPlace
    /** i18n key of the window title. */
    title?: string
    /** Opens without a log-in. */
    public?: boolean
    /** Fills the window: no menu around it (prompter, console). */
    bare?: boolean
  }
}

const collected = import.meta.glob<{ routes: RouteRecordRaw[] }>('./pages/*/routes.ts', { eager: true })

export const pages: RouteRecordRaw[] = Object.values(collected).flatMap((module) => module.routes)

export const router = createRouter({
  history: createWebHistory('/studio/'),
  routes: [...pages, { path: '/:missing(.*)*', component: () => import('./layout/NotFound.vue') }],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach(async (to) => {
  document.documentElement.dataset.mood = to.meta.mood ?? 'office'
  if (to.meta.public) return true
  const me = session.me ?? (await loadSession())
  if (!me) return { name: 'login', query: { next: to.fullPath } }
  if (me.totp.required && !me.totp.verified && to.name !== 'totp') return { name: 'totp' }
  if (to.meta.roles && !may(...to.meta.roles)) return { name: 'home', query: { denied: to.path } }
  return true
})

/** Menu entries of the chosen shop's roles, in their order. */
export function navigation(group: NavPlace['group']): RouteRecordRaw[] {
  return pages
    .filter((page) => page.meta?.nav?.group === group && may(...(page.meta.roles ?? [])))
    .sort((a, b) => (a.meta?.nav?.order ?? 0) - (b.meta?.nav?.order ?? 0))
}
