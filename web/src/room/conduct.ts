/** Who stands behind the room, its rules, what is reported, and how this viewer stands. */
import { shallowRef } from 'vue'
import type { Messages } from '@/shared/i18n'
import { get } from '@/shared/http'
import type { Room } from './room'
import { asViewer } from './session'

export interface Party {
  name: string
  license_no: string
  contact: string
}
export interface RoomInfo {
  operator: Party
  operator_address: string
  seller: Party
  host: { name: string; is_verified: boolean; verified_on: string | null; agency: string; license_kind: string; license_no: string } | null
  rules: { version: number; text: string }
}
export interface MyPenalty {
  id: number
  step: string
  measure: string
  cause: string
  note: string
  quote: string
  at: string
  ends_at: string | null
  is_revoked: boolean
  appeal: '' | 'waiting' | 'upheld' | 'revoked'
  answer: string
}
export interface MyConduct {
  accepted_version: number
  penalties: MyPenalty[]
  reports: { id: number; kind: string; subject_name: string; reason: string; at: string; outcome: string; answer: string }[]
}
export type ReportKind = 'comment' | 'viewer' | 'host' | 'product'
/** What a report is about. */
export interface About {
  kind: ReportKind
  subject_id: number
  subject_name: string
  quote: string
}
export const REASONS = ['spam', 'contact', 'abuse', 'fraud', 'porn', 'gambling', 'fake', 'false_claim', 'minor', 'other'] as const

const info = shallowRef<RoomInfo | null>(null)
/** Facts behind the room; null until they are read. */
export function useInfo(room: Room) {
  async function load(): Promise<void> {
    info.value = await get<RoomInfo>(`/rooms/${room.slug}/info`)
  }
  return { info, load }
}

export const readConduct = (room: Room) => asViewer<MyConduct>(`/rooms/${room.slug}/conduct`)
export const sendReport = (room: Room, about: About, reason: string, note: string) =>
  asViewer(`/rooms/${room.slug}/reports`, { method: 'POST', body: { ...about, reason, note } })
export const sendAppeal = (room: Room, penalty: number, text: string) =>
  asViewer(`/rooms/${room.slug}/penalties/${penalty}/appeal`, { method: 'POST', body: { text } })

const keyOf = (room: Room) => `kaibo.rules.${room.state.value?.shop_id}.${room.live.value?.room.viewer}`

export async function acceptRules(room: Room, version: number): Promise<void> {
  await asViewer(`/rooms/${room.slug}/conduct`, { method: 'POST', body: { version } })
  localStorage.setItem(keyOf(room), String(version))
}

/**
 * The version that must be agreed to before this viewer's first comment, or 0. When it cannot be
 * asked the viewer may speak: a rule that nobody can show binds nobody.
 */
export async function rulesToAccept(room: Room): Promise<number> {
  try {
    const version = (await get<RoomInfo>(`/rooms/${room.slug}/info`)).rules.version
    if (!version || Number(localStorage.getItem(keyOf(room))) >= version) return 0
    if ((await readConduct(room)).accepted_version < version) return version
    localStorage.setItem(keyOf(room), String(version))
    return 0
  } catch {
    return 0
  }
}

export const messages: Messages = {
  'zh-CN': {
    conduct: {
      info: '信息公示', operator: '直播间运营者', seller: '商品销售者', host: '主播', name: '名称', license: '证照号', contact: '联系方式', address: '地址', verified: '已实名核验', verifiedOn: '{at} 核验', unverified: '尚未核验', agency: '所属机构', qualification: '执业资质', none: '未填写', noHost: '还没有排定主播',
      rules: '直播间公约', noRules: '这个店铺还没有发布公约', version: '第 {n} 版', agree: '同意并发言', agreeHint: '第一次在这里发言前，请先看看公约', changed: '公约有了新版本，请重新阅读',
      report: '举报', reportWhat: '举报对象', reason: '原因', note: '补充说明（可不填）', send: '提交', sent: '已收到举报，处理结果会告诉你', reportHost: '举报主播', reportProduct: '举报商品',
      kind: { comment: '评论', viewer: '观众', host: '主播', product: '商品' },
      reasons: { spam: '刷屏广告', contact: '发联系方式', abuse: '辱骂攻击', fraud: '诈骗', porn: '色情低俗', gambling: '赌博', fake: '假冒商品', false_claim: '虚假宣传', minor: '侵害未成年人', other: '其他' },
      mine: '处理与举报', penalties: '对我的处理', noPenalties: '没有处理记录', myReports: '我的举报', noReports: '没有举报过', until: '到 {at}', forGood: '长期有效', over: '已结束', revoked: '已撤销', appeal: '申诉', appealHint: '说说为什么这次处理不对，会由另一位工作人员复核', appealSent: '申诉已提交', said: '被处理的评论：',
      state: { waiting: '申诉处理中', upheld: '申诉未通过', revoked: '申诉通过，已撤销' }, outcome: { open: '处理中', upheld: '属实，已处理', dismissed: '未发现违规' },
      measure: { none: '警告', mute: '禁言', shadow: '评论仅自己可见', ban: '不能进入直播间' },
      cause: { spam: '刷屏', contact: '发布联系方式', abuse: '辱骂他人', fraud: '涉嫌诈骗', gambling: '涉赌', porn: '色情低俗', drugs: '涉毒', fake: '售假', offsite: '站外引流', cheat: '作弊', complaint: '投诉', false_report: '恶意举报', other: '违反公约' },
      told: { none: '你收到一次警告', mute: '你已被禁言', ban: '你已被请出直播间', lifted: '对你的处理已撤销' }, why: '查看原因与申诉',
    },
  },
  en: {
    conduct: {
      info: 'Who is behind', operator: 'Room operator', seller: 'Seller', host: 'Host', name: 'Name', license: 'Licence no.', contact: 'Contact', address: 'Address', verified: 'Identity checked', verifiedOn: 'checked {at}', unverified: 'not checked yet', agency: 'Agency', qualification: 'Licence', none: 'Not given', noHost: 'No host yet',
      rules: 'Rules of this room', noRules: 'This shop has published no rules', version: 'Version {n}', agree: 'Agree and speak', agreeHint: 'Please read these before your first comment here', changed: 'The rules have changed; please read them again',
      report: 'Report', reportWhat: 'About', reason: 'Reason', note: 'More (optional)', send: 'Send', sent: 'Thank you. We will tell you what came of it', reportHost: 'Report the host', reportProduct: 'Report a product',
      kind: { comment: 'Comment', viewer: 'Viewer', host: 'Host', product: 'Product' },
      reasons: { spam: 'Spam', contact: 'Contacts', abuse: 'Abuse', fraud: 'Fraud', porn: 'Indecent', gambling: 'Gambling', fake: 'Fake goods', false_claim: 'False claims', minor: 'Harm to minors', other: 'Other' },
      mine: 'Penalties and reports', penalties: 'About me', noPenalties: 'Nothing', myReports: 'My reports', noReports: 'None', until: 'until {at}', forGood: 'no end', over: 'over', revoked: 'revoked', appeal: 'Appeal', appealHint: 'Say why this is wrong; somebody else will look at it', appealSent: 'Sent', said: 'The comment: ',
      state: { waiting: 'Appeal waits', upheld: 'Appeal refused', revoked: 'Appeal granted' }, outcome: { open: 'Open', upheld: 'Upheld', dismissed: 'No breach found' },
      measure: { none: 'Warning', mute: 'Muted', shadow: 'Comments seen by you only', ban: 'May not enter' },
      cause: { spam: 'spam', contact: 'contacts', abuse: 'abuse', fraud: 'fraud', gambling: 'gambling', porn: 'indecency', drugs: 'drugs', fake: 'fake goods', offsite: 'off-site dealing', cheat: 'cheating', complaint: 'complaint', false_report: 'false reports', other: 'breach of the rules' },
      told: { none: 'You were warned', mute: 'You are muted', ban: 'You were shown out', lifted: 'The penalty was revoked' }, why: 'Why, and appeal',
    },
  },
}
