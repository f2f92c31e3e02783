import { ref, watch } from 'vue'
import { createI18n } from 'vue-i18n'

export type Locale = 'zh-CN' | 'en'
export const LOCALES: readonly Locale[] = ['zh-CN', 'en']

/** Words of one area: nested texts for both languages, the same keys in each. */
export interface Messages {
  'zh-CN': MessageTree
  en: MessageTree
}
export interface MessageTree {
  [key: string]: string | MessageTree
}

const KEY = 'kaibo.locale'

/** The language somebody chose before on this device; Chinese otherwise. */
function remembered(): Locale {
  return read(KEY) === 'en' ? 'en' : 'zh-CN'
}

export const locale = ref<Locale>(remembered())

/** One i18n for an entry, from the `messages` export of each collected module. */
export function setUpI18n(modules: Record<string, { messages: Messages }>) {
  const all: Record<Locale, MessageTree> = { 'zh-CN': {}, en: {} }
  for (const { messages } of Object.values(modules)) {
    for (const name of LOCALES) merge(all[name], messages[name])
  }
  const i18n = createI18n({
    legacy: false,
    locale: locale.value,
    fallbackLocale: 'zh-CN',
    messages: all,
  })
  watch(
    locale,
    (chosen) => {
      i18n.global.locale.value = chosen
      document.documentElement.lang = chosen
      write(KEY, chosen)
      // Django answers in the same language: problem texts, admin.
      const name = chosen === 'en' ? 'en' : 'zh-hans'
      document.cookie = `django_language=${name}; path=/; max-age=31536000; samesite=lax`
    },
    { immediate: true },
  )
  return i18n
}

function merge(into: MessageTree, from: MessageTree): void {
  for (const [key, value] of Object.entries(from)) {
    const there = into[key]
    if (typeof value === 'object' && typeof there === 'object') merge(there, value)
    else into[key] = value
  }
}

/** Private windows may refuse storage; the page works without memory then. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // nothing is lost but the memory of the choice
  }
}
