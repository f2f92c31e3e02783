import '@/shared/tokens.css'
import './room.css'
import { createApp } from 'vue'
import { setUpI18n } from '@/shared/i18n'
import { messages as shared } from '@/shared/messages'
import { messages as activities } from './activities'
import { messages as conduct } from './conduct'
import { messages as coupons } from './coupons'
import { messages as fair } from './fair'
import { messages as guard } from './guard'
import { messages as install, watchInstall } from './install'
import { messages } from './messages'
import { messages as rating } from './ratings'
import { messages as service } from './service'
import { createRoom, RoomKey } from './room'
import RoomApp from './RoomApp.vue'
import { ensureSession } from './session'
import { land } from './share'
import { messages as social } from './socialMessages'

const root = document.getElementById('app')!
const slug = root.dataset['slug'] ?? location.pathname.split('/').pop() ?? ''
const source = new URLSearchParams(location.search).has('s') ? 'share' : new URLSearchParams(location.search).get('from')?.slice(0, 40) || 'direct'
const room = createRoom(slug, source)

createApp(RoomApp)
  .use(setUpI18n({ room: { messages }, activities: { messages: activities }, conduct: { messages: conduct }, coupons: { messages: coupons }, fair: { messages: fair }, guard: { messages: guard }, install: { messages: install }, rating: { messages: rating }, social: { messages: social }, service: { messages: service }, shared: { messages: shared } }))
  .provide(RoomKey, room)
  .mount(root)
watchInstall()
void start()

/** Inside WeChat, who the viewer is there comes first; nothing of it may keep the room closed. */
async function start(): Promise<void> {
  const wechat = /MicroMessenger/i.test(navigator.userAgent) ? await import('./wechat') : null
  if (wechat?.isWeChat() && (await ensureSession(source).then(wechat.enterByWeChat).catch(() => false))) return
  await room.start()
  void import('./flow').then((flow) => flow.watchFlow(room))
  void land().then((found) => found && room.arrive(found.link_id))
  if (wechat?.isWeChat()) void wechat.setShareCard(room).catch(() => undefined)
}
