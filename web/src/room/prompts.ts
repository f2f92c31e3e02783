/** 提示卡: the one card that asks viewers for something, opened by the operator. */
import { computed, shallowRef } from 'vue'
import type { ActivityCard } from '@/shared/live'
import { needsLogin, useActivities } from './activities'
import type { Room } from './room'
import { useSocial } from './social'

type Say = (key: string, named?: Record<string, unknown>) => string
type Prompt = (room: Room, card: ActivityCard, t: Say) => Promise<boolean> | boolean

/** Done now by a buyer; a guest logs in first, and the deed itself is what counts then. */
async function asBuyer(room: Room, work: () => Promise<void>, t: Say): Promise<boolean> {
  if (!room.isBuyer.value) {
    room.asBuyer(() => {
      room.closeSheet()
      void work().catch(() => room.say(t('social.failed')))
    })
    return false
  }
  return work().then(() => true, () => (room.say(t('social.failed')), false))
}

/** By purpose; true when it was done at once. Shares, joins and check-ins are counted when they happen. */
const PROMPTS: Record<string, Prompt> = {
  follow: (room, _card, t) =>
    asBuyer(room, async () => {
      await useSocial(room).setFollow(true)
      room.say(t('social.followed'))
    }, t),
  reserve: (room, _card, t) =>
    asBuyer(room, async () => {
      const social = useSocial(room)
      const next = social.info.value?.next_show
      if (next && !next.is_mine) await social.reserve(next.show_id, next.by_sms)
      room.open('reserve') // where the way of the reminder is chosen
    }, t),
  share: (room, card) => {
    room.open('share', { link: room.state.value?.pinned_link_id ?? null, prompt: card.id })
    return false
  },
  community: (room, card) => {
    room.asBuyer(() => room.open('community', { prompt: card.id }))
    return false
  },
  check_in: (room) => {
    room.asBuyer(() => room.open('fans'))
    return false
  },
}
const WAITS = new Set(['follow', 'reserve']) // stay until they are done

/** The newest open card that this viewer can still answer; one at a time. */
export function usePrompt(room: Room, t: Say) {
  const { cards, mine, act } = useActivities(room)
  const social = useSocial(room)
  const closed = shallowRef<number[]>([])
  const purposeOf = (card: ActivityCard) => String(card.rules['purpose'])

  function isAsking(card: ActivityCard): boolean {
    if (card.kind !== 'card' || card.state !== 'open' || closed.value.includes(card.id)) return false
    const entry = mine.value[card.id]
    if (entry && (entry.body['done'] === true || !WAITS.has(purposeOf(card)))) return false
    return social.wants(purposeOf(card))
  }
  const prompt = computed(() => [...cards.value].reverse().find(isAsking) ?? null)
  const close = (card: ActivityCard) => (closed.value = [...closed.value, card.id])

  /** Counted when the room is reached; a tap does what it says all the same. */
  async function tell(card: ActivityCard, done: boolean): Promise<void> {
    if (needsLogin(card) && !room.isBuyer.value) return
    await act(card, { done }).catch(() => null)
  }
  async function answer(card: ActivityCard): Promise<void> {
    const purpose = purposeOf(card)
    if (!WAITS.has(purpose)) close(card)
    const told = tell(card, false)
    if (await PROMPTS[purpose]?.(room, card, t)) {
      await told
      await tell(card, true)
    }
  }
  return { prompt, close, answer }
}
