/** What the comment desk and the service desk answer. Times are Unix ms. */
import type { Tag, Topic } from '@/shared/live'

export interface Question {
  id: number
  text: string
  link_id: number | null
  askers: number
  state: 'open' | 'promoted' | 'answered' | 'dropped'
  first_at: number
  last_at: number
  answered_at: number | null
  answered_by: string
  video_ms: number | null
}
export interface Issue {
  topic: Topic
  recent: number
  total: number
  viewers: number
  last_text: string
}
export interface Rate {
  questions: number
  answered: number
  dropped: number
  askers: number
  askers_answered: number
  rate: number | null
}
export interface TalkAnswer {
  show_id: number | null
  questions: Question[]
  issues: Issue[]
  tags: Partial<Record<Tag, number>>
  corrected: { comment_id: number; tag: Tag; topic: Topic }[]
  answers_keywords: boolean
  rate: Rate | null
}
export interface Phrase {
  id: number
  keywords: string[]
  reply: string
  mode: 'off' | 'private' | 'public'
  again_minutes: number
}
export interface PhrasesDone {
  added: number
  changed: number
  bad: { number: number; value: string; message: string }[]
  is_stored: boolean
}
export interface Thread {
  id: number
  viewer_id: number
  name: string
  state: 'waiting' | 'taken' | 'handed' | 'closed'
  agent_id: number | null
  agent: string
  asked_at: number
  waiting_since: number | null
  last_at: number
  last_text: string
  unread: number
  order_id: number | null
  note: string
}
export interface ThreadPage {
  thread: Thread
  messages: { id: number; sender: 'viewer' | 'staff' | 'system'; who: string; text: string; at: number; is_quote: boolean }[]
  orders: { id: number; state: string; pay_amount: number; placed_at: number }[]
  said: { text: string; tag: Tag; at: number }[]
}
export interface Report {
  show_id: number | null
  responses: { agent_id: number | null; agent: string; threads: number; median: number; p90: number; longest: number }[]
  conversion: { who: 'asked' | 'spoke' | 'wrote'; viewers: number; buyers: number; orders: number; amount: number; rate: number | null }[]
  rate: Rate | null
  unanswered: { id: number; text: string; link_id: number | null; askers: number }[]
}
export interface StageFacts {
  announcement: string
  segment: string | null
  pinned_link: { number: number; name: string } | null
  promised: { verb: string; at: number; detail: Record<string, unknown> }[]
  stock: { number: number; name: string; left: number; released: number }[]
  questions: { id: number; text: string; askers: number }[]
  complaints: { topic: Topic; n: number; text: string }[]
  waiting: number
  handed: number
}
export interface HandOver {
  facts: StageFacts
  cards: {
    id: number
    facts: StageFacts
    promises: string
    given_by_id: number
    given_by: string
    given_at: number
    taken_by: string
    taken_at: number | null
  }[]
}
