import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    guard: {
      title: '风控', hint: '自动风控只在有多项证据时限制；每一条都能看清依据、解除或确认，观众可以申诉。',
      states: { waiting: '待处理', appealed: '有申诉', decided: '已处理', all: '全部' },
      grades: { 0: '无', 1: '验证', 2: '限流', 3: '扣住待审', 4: '拦截' },
      outcomes: { confirmed: '已确认', lifted: '已解除' }, record: '处理过 {n} 条，其中 {right} 条确认', precision: '判断准确率 {p}',
      appeals: '申诉 {n} 条，成立 {won} 条', none: '还没有处理过，暂无准确率', empty: '没有需要看的决定', emptyHint: '有人刷赞、刷票或用多个账号参与时，会出现在这里。',
      choose: '选一条查看依据', viewer: '观众 {id}', score: '合计 {n}', model: '规则版本 {v}', until: '到 {at}', reasons: '依据', weight: '权重',
      deeds: '本场：点赞 {likes} 次刷新、评论 {comments} 条、参与 {acts} 次', ring: '一起行动的账号（{n}）', account: '账号', first: '首次出现', grade: '处置', alone: '没有发现同伙账号。',
      held: '{n} 条参与记录在等这个决定', appeal: '观众申诉', note: '给观众的说明（可不填）', lift: '解除，参与有效', confirm: '确认，参与作废',
      done: '已处理，{n} 条参与记录随之生效', retry: '重试', more: '更早的', by: '{name} 处理于 {at}', open: '查看',
      entry: {
        tab: '待审参与', states: { held: '等待处理', reviewed: '已处理' }, none: '没有被扣住的参与', noneReviewed: '还没有处理过', hint: '活动里可疑的参与会先扣住奖品，放行后才发。', of: '第 {n} 位参加「{title}」', prize: '放行后发', noPrize: '没有奖品，只计入结果', points: '{n} 分', itself: '这条参与本身可疑（例如几次反应时间几乎一样）。', evidence: '看风控依据', why: '说明（可不填）', release: '放行', refuse: '作废', released: '已放行', refused: '已作废',
      },
      why: {
        like_fatigue: '连续点击超出手能承受的量：多出 {excess} 次', like_rate: '点赞速度每秒 {per_second} 次，双手也做不到',
        like_endurance: '最近几分钟有 {share} 的时间在点，从不停歇', too_fast: '比人眼反应还快就参与：{times} 次，最近一次 {ms} 毫秒',
        same_delay: '每次参与的延迟几乎一样：{times} 次，约 {ms} 毫秒', lockstep: '与 {together} 个账号多次在同一秒行动：{times} 次',
        same_company: '总是和同一批 {together} 个账号一起参与', shared_device: '{accounts} 个账号用同一台设备', new_devices: '同一账号换了 {devices} 个设备标识',
        hollow_accounts: '同一网络里 {accounts} 个新账号只参与、不说话不点赞', only_entries: '只参与活动，没有别的行为（{acts} 次）',
        even_row: '同一网络里的账号一个接一个参与，间隔都约 {ms} 毫秒', spam: '评论反复：含联系方式 {contacts}，相似 {alike} 条，变形手法 {disguise}',
      },
    },
  },
  en: {
    guard: {
      title: 'Anti-cheat', hint: 'The guard limits only on several pieces of evidence; each decision can be read, lifted or confirmed, and viewers may appeal.',
      states: { waiting: 'Waiting', appealed: 'Appealed', decided: 'Decided', all: 'All' },
      grades: { 0: 'none', 1: 'challenge', 2: 'shadow', 3: 'held', 4: 'blocked' },
      outcomes: { confirmed: 'Confirmed', lifted: 'Lifted' }, record: '{n} decided, {right} of them confirmed', precision: 'Right in {p}',
      appeals: '{n} appeals, {won} granted', none: 'None decided yet, so no precision', empty: 'Nothing to look at',
      emptyHint: 'Floods of likes, bought votes and many accounts of one person appear here.', choose: 'Choose a decision to read its evidence',
      viewer: 'Viewer {id}', score: 'Sum {n}', model: 'Rules {v}', until: 'until {at}', reasons: 'Evidence', weight: 'Weight',
      deeds: 'In this show: {likes} ticks of likes, {comments} comments, {acts} entries', ring: 'Accounts that act as one ({n})', account: 'Account', first: 'First seen', grade: 'Grade',
      alone: 'No other accounts were found with it.', held: '{n} entries wait for this decision', appeal: 'The viewer’s appeal', note: 'Note for the viewer (optional)',
      lift: 'Lift, entries count', confirm: 'Confirm, entries refused', done: 'Decided; {n} entries followed', retry: 'Try again', more: 'Earlier', by: '{name} decided {at}', open: 'Open',
      entry: {
        tab: 'Held entries', states: { held: 'Waiting', reviewed: 'Judged' }, none: 'No entry is held', noneReviewed: 'None judged yet', hint: 'Doubtful entries keep their prize back until they are released.', of: 'number {n} in “{title}”', prize: 'Given when released', noPrize: 'no prize, it only counts', points: '{n}', itself: 'The entry itself looks wrong (as times that hardly differ).', evidence: 'Evidence of the guard', why: 'Note (optional)', release: 'Release', refuse: 'Refuse', released: 'Released', refused: 'Refused',
      },
      why: {
        like_fatigue: 'More taps than a hand keeps up: {excess} beyond', like_rate: '{per_second} likes a second, more than two thumbs reach',
        like_endurance: 'Tapping for {share} of the last minutes, without a rest', too_fast: 'Entered faster than an eye: {times} times, last {ms} ms',
        same_delay: 'The same delay each time: {times} times, about {ms} ms', lockstep: 'In the same second as {together} accounts, {times} times',
        same_company: 'Always entering beside the same {together} accounts', shared_device: '{accounts} accounts on one device',
        new_devices: '{devices} device ids of one account', hollow_accounts: '{accounts} new accounts of one network that only enter',
        only_entries: 'Nothing but entries ({acts})', even_row: 'Accounts of one network enter one after another, about {ms} ms apart',
        spam: 'Repeated comments: contact {contacts}, {alike} alike, {disguise} disguises',
      },
    },
  },
}
