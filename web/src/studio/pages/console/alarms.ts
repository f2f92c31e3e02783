/** Alarms of the running show at the console: what stands, and which action answered which. */
import { computed, shallowRef, watch } from 'vue'
import { useRoute } from 'vue-router'
import type { AlarmView } from '@/shared/live'
import { linkAction } from '../board/api'
import type { Desk } from './desk'

type Do = AlarmView['suggestion']['do']
/** The verbs of the journal that carry a suggestion out. */
const CARRIED: Record<Do, string[]> = {
  price: ['price'], stock: ['stock'], flash: ['flash_start'], announce: ['announce'], phrase: ['announce'],
  activity: ['activity_arm', 'activity_open', 'block'], next: ['segment'], pin: ['pin'],
}
const WAIT_MS = 180_000

export function useAlarms(desk: Desk, open: (suggestion: AlarmView['suggestion']) => void) {
  const following = shallowRef<{ alarm: AlarmView; since: number } | null>(null)
  const standing = computed<AlarmView[]>(() => {
    const frame = desk.live.room.kpi
    return frame && frame.show === desk.state.value?.show_id ? (frame.alarms ?? []) : []
  })

  /** Open what is suggested; the next action of that kind by the same person is linked to the alarm. */
  function follow(alarm: AlarmView): void {
    following.value = { alarm, since: desk.live.now() }
    open(alarm.suggestion)
  }

  watch(() => desk.answer.value?.actions[0]?.id, () => {
    const wish = following.value
    const newest = desk.answer.value?.actions[0]
    if (!wish || !newest || newest.actor_id !== desk.answer.value?.staff.id || newest.at < wish.since - 1_000) return
    if (desk.live.now() - wish.since > WAIT_MS) return void (following.value = null)
    if (!CARRIED[wish.alarm.suggestion.do].includes(newest.verb)) return
    following.value = null
    linkAction(wish.alarm.id, newest.id).catch((error: Error) => desk.tell('problem', newest.verb, error.message))
  })

  /** The board sends people here with `?alarm=`: its editor opens as soon as the alarm is known. */
  const wanted = Number(useRoute().query.alarm)
  const stop = watch(standing, (alarms) => {
    const found = alarms.find((alarm) => alarm.id === wanted)
    if (!found) return
    stop()
    follow(found)
  })
  /** The board's advice on a red figure comes without an alarm, with `?do=`. */
  const step = String(useRoute().query.do ?? '')
  if (step in CARRIED) {
    const once = watch(() => desk.lines.value.length, (lines) => {
      if (!lines) return
      once()
      open({ do: step as Do, link: desk.state.value?.pinned_link_id ?? null })
    }, { flush: 'post' })
  }
  return { standing, follow }
}
