/** How smoothly the page is used: taps without effect, slow sheets, the way to an order. Small
 *  counts go out as beacons; what somebody types or looks at does not. */
import { nextTick, watch } from 'vue'
import type { Room } from './room'

const EFFECT_MS = 700
const RAGE_MS = 1000
const RAGE_TAPS = 3
const NEAR_PX = 30
const SLOW_MS = 700
const GIVE_UP_MS = 20_000
/** Places where tapping again and again is meant, or that move by themselves. */
const MEANT = '.like, video, .burst, input, textarea, select, .stream .list, .stepper'

export interface Tap {
  at: number
  x: number
  y: number
  spot: string
}

/** Taps that changed nothing: three on one spot within a second are told once, with their number. */
export class Taps {
  private row: Tap[] = []
  constructor(private readonly tell: (spot: string, taps: number) => void) {}

  miss(tap: Tap): void {
    const first = this.row[0]
    const goesOn = first && tap.at - first.at <= RAGE_MS && Math.hypot(tap.x - first.x, tap.y - first.y) <= NEAR_PX
    if (!goesOn) this.flush()
    this.row.push(tap)
  }
  flush(): void {
    const [first] = this.row
    if (first && this.row.length >= RAGE_TAPS) this.tell(first.spot, this.row.length)
    this.row = []
  }
}

export function watchFlow(room: Room): void {
  const beacon = (kind: 'rage_tap' | 'dead_click' | 'slow_sheet' | 'path', more: { text: string; n?: number; ms?: number }) =>
    room.live.value?.beacon({ kind, ...more, text: more.text.slice(0, 200), n: Math.min(1000, more.n ?? 1) })
  const taps = new Taps((text, n) => beacon('rage_tap', { text, n }))
  let steps = 0
  let entered = Date.now()
  let way: string[] = []
  let pause: ReturnType<typeof setTimeout> | undefined

  document.addEventListener('click', (event) => {
    steps++
    const target = event.target as Element
    if (target.closest(MEANT)) return
    const tap = { at: event.timeStamp, x: event.clientX, y: event.clientY, spot: `${room.sheet.value?.name ?? 'room'}:${spotOf(target)}` }
    void hasEffect(room, target).then((has) => {
      if (has) return
      if (target.closest('button, a')) beacon('dead_click', { text: tap.spot })
      taps.miss(tap)
      clearTimeout(pause)
      pause = setTimeout(() => taps.flush(), RAGE_MS)
    })
  }, { capture: true, passive: true })

  watch(room.sheet, (open) => {
    if (!open) return
    way = [...way, open.name].slice(-12)
    const began = performance.now()
    void opened(began).then((ms) => ms >= SLOW_MS && beacon('slow_sheet', { text: open.name, ms: Math.min(ms, 86_400_000) }))
  })
  watch(room.news, (news) => {
    if (news?.kind !== 'order_placed') return
    beacon('path', { text: way.join('>'), n: Math.max(1, steps), ms: Math.min(Date.now() - entered, 86_400_000) })
    steps = 0
    way = []
    entered = Date.now()
  })
}

/** What is named by our own style sheet: never a text of the page. */
function spotOf(target: Element): string {
  const named = target.closest('button, a, [class]') ?? target
  return `${named.tagName.toLowerCase()}.${(named.getAttribute('class') ?? '').split(/\s+/)[0] ?? ''}`
}

/** Whether anything answers: the block around the spot changes, a sheet, a message, the focus. */
function hasEffect(room: Room, target: Element): Promise<boolean> {
  const before = [room.sheet.value, room.toast.value, document.activeElement, location.href]
  const block = target.closest('.sheet, .scene > *, .bottom > *') ?? target
  let isChanged = false
  const observer = new MutationObserver(() => (isChanged = true))
  observer.observe(block, { subtree: true, childList: true, attributes: true, characterData: true })
  return new Promise((done) =>
    setTimeout(() => {
      observer.disconnect()
      const after = [room.sheet.value, room.toast.value, document.activeElement, location.href]
      done(isChanged || !target.isConnected || after.some((one, place) => one !== before[place]))
    }, EFFECT_MS),
  )
}

/** Milliseconds until the sheet stands there; its code may have to be fetched. */
async function opened(began: number): Promise<number> {
  await nextTick()
  while (!document.querySelector('.sheet') && performance.now() - began < GIVE_UP_MS) {
    await new Promise((done) => requestAnimationFrame(done))
  }
  return Math.round(performance.now() - began)
}
