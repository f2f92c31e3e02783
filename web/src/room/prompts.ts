/** What the button of a prompt card does; true when the viewer has done what was asked. */
import type { ActivityCard } from '@/shared/live'
import type { Room } from './room'

type Say = (key: string, named?: Record<string, unknown>) => string
type Prompt = (room: Room, card: ActivityCard, t: Say) => Promise<boolean> | boolean

/** By purpose; without one the tap alone is counted. */
export const PROMPTS: Record<string, Prompt> = {
  follow: (room) => {
    room.live.value?.beacon({ kind: 'follow' })
    return true
  },
}
