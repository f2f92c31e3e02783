import '@/shared/tokens.css'
import './room.css'
import { createApp } from 'vue'
import { setUpI18n } from '@/shared/i18n'
import { messages as shared } from '@/shared/messages'
import { messages as coupons } from './coupons'
import { messages } from './messages'
import { createRoom, RoomKey } from './room'
import RoomApp from './RoomApp.vue'

const root = document.getElementById('app')!
const slug = root.dataset['slug'] ?? location.pathname.split('/').pop() ?? ''
const source = new URLSearchParams(location.search).get('from')?.slice(0, 40) || 'direct'
const room = createRoom(slug, source)

createApp(RoomApp)
  .use(setUpI18n({ room: { messages }, coupons: { messages: coupons }, shared: { messages: shared } }))
  .provide(RoomKey, room)
  .mount(root)
void room.start()
