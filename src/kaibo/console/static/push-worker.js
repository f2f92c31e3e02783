// Shows the reminders that the platform sends, also when no page is open.
self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('push', (event) => {
  const told = event.data ? event.data.json() : {}
  const options = { body: told.body, tag: told.tag, icon: '/static/icon.svg', data: { url: told.url } }
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
