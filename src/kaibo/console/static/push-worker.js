// Shows the reminders that the platform sends, also when no page is open, and a page of its own
// when a room is opened without a net. Nothing else is kept: pages and answers are always fresh.
const KEPT = 'kaibo-offline-1'
const OFFLINE = ['/static/offline.html', '/static/plain.css', '/static/icon.svg']

self.addEventListener('install', (event) => {
  self.skipWaiting()
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(OFFLINE)))
})
self.addEventListener('activate', (event) => {
  const drop = (names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)))
  event.waitUntil(caches.keys().then(drop).then(() => self.clients.claim()))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const isKept = OFFLINE.includes(new URL(request.url).pathname)
  if (request.mode === 'navigate') event.respondWith(fetch(request).catch(() => caches.match(OFFLINE[0])))
  else if (isKept) event.respondWith(fetch(request).catch(() => caches.match(request)))
})

self.addEventListener('push', (event) => {
  const told = event.data ? event.data.json() : {}
  const options = { body: told.body, tag: told.tag, icon: '/static/icon-192.png', data: { url: told.url } }
  event.waitUntil(self.registration.showNotification(told.title || 'Kaibo', options))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const url = new URL(event.notification.data?.url || '/', self.location.origin)
  if (url.origin !== self.location.origin) return
  event.waitUntil(show(url))
})

/** The page of the room that is open already, else a new one. */
async function show(url) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const open = pages.find((page) => new URL(page.url).pathname === url.pathname)
  return open ? open.focus() : self.clients.openWindow(url.href)
}
