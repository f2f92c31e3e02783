/** `v-seen="callback"`: called once when half of the element was visible for a second. */
import type { Directive } from 'vue'

const SHARE = 0.5
const LONG_ENOUGH_MS = 1000

interface Watched extends HTMLElement {
  stopWatching?: () => void
}

export const vSeen: Directive<Watched, () => void> = {
  mounted: (element, { value }) => (element.stopWatching = watch(element, value)),
  unmounted: (element) => element.stopWatching?.(),
}

function watch(element: HTMLElement, seen: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const observer = new IntersectionObserver(
    ([entry]) => {
      clearTimeout(timer)
      if (!entry || entry.intersectionRatio < SHARE) return
      timer = setTimeout(() => {
        if (document.visibilityState === 'hidden') return
        observer.disconnect()
        seen()
      }, LONG_ENOUGH_MS)
    },
    { threshold: [0, SHARE] },
  )
  observer.observe(element)
  return () => {
    clearTimeout(timer)
    observer.disconnect()
  }
}
