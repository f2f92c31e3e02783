/** The room on the home screen: its worker, and the browser's own offer to install. */
import { computed, ref, shallowRef } from 'vue'
import type { Messages } from '@/shared/i18n'

interface InstallEvent extends Event {
  prompt: () => Promise<unknown>
}

const SCOPE = '/r/'
const offer = shallowRef<InstallEvent | null>(null)
const isDone = ref(false)
const agent = navigator.userAgent
const isInApp = /MicroMessenger|QQ\/|Weibo|DingTalk|aweme|toutiao/i.test(agent)
const isStandalone = window.matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true
/** Safari on a phone has no offer; its share menu does it. */
const isByMenu = /iPhone|iPad/.test(agent) && /Safari/.test(agent) && !/CriOS|FxiOS|EdgiOS/.test(agent)

/** `offer`: a button works; `menu`: the person must do it; null: not here, or done already. */
export const installWay = computed<'offer' | 'menu' | null>(() => {
  if (isInApp || isStandalone || isDone.value) return null
  return offer.value ? 'offer' : isByMenu ? 'menu' : null
})

/** The offer comes once, early, and may be made only after a tap. */
export function watchInstall(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offer.value = event as InstallEvent
  })
  window.addEventListener('appinstalled', () => (isDone.value = true))
  if (!isInApp) void worker()?.catch(() => undefined) // the room works without it
}

export async function install(): Promise<void> {
  await offer.value?.prompt()
  offer.value = null
}

/** Shows reminders and the page without a net; undefined where browsers have none. */
export function worker(): Promise<ServiceWorkerRegistration> | undefined {
  if (!('serviceWorker' in navigator) || !window.isSecureContext) return undefined
  return navigator.serviceWorker.register('/static/push-worker.js', { scope: SCOPE })
}

export const messages: Messages = {
  'zh-CN': { install: { offer: '添加到手机桌面', hint: '下次开播，从桌面一点就进', menu: '点浏览器的分享按钮，再选“添加到主屏幕”，下次从桌面进来' } },
  en: { install: { offer: 'Add to home screen', hint: 'One tap to the next show', menu: 'Tap the browser’s share button, then “Add to Home Screen”' } },
}
