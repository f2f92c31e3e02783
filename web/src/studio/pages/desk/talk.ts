/** The talk of a room: questions, issues, tags, phrases; asked again when the gateway wakes us. */
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { get, post, Problem, put, remove } from '@/shared/http'
import type { Comment, Tag, Topic } from '@/shared/live'
import type { Desk } from '../console/desk'
import type { Phrase, TalkAnswer } from './api'

const SOON_MS = 250
const POLL_MS = 5_000

export function useTalk(desk: Desk) {
  const talk = shallowRef<TalkAnswer | null>(null)
  const phrases = shallowRef<Phrase[]>([])
  const failure = ref('')
  const busy = ref('')
  const base = `/rooms/${desk.slug}`
  let queue: Promise<void> = Promise.resolve()
  let soon: ReturnType<typeof setTimeout> | undefined

  const corrected = computed(() => new Map((talk.value?.corrected ?? []).map((one) => [one.comment_id, one])))
  const promoted = computed(() => (talk.value?.questions ?? []).filter((one) => one.state === 'promoted'))
  const open = computed(() => (talk.value?.questions ?? []).filter((one) => one.state === 'open'))
  const answered = computed(() => (talk.value?.questions ?? []).filter((one) => one.state === 'answered'))
  const issues = computed(() => talk.value?.issues ?? [])
  const pinned = computed(() => desk.state.value?.pinned_comment ?? null)

  async function refresh(): Promise<void> {
    try {
      talk.value = await get<TalkAnswer>(`${base}/talk`)
      failure.value = ''
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      failure.value = error.message
    }
  }
  function refreshSoon(): void {
    soon ??= setTimeout(() => {
      soon = undefined
      void refresh()
    }, SOON_MS)
  }
  async function loadPhrases(): Promise<void> {
    try {
      phrases.value = await get<Phrase[]>(`${base}/phrases`)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      failure.value = error.message
    }
  }

  /** Carry out one step after those before it; what was refused is told with its reason. True when it was done. */
  async function run(verb: string, work: () => Promise<unknown>): Promise<boolean> {
    const before = queue
    let end = () => {}
    queue = new Promise((done) => (end = done))
    await before
    busy.value = verb
    try {
      await work()
      await refresh()
      return true
    } catch (error) {
      if (!(error instanceof Error)) throw error
      desk.tell('problem', verb, error.message)
      return false
    } finally {
      busy.value = ''
      end()
    }
  }
  const step = (question: number, name: 'promote' | 'drop' | 'reopen') =>
    run(`question_${name}`, () => post(`${base}/questions/${question}/${name}`))
  const answer = (question: number, link: number | null = null) =>
    run('question_answer', () => post(`${base}/questions/${question}/answer`, { link_id: link }))
  const merge = (into: number, from: number) =>
    run('question_merge', () => post(`${base}/questions/${into}/merge`, { from_id: from }))
  const tag = (comment: Comment, name: Tag, topic: Topic = 'none') =>
    run('tag', () => put(`${base}/comments/${comment.id}/tag`, { tag: name, topic }))
  /** The comment becomes a question, and the question goes to the host. */
  const promote = (comment: Comment) =>
    run('question_promote', async () => {
      const joined = await put<{ question_id: number | null }>(`${base}/comments/${comment.id}/tag`, { tag: 'question' })
      if (joined.question_id !== null) await post(`${base}/questions/${joined.question_id}/promote`)
    })
  const pin = (comment: Comment) => run('comment_pin', () => put(`${base}/pinned-comment`, { comment_id: comment.id }))
  const unpin = () => run('comment_unpin', () => remove(`${base}/pinned-comment`))
  const mute = (viewer: number) => desk.act(`mute:v${viewer}`, 'mute', '/mute', { viewer_id: viewer, minutes: 10 })
  /** Said in the room as staff. */
  const say = (text: string) => run('say', () => desk.live.comment(text))
  const switchReplies = () =>
    run('keyword_replies', () => put(`${base}/keyword-replies`, { is_on: !talk.value?.answers_keywords }))

  const tagOf = (one: Comment): Tag => corrected.value.get(one.id)?.tag ?? one.tag
  const topicOf = (one: Comment): Topic => corrected.value.get(one.id)?.topic ?? one.topic

  const poll = setInterval(() => void refresh(), POLL_MS)
  const deaf = desk.onDesk((topic) => topic === 'talk' && refreshSoon())
  onScopeDispose(() => {
    clearInterval(poll)
    clearTimeout(soon)
    deaf()
  })
  void refresh()
  return {
    talk, phrases, failure, busy, promoted, open, answered, issues, pinned,
    refresh, loadPhrases, run, step, answer, merge, tag, promote, pin, unpin, mute, say, switchReplies, tagOf, topicOf,
  }
}

export type Talk = ReturnType<typeof useTalk>
