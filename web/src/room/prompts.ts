/** What the button of a prompt card does; true when the viewer has done what was asked. */
import type { ActivityCard } from '@/shared/live'
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

/** By purpose; without one the tap alone is counted. Sharing and joining are counted when they happen. */
export const PROMPTS: Record<string, Prompt> = {
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
      room.open('reserve')
    }, t),
  share: (room) => {
    room.open('share')
    return false
  },
  community: (room) => {
    room.asBuyer(() => room.open('community'))
    return false
  },
}
