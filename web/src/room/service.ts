/** 客服: this viewer's private talk with the shop, and what they were told of their questions. */
import { computed, ref, shallowRef } from 'vue'
import { Problem } from '@/shared/http'
import type { Messages } from '@/shared/i18n'
import { uuid } from '@/shared/live'
import type { Room } from './room'
import { asViewer } from './session'

export interface ServiceMessage {
  id: number
  sender: 'viewer' | 'staff' | 'system'
  who: string
  text: string
  at: number
  is_quote: boolean
}
interface MyThread {
  messages: ServiceMessage[]
  unread: number
  is_closed: boolean
}

const TELLING = new Set(['service_message', 'auto_reply'])
const KEPT = 'kaibo.service.'

/** Personal events that the service sheet shows and that were not seen on this device. */
export function unreadOf(room: Room): number {
  const seen = seenId(room.slug)
  return (room.live.value?.room.personal ?? []).filter((one) => TELLING.has(one.kind) && one.id > seen).length
}
const bumped = ref(0)
function seenId(slug: string): number {
  void bumped.value
  try {
    return Number(localStorage.getItem(KEPT + slug) ?? 0)
  } catch {
    return 0
  }
}
export function markSeen(room: Room): void {
  const newest = Math.max(0, ...(room.live.value?.room.personal ?? []).map((one) => one.id))
  try {
    localStorage.setItem(KEPT + room.slug, String(newest))
  } catch {
    // a private window: the badge stays until the page is closed
  }
  bumped.value++
}

export function useService(room: Room) {
  const thread = shallowRef<MyThread | null>(null)
  const failure = ref('')
  const isSending = ref(false)
  let key = uuid()
  const path = `/service/mine/${room.slug}`

  /** What was written and what the room answered by itself, in one order. */
  const lines = computed<ServiceMessage[]>(() => {
    const told = (room.live.value?.room.personal ?? [])
      .filter((one) => one.kind === 'auto_reply')
      .map((one): ServiceMessage => ({ id: -one.id, sender: 'system', who: '', text: String(one.body['text'] ?? ''), at: one.at, is_quote: false }))
    return [...(thread.value?.messages ?? []), ...told].sort((a, b) => a.at - b.at)
  })

  async function act(work: () => Promise<unknown>): Promise<boolean> {
    failure.value = ''
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      failure.value = error.message
      return false
    }
  }
  const load = () =>
    act(async () => {
      thread.value = await asViewer<MyThread>(path)
      markSeen(room)
      if (thread.value.unread) await asViewer(`${path}/read`, { method: 'POST' })
    })
  /** The key changes only when the message arrived: sent again it is the same message. */
  async function send(text: string): Promise<boolean> {
    isSending.value = true
    const done = await act(() => asViewer(path, { method: 'POST', body: { key, text } }))
    isSending.value = false
    if (done) {
      key = uuid()
      await load()
    }
    return done
  }
  return { thread, lines, failure, isSending, load, send }
}

export const messages: Messages = {
  'zh-CN': {
    service: {
      title: '在线客服', open: '客服', unread: '客服，{n} 条未读', hint: '只有你和商家看得到。也可以接着看直播，客服回复后这里会提醒你。', empty: '有问题直接问，客服看到会马上回复', write: '输入你的问题…', send: '发送', sending: '发送中', failed: '没有发出去', retry: '重试', me: '我', auto: '自动回复', quote: '来自公屏', closed: '上次会话已结束，再发一条就会重新接待', answered: '主播已讲解你的提问：{text}', chip: '已讲解', at: '视频 {t}', pinned: '置顶', questions: '问答', questionsN: '问答 {n}', waiting: '大家在问', done: '主播已讲解', askers: '{n} 人问', meToo: '我也想问', asked: '已帮你问', noQuestions: '还没有问题，在下面的输入框里问主播吧',
    },
    news: { service_message: '客服回复了你', auto_reply: '客服回复了你' },
  },
  en: {
    service: {
      title: 'Customer service', open: 'Service', unread: 'Service, {n} unread', hint: 'Only you and the shop see this. Keep watching: you are told here when they answer.', empty: 'Ask anything; an agent answers as soon as they see it', write: 'Your question…', send: 'Send', sending: 'Sending', failed: 'Not sent', retry: 'Try again', me: 'Me', auto: 'automatic', quote: 'said in public', closed: 'This talk was closed; a new message opens it again', answered: 'The host answered your question: {text}', chip: 'Answered', at: 'video {t}', pinned: 'Pinned', questions: 'Questions', questionsN: 'Questions {n}', waiting: 'Asked now', done: 'Answered by the host', askers: '{n} asked', meToo: 'I ask this too', asked: 'Asked for you', noQuestions: 'No questions yet; ask the host in the field below',
    },
    news: { service_message: 'Customer service answered you', auto_reply: 'Customer service answered you' },
  },
}
