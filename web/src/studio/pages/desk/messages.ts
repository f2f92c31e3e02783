import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    talk: {
      title: '公屏与客服', open: '打开公屏', back: '返回中控台', stream: '公屏', queue: '提问', service: '客服', noShow: '开播后这里出现评论和提问。',
      tag: { question: '提问', complaint: '投诉', praise: '好评', order: '下单', other: '其他', all: '全部' },
      topic: { none: '其他', price: '价格', shipping: '物流', quality: '质量', lag: '卡顿', service: '客服', stock: '库存', promise: '承诺', other: '其他' },
      issues: '问题计数', noIssues: '近 10 分钟没有投诉', issueHint: '近 10 分钟 {n} 条，本场 {total} 条，{viewers} 人',
      act: { reply: '公开回复', private: '私信', promote: '上主播屏', pin: '置顶', unpin: '取消置顶', mute: '禁言', tag: '改标签', ask: '加入提问', merge: '合并到上一个' },
      keys: 'J / K 选评论 · R 公开回复 · P 私信 · T 改标签 · U 上主播屏 · M 禁言 · / 话术 · Esc 取消',
      say: '以官方身份发言…', replyTo: '回复 {name}', privateTo: '私信 {name}', send: '发送', cancel: '取消', rest: '还可输入 {n} 字', tooLong: '超出 {n} 字',
      empty: '没有符合条件的评论', search: '筛选评论', pinned: '置顶中', muted: '已禁言',
      q: {
        promoted: '主播屏上', promotedNone: '按 U 或点“上主播屏”，最多三条', open: '待回答', none: '还没有提问', answered: '已讲解', askers: '{n} 人问', drop: '忽略', mark: '已讲解', back: '退回', link: '{n} 号', at: '视频 {t}', noLink: '未指明商品', link_choose: '讲解的链接',
      },
      rate: { title: '本场', answered: '回答率', askers: '{n} 人提问', conversion: '提问者转化', others: '只发言者 {r}', none: '—', orders: '{orders} 单 {amount}', response: '首次响应', median: '中位 {m}', p90: 'P90 {p}', agents: '按客服', nobody: '还没有接待', left: '未回答 {n}', seconds: '{n} 秒', minutes: '{n} 分', unanswered: '未回答的提问' },
      s: {
        waiting: '等待 {t}', none: '没有会话', noneHint: '观众在直播间点“客服”后出现在这里', pick: '选一个会话开始接待', take: '接待', takeOver: '接管', taken: '{who} 接待中', handed: '已转售后', closed: '已结束', waitingState: '等待接待', hand: '转售后', close: '结束', order: '订单', noOrder: '不关联订单', note: '给售后的说明', ok: '确定', write: '回复 {name}…', orders: '订单', said: '公屏发言', quote: '公屏', unread: '{n} 条未读', system: '系统',
      },
      p: {
        title: '话术', search: '搜索话术，回车使用', none: '还没有话术，点“管理话术”粘贴几行', manage: '管理话术', import: '粘贴导入', hint: "一行一条：关键词/同义词{'|'}回复内容，可用 {nick} 代表观众昵称", nick: "{'{'}昵称{'}'}", check: '检查', store: '导入 {n} 条', done: '已导入：新增 {added} 条，更新 {changed} 条', bad: '第 {n} 行：{why}', tried: '可导入 {n} 条', delete: '删除', auto: '关键词自动回复', off: '不自动', private: '私信', public: '公开', again: '同一观众间隔', minutes: '分钟', replies: '关键词回复', repliesHint: '本场打开后，评论里出现关键词就自动回复；公开回复同一条 10 秒最多一次', close: '关闭', failed: '没有保存',
      },
      h: {
        title: '主播交接', give: '交班并签字', take: '接班签收', promised: '已经说过、改过', promises: '口头承诺（脚本之外）', promisesHint: '例如：答应 3 号链接 8 点加赠小样', stock: '库存', questions: '热门提问', complaints: '未解决的投诉', waiting: '{n} 人在等客服', handed: '{n} 个已转售后', by: '{who} 于 {t} 交班', taken: '{who} 于 {t} 接班', nobody: '等待接班主播签收', none: '无', now: '此刻', same: '交班和接班要由两个人签', cards: '本场交接记录', open: '交接卡', notOnAir: '开播后才能交接', segment: '环节', present: '讲解', left: '剩 {n} / {m}', hide: '收起', new: '有交接卡待签收',
      },
      verb: {
        question_promote: '上主播屏', question_answer: '标为已讲解', question_drop: '忽略提问', question_reopen: '退回提问', question_merge: '合并提问', tag: '改标签', comment_pin: '置顶', comment_unpin: '取消置顶', say: '发言', keyword_replies: '关键词回复', mute: '禁言', unmute: '解禁', hand_over: '交班', take_over: '接班',
      },
    },
    console: {
      verb: {
        question_promote: '提问上主播屏', question_answer: '提问已讲解', question_drop: '忽略提问', question_reopen: '退回提问', question_merge: '合并提问', comment_pin: '置顶评论', comment_unpin: '取消置顶', keyword_replies: '关键词回复', hand_over: '交班', take_over: '接班', tag: '改标签', say: '发言',
      },
      comments: { complaints: '投诉', desk: '公屏 ↗', pin: '置顶', unpin: '取消置顶', ask: '加入提问', reply: '回复', promote: '上屏' },
    },
    prompter: { answered: '已讲解', issues: '观众在抱怨', issueLine: '{topic} {n}', askers: '{n} 人', handOver: '交接卡' },
  },
  en: {
    talk: {
      title: 'Comments & service', open: 'Open comment desk', back: 'Back to console', stream: 'Comments', queue: 'Questions', service: 'Service', noShow: 'Comments and questions appear when the show is on air.',
      tag: { question: 'Question', complaint: 'Complaint', praise: 'Praise', order: 'Order', other: 'Other', all: 'All' },
      topic: { none: 'Other', price: 'Price', shipping: 'Shipping', quality: 'Quality', lag: 'Stream', service: 'Service', stock: 'Stock', promise: 'Promises', other: 'Other' },
      issues: 'Issues', noIssues: 'No complaint in the last 10 min', issueHint: '{n} in the last 10 min, {total} in this show, {viewers} viewers',
      act: { reply: 'Reply', private: 'Private', promote: 'To prompter', pin: 'Pin', unpin: 'Unpin', mute: 'Mute', tag: 'Tag', ask: 'Add to questions', merge: 'Merge into the one above' },
      keys: 'J / K choose · R reply · P private · T tag · U to prompter · M mute · / phrase · Esc cancel',
      say: 'Say as staff…', replyTo: 'Reply to {name}', privateTo: 'Private to {name}', send: 'Send', cancel: 'Cancel', rest: '{n} characters left', tooLong: '{n} too many',
      empty: 'No comment matches', search: 'Filter comments', pinned: 'Pinned', muted: 'Muted',
      q: {
        promoted: 'On the prompter', promotedNone: 'Press U or “To prompter”; three have room', open: 'Waiting', none: 'No question yet', answered: 'Answered', askers: '{n} ask', drop: 'Drop', mark: 'Answered', back: 'Back', link: 'No {n}', at: 'video {t}', noLink: 'no product named', link_choose: 'Answered at link',
      },
      rate: { title: 'This show', answered: 'Answer rate', askers: '{n} asked', conversion: 'Askers who bought', others: 'others who spoke {r}', none: '—', orders: '{orders} orders {amount}', response: 'First response', median: 'median {m}', p90: 'p90 {p}', agents: 'By agent', nobody: 'No thread answered yet', left: '{n} unanswered', seconds: '{n} s', minutes: '{n} min', unanswered: 'Unanswered questions' },
      s: {
        waiting: 'waits {t}', none: 'No thread', noneHint: 'Viewers who tap “Service” in the room appear here', pick: 'Choose a thread to answer', take: 'Take', takeOver: 'Take over', taken: '{who} answers', handed: 'After-sales', closed: 'Closed', waitingState: 'Waiting', hand: 'To after-sales', close: 'Close', order: 'Order', noOrder: 'No order', note: 'Note for after-sales', ok: 'OK', write: 'Answer {name}…', orders: 'Orders', said: 'Said in public', quote: 'public', unread: '{n} unread', system: 'System',
      },
      p: {
        title: 'Phrases', search: 'Search phrases; Enter uses one', none: 'No phrase yet: paste some under “Manage phrases”', manage: 'Manage phrases', import: 'Paste lines', hint: "One a line: keyword/variant{'|'}reply. {nick} stands for the viewer’s nickname", nick: "{'{'}昵称{'}'}", check: 'Check', store: 'Import {n}', done: 'Imported: {added} new, {changed} changed', bad: 'Line {n}: {why}', tried: '{n} can be imported', delete: 'Delete', auto: 'Reply by keyword', off: 'Never', private: 'In private', public: 'In public', again: 'Same viewer again after', minutes: 'min', replies: 'Keyword replies', repliesHint: 'While on, comments with a keyword are answered by themselves; the same public reply at most every 10 s', close: 'Close', failed: 'Not saved',
      },
      h: {
        title: 'Host change', give: 'Sign and hand over', take: 'Sign and take over', promised: 'Said and changed', promises: 'Promises besides the script', promisesHint: 'e.g. promised a sample with No 3 at eight', stock: 'Stock', questions: 'Hot questions', complaints: 'Open complaints', waiting: '{n} wait for service', handed: '{n} at after-sales', by: 'Handed over by {who} at {t}', taken: 'Taken over by {who} at {t}', nobody: 'Waits for the next host’s signature', none: 'none', now: 'Now', same: 'Two people sign: who leaves and who comes', cards: 'Host changes of this show', open: 'Hand-over card', notOnAir: 'Only while on air', segment: 'Segment', present: 'Presenting', left: '{n} of {m} left', hide: 'Close', new: 'A hand-over card waits for a signature',
      },
      verb: {
        question_promote: 'To prompter', question_answer: 'Mark answered', question_drop: 'Drop question', question_reopen: 'Back into the queue', question_merge: 'Merge questions', tag: 'Tag', comment_pin: 'Pin', comment_unpin: 'Unpin', say: 'Say', keyword_replies: 'Keyword replies', mute: 'Mute', unmute: 'Unmute', hand_over: 'Hand over', take_over: 'Take over',
      },
    },
    console: {
      verb: {
        question_promote: 'Question to prompter', question_answer: 'Question answered', question_drop: 'Drop question', question_reopen: 'Reopen question', question_merge: 'Merge questions', comment_pin: 'Pin comment', comment_unpin: 'Unpin comment', keyword_replies: 'Keyword replies', hand_over: 'Hand over', take_over: 'Take over', tag: 'Tag', say: 'Say',
      },
      comments: { complaints: 'Issues', desk: 'Desk ↗', pin: 'Pin', unpin: 'Unpin', ask: 'To questions', reply: 'Reply', promote: 'Prompter' },
    },
    prompter: { answered: 'Answered', issues: 'Complaints', issueLine: '{topic} {n}', askers: '{n} ask', handOver: 'Hand-over' },
  },
}
