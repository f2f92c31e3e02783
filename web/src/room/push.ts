/** Reminders by web push: ask the browser once, hand its address to the platform. */
import { worker } from './install'
import { asViewer } from './session'

export type PushState = 'none' | 'denied' | 'open'

/** WeChat's browser and plain HTTP pages have no push. */
export function pushState(): PushState {
  if (/MicroMessenger/i.test(navigator.userAgent)) return 'none'
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return 'none'
  return Notification.permission === 'denied' ? 'denied' : 'open'
}

/** Whether reminders come to this browser now; false when the person said no. */
export async function enablePush(key: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false
  const registration = (await worker())!
  await ready(registration)
  const options = { userVisibleOnly: true, applicationServerKey: bytes(key) }
  const made = await registration.pushManager.subscribe(options)
  const { endpoint, keys } = made.toJSON()
  const body = { endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'] }
  await asViewer('/social/push', { method: 'PUT', body })
  return true
}

export async function disablePush(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
  await asViewer('/social/push', { method: 'DELETE' })
}

function ready(registration: ServiceWorkerRegistration): Promise<void> {
  const worker = registration.installing ?? registration.waiting
  if (registration.active || !worker) return Promise.resolve()
  return new Promise((done) => {
    worker.addEventListener('statechange', () => worker.state === 'activated' && done())
  })
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(plain, (char) => char.charCodeAt(0))
}
