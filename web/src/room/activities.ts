/** 互动 of the room: what is open, what this viewer did in it, and the words. */
import { computed, shallowRef, watch } from 'vue'
import type { ActAnswer, ActivityCard } from '@/shared/live'
import type { Messages } from '@/shared/i18n'
import { price } from '@/shared/format'
import type { Room } from './room'
import { asViewer } from './session'

export interface MyPrize {
  kind: string
  amount: number
  place: number
  state: 'coming' | 'paid' | 'held' | 'refused'
  why?: string
}
export interface MyEntry {
  activity_id: number
  number: number
  body: Record<string, unknown>
  prize: MyPrize | null
}
export interface Winner {
  place: number
  number: number
  name: string
  body: Record<string, unknown>
}
type Say = (key: string, named?: Record<string, unknown>) => string

/** Draws and red packets have chips of their own; a `card` is PromptCard's. */
const KINDS = new Set(['poll', 'guess', 'game', 'card'])
const RESULT_MS = 3 * 60_000
const CHIPS = 3

const mine = shallowRef<Record<number, MyEntry>>({})

export const winnersOf = (card: ActivityCard) => (card.result['top'] ?? []) as Winner[]
export const needsLogin = (card: ActivityCard) => card.rules['who'] !== 'everyone'
export const isOver = (card: ActivityCard) => card.state !== 'open'

/** What this viewer may see and do; entries are shared by chips and sheet. */
export function useActivities(room: Room) {
  const cards = computed(() => (room.state.value?.activities ?? []).filter((card) => KINDS.has(card.kind)))
  const shown = computed(() => cards.value.filter((card) => card.kind !== 'card' && isFresh(card, room.now.value)).slice(-CHIPS).reverse())

  async function load(): Promise<void> {
    try {
      const rows = await asViewer<MyEntry[]>(`/rooms/${room.slug}/my-activities`)
      mine.value = Object.fromEntries(rows.map((row) => [row.activity_id, row]))
    } catch {
      // what was done on this page is known without it
    }
  }

  /** Take part; a guest logs in first where that is asked. Null: the log-in was opened. */
  async function act(card: ActivityCard, body: Record<string, unknown>): Promise<ActAnswer | null> {
    if (needsLogin(card) && !room.isBuyer.value) {
      room.open('phone', { then: () => room.open('activity', { activity: card.id }) })
      return null
    }
    const answer = await room.live.value!.act(card.id, body)
    if (answer.ok && answer.number !== null) {
      const entry = { activity_id: card.id, number: answer.number, body: answer.body, prize: null }
      mine.value = { ...mine.value, [card.id]: entry }
    }
    return answer
  }

  return { cards, shown, mine, load, act }
}

/** Read what I did when the room is entered, when somebody logs in, and when something is settled. */
export function followMine(room: Room): void {
  const { cards, load } = useActivities(room)
  const settled = computed(() => cards.value.filter((card) => card.state === 'settled').length)
  watch([room.isBuyer, settled, () => cards.value.length > 0], ([, , any]) => any && void load(), { immediate: true })
}

function isFresh(card: ActivityCard, now: number): boolean {
  return card.state !== 'settled' || now - (card.closes_at ?? card.opens_at) < RESULT_MS
}

/** 100 积分, ¥5.20 余额, … */
export function prizeText(prize: { kind: string; amount: number } | null | undefined, t: Say): string {
  if (!prize) return ''
  const n = prize.kind === 'points' ? String(prize.amount) : price(prize.amount)
  return t(`act.prizeKind.${prize.kind}`, { n })
}

export const messages: Messages = {
  'zh-CN': {
    act: {
      chip: { poll: '投票', guess: '猜价', box: '盲盒', game: '手速' },
      done: '已参与', result: '看结果', ends: '{t} 后截止', untilHand: '进行中', closed: '已截止，正在出结果…', people: '{n} 人参与', gone: '这个互动已经撤下了',
      failed: '没有成功，请再试一次', login: '登录后参与', number: '你是第 {n} 位', prize: '奖品', each: '每人 {prize}', winners: '中奖名单', none: '没有人中奖', me: '我',
      won: '恭喜，你得到 {prize}', wonState: { paid: '已放进“我的”', coming: '正在发放', held: '正在复核，通过后发放', refused: '没有发出，请联系客服' }, lost: '这次没有中奖，下次再来',
      prizeKind: { points: '{n} 积分', credit: '{n} 余额', redpacket: '{n} 红包', coupon: '一张优惠券' },
      fair: '公平性', fairText: '规则在开始时冻结，指纹如下；结束后公布全部内容，任何人都能核对。', hash: '规则指纹',
      poll: { pick: '选一个', mayChange: '截止前可以改', once: '选定后不能改', mine: '我的选择', votes: '{n} 票', best: '得票最多', total: '共 {n} 票' },
      guess: { price: '你猜多少钱？', unit: '元', nearest: '最接近的前 {n} 名得奖，同样接近先到先得', not_over: '不超过且最接近的前 {n} 名得奖', submit: '提交', mine: '我猜 {p}', answer: '答案 {p}', bad: '请填写 0.01 到 {most} 元', once: '每人猜一次，提交后不能改', box: '选一个盒子', odds: '盒子里有什么', chance: '{n} 个盒子 · {p}', first: '选中的前 {n} 位得 {prize}', boxName: '{n} 号盒', myBox: '我选 {n} 号盒', empty: '什么也没有' },
      game: { how: '灯变绿时马上点。一共 {n} 轮，取平均；抢跑或太慢按 3 秒算。', ready: '准备', wait: '等灯变绿…', now: '点！', next: '下一轮', times: '第 {n} 轮', early: '抢跑或太慢', score: '平均 {ms} 毫秒', board: '排行榜', best: '前 {n} 名得奖', finished: '你的成绩' },
    },
  },
  en: {
    act: {
      chip: { poll: 'Poll', guess: 'Guess', box: 'Boxes', game: 'Reflex' },
      done: 'Taken', result: 'Result', ends: '{t} left', untilHand: 'Open', closed: 'Closed, working out the result…', people: '{n} took part', gone: 'This was taken down',
      failed: 'That did not work, please try again', login: 'Log in to take part', number: 'You are number {n}', prize: 'Prize', each: '{prize} each', winners: 'Winners', none: 'Nobody won', me: 'me',
      won: 'You won {prize}', wonState: { paid: 'It is under “Me”', coming: 'On its way', held: 'Under review, given after it', refused: 'Not given; contact the service desk' }, lost: 'No prize this time, see you at the next',
      prizeKind: { points: '{n} points', credit: '{n} credit', redpacket: '{n} red packet', coupon: 'a coupon' },
      fair: 'Fairness', fairText: 'The rules were frozen at the start with this fingerprint; everything is published at the end and anybody can check it.', hash: 'Fingerprint of the rules',
      poll: { pick: 'Choose one', mayChange: 'May be changed until the end', once: 'Cannot be changed', mine: 'My choice', votes: '{n} votes', best: 'Most votes', total: '{n} votes in all' },
      guess: { price: 'What does it cost?', unit: 'yuan', nearest: 'The {n} nearest win; of equals the earlier', not_over: 'The {n} nearest that are not over win', submit: 'Send', mine: 'My guess {p}', answer: 'Answer {p}', bad: 'Give 0.01 to {most}', once: 'One guess each, it cannot be changed', box: 'Choose a box', odds: 'What is inside', chance: '{n} boxes · {p}', first: 'The first {n} there get {prize}', boxName: 'Box {n}', myBox: 'My box {n}', empty: 'Nothing' },
      game: { how: 'Tap as soon as the light turns green. {n} rounds, the mean counts; a false start counts 3 s.', ready: 'Ready', wait: 'Wait for green…', now: 'Tap!', next: 'Next round', times: 'Round {n}', early: 'false start or too slow', score: '{ms} ms on average', board: 'Board', best: 'The best {n} win', finished: 'Your score' },
    },
  },
}
