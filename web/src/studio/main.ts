import 'element-plus/theme-chalk/dark/css-vars.css'
import 'element-plus/theme-chalk/el-message.css'
import 'element-plus/theme-chalk/el-message-box.css'
import '@/shared/tokens.css'
import './studio.css'
import { createApp } from 'vue'
import { setUpI18n, type Messages } from '@/shared/i18n'
import App from './layout/App.vue'
import { router } from './router'

const messages = import.meta.glob<{ messages: Messages }>(
  ['./pages/*/messages.ts', './layout/messages.ts', './parts/messages.ts', '../shared/messages.ts'],
  { eager: true },
)

const i18n = setUpI18n(messages)
router.afterEach((to) => {
  const title = to.meta.title ? `${i18n.global.t(to.meta.title)} · ` : ''
  document.title = `${title}Kaibo 开播`
})

createApp(App).use(i18n).use(router).mount('#app')
