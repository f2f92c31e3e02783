import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    growth: {
      title: '增长', from: '从', to: '到', failed: '没有读到，请重试', none: '这段时间还没有数据', save: '保存', saved: '已保存', on: '启用', off: '停用',
      tabs: { shares: '分享链路', rewards: '互动奖励', audience: '粉丝与预约', community: '社群', threads: '观众话题' },
      shares: '分享', sharers: '分享人数', visits: '带来访问', orders: '带来订单', amount: '带来成交', chainHint: '访问不含分享者本人；订单归给买家下单前 7 天内最后一次经由的分享，只算已付款且未全额退款的订单。',
      sharer: '分享者', product: '商品', what: '互动', reason: '原因', status: '状态', way: '方式', times: '条数', byPrompt: '按提示卡', prompt: '提示卡', bySharer: '按分享者', byProduct: '按商品', room: '整个直播间', noPrompt: '这段时间没有经提示卡的分享。在脚本里放进“分享提醒”，开播后点开。',
      kind: { comment: '发言', like: '点赞', share: '分享', watch: '看满 5 分钟', check_in: '签到', follow: '关注', reserve: '预约', community: '进群' },
      cost: '已发积分', people: '{n} 人', deeds: '次数', given: '已发 {n} 积分', refused: '拦下 {n} 次', rules: '规则与上限', points: '每次积分', perDay: '每人每天次数', perShow: '每人每场次数', shopPerDay: '全店每天积分上限', outcome: { paid: '已发', refused: '拦下' },
      why: { short: '太短', repeats: '同字重复', burst: '刷屏', guard: '风控' }, filter: '反作弊拦下的', filterHint: '重复内容、太短、刷屏和被风控标记的不发；相同内容一场只算一次。', daily: '每天发放',
      follows: '关注', now: '现在', gained: '新增', lost: '取关', reserved: '预约', reservedOf: '场次', starts: '开播', cancelled: '取消', reminders: '提醒送达', moment: { soon: '开播前', live: '开播时' }, state: { due: '等待', sending: '发送中断', sent: '已送达', failed: '失败', none: '无法触达' }, channel: { push: '浏览器', sms: '短信' },
      club: '粉丝团', badge: '灯牌文字（最多 6 字）', joinPoints: '入团积分（0 为免费）', open: '开放加入', levels: '粉丝等级', level: '{n} 级', noFans: '还没有粉丝',
      communityName: '社群名称', communityText: '一句介绍', qr: '群二维码内容或链接（https 开头）', code: '入群口令（发在群公告）', rewardPoints: '确认入群送积分', opened: '打开入群卡', confirmed: '确认入群', rate: '确认率',
      show: '场次', chooseShow: '请选择场次',
      thread: '起头的评论', replies: '回复', viewers: '参与人数', last: '最近', noThreads: '这场还没有观众之间的回复', lost2: '（评论未保存）', threadTotal: '{n} 个话题，{r} 条回复',
    },
    flow: {
      title: '页面体验', day: '改版日期', hint: '取最近 {n} 场。路径从进入直播间到提交订单，取中位数。', spots: '最差的地方', kind: { rage_tap: '连点无反应', dead_click: '点了没反应', slow_sheet: '面板打开慢' }, spot: '位置', times: '次数', viewers: '人数', wait: '等待', ms: '{n} 毫秒',
      path: '下单路径', before: '{day} 之前', after: '{day} 起', taps: '点击次数', seconds: '用时', orders: '订单', s: '{n} 秒', shorter: '路径缩短 {n}%', longer: '路径变长 {n}%', same: '路径没有变化', few: '两边都有订单后才能比较',
      prompts: '提示卡看到与分享', prompt: '提示卡', seen: '看到', shared: '分享', rate: '分享率', none: '还没有上报', fine: '没有发现问题',
    },
  },
  en: {
    growth: {
      title: 'Growth', from: 'From', to: 'to', failed: 'Not loaded. Try again', none: 'Nothing in these days', save: 'Save', saved: 'Saved', on: 'On', off: 'Off',
      tabs: { shares: 'Shares', rewards: 'Rewards', audience: 'Fans and reservations', community: 'Community', threads: 'Viewer talk' },
      shares: 'Shares', sharers: 'People', visits: 'Visits', orders: 'Orders', amount: 'Sales', chainHint: 'Visits leave the sharer out. An order goes to the last share by which its buyer came within 7 days before it; paid orders that were not fully refunded.',
      sharer: 'Sharer', product: 'Product', what: 'Deed', reason: 'Reason', status: 'State', way: 'By', times: 'Messages', byPrompt: 'By prompt card', prompt: 'Prompt card', bySharer: 'By sharer', byProduct: 'By product', room: 'The whole room', noPrompt: 'No share by a prompt card in these days. Put a share prompt into a script and open it on air.',
      kind: { comment: 'Comment', like: 'Like', share: 'Share', watch: '5 minutes watched', check_in: 'Check-in', follow: 'Follow', reserve: 'Reserve', community: 'Join' },
      cost: 'Points given', people: '{n} people', deeds: 'Times', given: '{n} points given', refused: '{n} refused', rules: 'Rules and caps', points: 'Points each', perDay: 'A viewer a day', perShow: 'A viewer a show', shopPerDay: 'Points of the shop a day', outcome: { paid: 'Given', refused: 'Refused' },
      why: { short: 'Too short', repeats: 'One sign repeated', burst: 'Flood', guard: 'Guard' }, filter: 'Refused by the filter', filterHint: 'Repeated, short and flooding comments and what the guard marked earn nothing; the same words count once a show.', daily: 'Given by day',
      follows: 'Followers', now: 'Now', gained: 'Gained', lost: 'Lost', reserved: 'Reserved', reservedOf: 'Show', starts: 'Starts', cancelled: 'Cancelled', reminders: 'Reminders', moment: { soon: 'Before', live: 'At the start' }, state: { due: 'Waiting', sending: 'Cut off', sent: 'Sent', failed: 'Failed', none: 'Out of reach' }, channel: { push: 'Browser', sms: 'Text' },
      club: 'Fan club', badge: 'Word on the badge (6 at most)', joinPoints: 'Points to join (0: free)', open: 'Open to join', levels: 'Fans by level', level: 'Level {n}', noFans: 'No fans yet',
      communityName: 'Name', communityText: 'One line', qr: 'Content of the QR code or link (https)', code: 'Code (posted in the group)', rewardPoints: 'Points for joining', opened: 'Opened', confirmed: 'Confirmed', rate: 'Rate',
      show: 'Show', chooseShow: 'Choose a show',
      thread: 'First comment', replies: 'Replies', viewers: 'People', last: 'Last', noThreads: 'No replies between viewers in this show', lost2: '(comment not kept)', threadTotal: '{n} threads, {r} replies',
    },
    flow: {
      title: 'Page experience', day: 'Day of the change', hint: 'The newest {n} shows. A path runs from entering the room to the order; medians.', spots: 'Worst spots', kind: { rage_tap: 'Rage taps', dead_click: 'Dead clicks', slow_sheet: 'Slow sheet' }, spot: 'Where', times: 'Times', viewers: 'People', wait: 'Wait', ms: '{n} ms',
      path: 'Path to an order', before: 'Before {day}', after: 'From {day}', taps: 'Taps', seconds: 'Time', orders: 'Orders', s: '{n} s', shorter: '{n}% shorter', longer: '{n}% longer', same: 'No change', few: 'Needs orders on both sides',
      prompts: 'Prompt cards seen and shared', prompt: 'Prompt card', seen: 'Seen', shared: 'Shared', rate: 'Share rate', none: 'Nothing reported yet', fine: 'No trouble found',
    },
  },
}
