/** 风控: what the guard decided about this viewer, in words, and the appeal against it. */
import type { Messages } from '@/shared/i18n'
import { asViewer } from './session'

export interface GuardDecision {
  id: number
  /** 1 friction, 2 shadow, 3 hold, 4 block */
  grade: 1 | 2 | 3 | 4
  codes: string[]
  at: string
  ends_at: string
  outcome: '' | 'confirmed' | 'lifted'
  answer: string
  appeal: 'none' | 'waiting' | 'decided'
}

export const readGuard = () => asViewer<GuardDecision[]>('/guard/mine/decisions')
export const appealGuard = (id: number, text: string) =>
  asViewer(`/guard/mine/${id}/appeal`, { method: 'POST', body: { text } })

export const messages: Messages = {
  'zh-CN': {
    guard: {
      title: '系统判断', hint: '系统发现下面的情况，先做了小的限制。结论由人来定：你可以申诉，会有工作人员复核。', why: '看到的情况：',
      grade: { 1: '参与前多做一次验证', 2: '点赞不计数，评论只有自己看到', 3: '参与结果等待复核', 4: '暂时不能参与互动' },
      outcome: { confirmed: '复核：判断成立', lifted: '复核：判断有误，已撤销' }, waiting: '申诉处理中',
      code: {
        like_fatigue: '点赞节奏一直不变，不像人手', like_rate: '一秒内点赞太多', like_endurance: '连续点赞很久没有停顿',
        too_fast: '互动刚开始就参与，快过人的反应', same_delay: '每次参与的快慢几乎一样', lockstep: '总和一些账号在同一秒行动',
        same_company: '一轮又一轮和同一批账号一起参与', shared_device: '同一台设备上有很多账号', new_devices: '不断更换设备标识',
        hollow_accounts: '同一网络里有一批新的、没有说过话的账号', only_entries: '只参加抽奖和红包，没有别的互动',
        even_row: '同一网络的账号间隔相同、依次参与', spam: '反复发布联系方式', other: '其他异常',
      },
    },
    news: { guard_decided: '系统对你的判断有复核结果了，在“处理与举报”里查看' },
  },
  en: {
    guard: {
      title: 'What the system noticed', hint: 'It saw what is listed here and began with a small limit. People decide: appeal, and somebody looks at it.', why: 'Seen: ',
      grade: { 1: 'One more check before you take part', 2: 'Likes are not counted, comments are seen by you only', 3: 'Your entries wait for a review', 4: 'You cannot take part for now' },
      outcome: { confirmed: 'Reviewed: it stands', lifted: 'Reviewed: it was wrong and is lifted' }, waiting: 'Appeal waits',
      code: {
        like_fatigue: 'likes at a pace that no hand keeps', like_rate: 'too many likes in a second', like_endurance: 'likes for minutes without a rest',
        too_fast: 'entries faster than anybody reacts', same_delay: 'entries after almost the same delay each time', lockstep: 'acts in the same second as other accounts',
        same_company: 'round after round with the same accounts', shared_device: 'many accounts on one device', new_devices: 'ever new device ids',
        hollow_accounts: 'new, silent accounts in one network', only_entries: 'draws and red packets and nothing else',
        even_row: 'accounts of one network one after another at even distances', spam: 'contacts posted again and again', other: 'something else unusual',
      },
    },
    news: { guard_decided: 'A person reviewed what the system noticed about you; see “Penalties and reports”' },
  },
}
