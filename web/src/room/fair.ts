/** 福袋, red packets and gifts of the room: what this page notes, and their words. */
import { computed, shallowRef } from 'vue'
import type { Messages } from '@/shared/i18n'
import type { ActivityCard } from '@/shared/live'
import type { Noted } from '@/shared/drawProof'
import type { Room } from './room'
import { asViewer } from './session'

export interface DrawPrizeRule {
  name: string
  kind: string
  count: number
  value: number
  amount: number
}
export interface DrawRules {
  prizes: DrawPrizeRule[]
  audience: 'all' | 'new' | 'old'
  need_follow: boolean
  need_order: boolean
  keyword: string
  commitment: string
}
export interface MyDraw {
  receipt: { number: number; tag: string; nonce: string; at: number; counted: number; leaf: string; head: string } | null
  prize: {
    id: number
    place: number
    name: string
    kind: string
    amount: number
    is_held: boolean
    why?: string
    is_claimed: boolean
    tracking_no: string
  } | null
}
export interface RoomGifts {
  is_open: boolean
  gifts: { id: number; name: string; icon: string; points: number }[]
  points: number
  left_today: number
  is_adult: boolean | null
  age_text: string
}

export const drawRules = (card: ActivityCard) => card.rules as unknown as DrawRules
export const winnersOf = (card: ActivityCard) => (card.result['winners'] ?? []) as [number, number, string][]

/** Activities of these kinds that the viewer can see, the newest last. */
export function useFair(room: Room) {
  const all = computed(() => room.state.value?.activities ?? [])
  const draws = computed(() => all.value.filter((card) => card.kind === 'draw'))
  const packets = computed(() => all.value.filter((card) => card.kind === 'packet'))
  return { draws, packets }
}

const gifts = shallowRef<RoomGifts | null>(null)
/** Gifts of the room; null until they are read, or when they cannot be. */
export function useGifts(room: Room) {
  async function load(): Promise<void> {
    gifts.value = await asViewer<RoomGifts>(`/gifts/room/${room.slug}`).catch(() => gifts.value)
  }
  return { gifts, load }
}

/** 128 bits of this page's own randomness: the buyer's part in the draw. */
export function nonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

const KEY = (id: number) => `kaibo.draw.${id}`

/** What this page wrote down of a draw, so that nobody can tell another story later. */
export function recall(id: number): Noted {
  try {
    return JSON.parse(localStorage.getItem(KEY(id)) ?? '{}') as Noted
  } catch {
    return {}
  }
}

/** Write down what is new; what was noted once stays. */
export function note(id: number, fresh: Noted): void {
  const merged = { ...fresh, ...recall(id) }
  try {
    localStorage.setItem(KEY(id), JSON.stringify(merged))
  } catch {
    // a private window: the check then relies on what is published alone
  }
}

export const messages: Messages = {
  'zh-CN': {
    draw: {
      chip: '福袋', chipDone: '已开奖', title: '福袋', prizes: '奖品', piece: '{n} 份', worth: '价值 {price}', conditions: '参与条件',
      everyone: '登录即可参加，每人一次，免费', newcomers: '没有在本店下过单', regulars: '在本店买过', order: '在本场直播下单并付款', follow: '关注主播', keyword: '评论口令“{word}”',
      odds: '现在 {entries} 人参加，共 {winners} 份奖品，中奖机会 {percent}', oddsNone: '还没有人参加，共 {winners} 份奖品', closes: '{time} 后开奖', drawing: '名单已公布，正在开奖…', drawingHint: '结果要算几秒，谁都不能提前知道',
      join: '立即参加', joinKeyword: '说口令并参加', joining: '正在登记…', joined: '已参加，你是第 {n} 号', receipt: '我的回执', receiptHint: '回执锁定了你和你之前的所有人，开奖后本页自动核对',
      fair: '为什么公平', fairText: '开始时就公布了一串密封码，决定结果的种子当时已经定下，不能再换；每个人参加时手机都出一份随机数；截止时先公布完整名单，再公开种子。结果由种子和所有人的随机数一起算出，任何人都能重算。', commitment: '密封码', root: '名单指纹',
      won: '恭喜，你中了“{name}”', wonHint: '已放进“我的”里', wonGoods: '请填写收货地址，商家会寄出', wonHeld: '奖品正在审核，通过后会通知你', claim: '填写收货地址', claimed: '地址已收到，商家会寄出', shipped: '已寄出，运单号 {no}', lost: '这次没有抽中，谢谢参与', missed: '你没有参加这一次',
      winners: '中奖名单', noWinners: '没有人参加，奖品没有发出', mineMark: '我', number: '{n} 号',
      verify: '重新核对', verifying: '正在用你的手机重新计算…', verifiedAll: '核对通过：结果和公布的一致', verifiedBad: '核对没有通过，请截图联系商家', cannot: '这个浏览器不能计算，请用下面的核对页',
      step: { rules: '规则没有改过', commitment: '种子和开始时的密封码一致', receipt: '名单里有我的回执', list: '名单完整，和截止时公布的一致', winners: '中奖名单由种子和名单算出' },
      noted: '未记录', page: '用独立页面核对', file: '下载公开数据', failed: '没有读到，请重试', again: '重试',
    },
    packet: {
      chip: '红包雨', title: '红包雨', sum: '共 {amount}，{n} 个', lucky: '拼手气', even: '每个一样多', grab: '抢', grabbing: '正在抢…', got: '抢到 {amount}', gotHint: '已放进红包余额，{n} 天内下单可用', held: '抢到 {amount}，审核后到账', none: '手慢了，红包抢完了', over: '红包雨结束了', result: '{n} 人抢到 {amount}', best: '手气最佳：{name} {amount}', rehearsal: '演练，不发钱', close: '收起',
    },
    gift: {
      open: '送礼物', title: '送礼物', mine: '我有 {n} 积分', today: '今天还可以送 {n} 积分', points: '{n} 积分', send: '送出', sending: '正在送出…', sent: '{name} 送出 {gift}', combo: '连击 x{n}', closed: '本店没有开放送礼物', none: '还没有礼物', ageTitle: '请先声明年龄', ageText: '送礼物会花掉积分。按照国家规定，未满 18 周岁不能送礼物。', adult: '我已满 18 周岁', minor: '我未满 18 周岁', isMinor: '未满 18 周岁不能送礼物。积分仍可以在下单时使用。', minorHint: '如果点错了，请联系客服更正', stream: '礼物', failed: '没有读到，请重试',
    },
    news: { prize_won: '你中奖了，打开福袋看看', prize_refused: '奖品没有发出，打开福袋看看原因', prize_shipped: '奖品已经寄出', packet_got: '红包到账' },
  },
  en: {
    draw: {
      chip: 'Draw', chipDone: 'Drawn', title: 'Draw', prizes: 'Prizes', piece: '{n} to win', worth: 'worth {price}', conditions: 'Who may enter',
      everyone: 'Log in; once each, free', newcomers: 'Never ordered in this shop', regulars: 'Ordered in this shop before', order: 'Ordered and paid in this show', follow: 'Follow the host', keyword: 'Comment “{word}”',
      odds: '{entries} entered for {winners} prizes: a chance of {percent}', oddsNone: 'Nobody entered yet, {winners} prizes', closes: 'Draw in {time}', drawing: 'The list is published, drawing…', drawingHint: 'The result takes some seconds to compute; nobody can know it before',
      join: 'Enter now', joinKeyword: 'Say it and enter', joining: 'Entering…', joined: 'You are number {n}', receipt: 'My receipt', receiptHint: 'It fixes you and everybody before you; this page checks it after the draw',
      fair: 'Why it is fair', fairText: 'A sealing code was published at the start: the seed of the result was fixed then and cannot be replaced. Each phone adds its own random number. At the end the whole list is published before the seed. The result follows from the seed and everybody’s numbers, and anybody can compute it again.', commitment: 'Sealing code', root: 'List fingerprint',
      won: 'You won “{name}”', wonHint: 'It is under “Me”', wonGoods: 'Tell us your address and the shop sends it', wonHeld: 'Your prize is being reviewed; you will be told', claim: 'Give my address', claimed: 'We have your address; the shop will send it', shipped: 'Sent, tracking no. {no}', lost: 'Not this time, thank you for taking part', missed: 'You did not enter this one',
      winners: 'Winners', noWinners: 'Nobody entered; no prize was given', mineMark: 'me', number: 'No. {n}',
      verify: 'Check again', verifying: 'Your phone is computing it again…', verifiedAll: 'Checked: the result is what was published', verifiedBad: 'The check failed; take a screenshot and contact the shop', cannot: 'This browser cannot compute it; use the page below',
      step: { rules: 'The rules were not changed', commitment: 'The seed fits the sealing code of the start', receipt: 'My receipt is in the list', list: 'The list is whole, as published at the end', winners: 'The winners follow from seed and list' },
      noted: 'not noted', page: 'Check on a separate page', file: 'Download the public data', failed: 'It did not load, please try again', again: 'Try again',
    },
    packet: {
      chip: 'Red packets', title: 'Red packets', sum: '{amount} in {n} packets', lucky: 'by luck', even: 'equal shares', grab: 'Grab', grabbing: 'Grabbing…', got: 'You got {amount}', gotHint: 'It is in your red-packet balance, good for {n} days', held: 'You got {amount}, yours after a review', none: 'Too late, all are gone', over: 'The red packets are over', result: '{n} people got {amount}', best: 'Luckiest: {name} {amount}', rehearsal: 'Rehearsal, no money', close: 'Close',
    },
    gift: {
      open: 'Send a gift', title: 'Send a gift', mine: 'You have {n} points', today: '{n} points left for today', points: '{n} points', send: 'Send', sending: 'Sending…', sent: '{name} sent {gift}', combo: 'combo x{n}', closed: 'This shop takes no gifts', none: 'No gifts yet', ageTitle: 'Tell us your age first', ageText: 'Gifts cost points. By law nobody under 18 may send gifts.', adult: 'I am 18 or older', minor: 'I am under 18', isMinor: 'Nobody under 18 may send gifts. Your points still count when you order.', minorHint: 'If that was a mistake, contact the service desk', stream: 'Gifts', failed: 'It did not load, please try again',
    },
    news: { prize_won: 'You won a prize, open the draw', prize_refused: 'A prize could not be given, open the draw to see why', prize_shipped: 'Your prize is on its way', packet_got: 'A red packet arrived' },
  },
}
