import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    review: {
      rated: '{low}–{high} · n {n}', unrated: '无评分', stars: '{n} 星',
      title: '复盘', rehearsal: '彩排', onAir: '直播中', noShows: '还没有播过的场次。下播后这里会自动出现复盘草稿。', noDraft: '草稿还没有生成，打开可看实时数字。',
      gmv: '成交金额', uv: '观看人数', conversion: '观看-成交率', toList: '返回列表', again: '重新计算', print: '打印', asOf: '截至 {at}',
      stale: '数据服务暂时连不上，以下是下播时保存的草稿。', look: '看什么', noFindings: '没有需要特别注意的地方。', evidence: '看依据', goals: '目标与实际', noGoals: '这场没有设目标。',
      goal: '目标', target: '目标值', actual: '实际', gap: '差距', result: '结果', state: { met: '达成', missed: '未达成', open: '待测' },
      curve: '分钟曲线', curveHint: '点任意一分钟，看这一分钟的全部事件。', noEvents: '这场没有事件。', gmvPerMinute: '每分钟成交（元）', online: '在线', comments: '评论', pinMark: '讲 ',
      minuteRows: '这一分钟的事件', funnel: '成交漏斗（人数）', ofStepBefore: '占上一步', kpis: '四项核心指标', segments: '环节', completion: '内容完成度 {percent}%（执行 {executed} / 脚本 {scripted}，目标 {target}%）',
      activities: {
        title: '互动', none: '这场没有互动', failed: '互动没有读到', name: '互动', segment: '环节', at: '时间', joined: '参与', rate: '参与率', prizes: '奖品', buyers: '下单人数', amount: '成交', hint: '下单：参与后 10 分钟内下单并付款',
        kinds: { qa: '答疑', poll: '投票', draw: '福袋', packet: '红包', guess: '竞猜', game: '游戏', card: '提示卡' },
      },
      engagement: {
        title: '提问、礼物与预约', none: '这场没有提问、礼物和预约', failed: '提问、礼物和预约没有读到', show: '全场', segment: '环节', questions: '提问', answered: '已答', rate: '回答率', median: '中位回答', askers: '提问人数', conversion: '提问者转化', amount: '提问者成交', gifts: '礼物', points: '礼物积分', givers: '送礼人数', reserves: '预约下一场',
        seconds: '{n} 秒', hint: '提问按第一次问的环节；转化：问过之后在本场下单并付款的人；忽略的提问不算欠', next: '下一场《{title}》{at} 开始，现有 {n} 人预约',
      },
      products: '商品', booksTitle: '对账：订单表与事件日志', more: '更多指标', note: '会议记录', noteHint: '结论、动作、负责人、日期',
      atEnd: '下播时 {value}', value: '数值', formula: '公式', source: '来源', ownedBy: '负责：{owner}', rowsTotal: '{n} 行', people: '{n} 人', pieces: '{n} 件', noRows: '没有对应的事件。',
      time: '时间', kind: '事件', viewer: '观众', linkId: '链接', order: '订单', amount: '金额', detail: '内容', segment: '环节', length: '时长', skipped: '未执行', unscripted: '脚本外',
      noSegments: '没有执行过环节。', noProducts: '排品表为空。', number: '号', product: '商品', price: '到手价', presented: '讲解', figure: '指标', inOrders: '订单表', inLog: '事件日志',
      difference: '差额', perLink: '按链接展开', linkNo: '{n} 号链接',
      books: { agrees: '零差额：金额、订单、件数与订单表完全一致', waiting: '还有 {n} 条事实正在写入日志，稍后重新计算', differs: '有差额，请核查标红的行；本页金额以订单表为准' },
      level: { problem: '问题', warning: '注意', good: '亮点' },
      head: {
        content_rating: '观众评分',
        gmv: '成交', gmv_per_minute: '每分钟成交', paid_orders: '订单', uv: '进入人数', stay_seconds: '人均停留', interaction_rate: '互动率', conversion_rate: '成交率', retention_30s: '30 秒留存',
        comments: '评论', units: '件数', product_viewers: '曝光人数', product_clickers: '点击人数', click_rate: '点击率', click_pay_rate: '点击-成交', presenting_gmv_per_minute: '讲解效率/分', refund_rate: '退款率',
      },
      kinds: {
        rate: '环节评分', rerate: '改评分',
        enter: '进入', leave: '离开', heartbeat: '在看', comment: '评论', like: '点赞', share: '分享', follow: '关注', unfollow: '取关', impression: '曝光', product_view: '商品曝光',
        product_click: '商品点击', favorite: '收藏', qoe: '播放体验', order: '下单', pay: '支付', expire: '超时', cancel: '取消', refund: '退款', ship: '发货', pin: '讲解', unpin: '取消讲解',
        price: '改价', stock: '改库存', flash_start: '秒杀开始', flash_stop: '秒杀结束', announce: '公告', segment: '环节', show_start: '开播', show_end: '下播', mute: '禁言', undo: '撤销',
        list: '上架', unlist: '下架', limit: '限购', unmute: '解除禁言', stream: '推流', sold_out: '售罄',
      },
    },
  },
  en: {
    review: {
      rated: '{low}–{high} · n {n}', unrated: 'not rated', stars: '{n} stars',
      title: 'Review', rehearsal: 'Rehearsal', onAir: 'On air', noShows: 'No show was on air yet. A draft appears here by itself when one ends.', noDraft: 'The draft is not made yet; open it for live figures.',
      gmv: 'GMV paid', uv: 'Viewers', conversion: 'View-to-pay', toList: 'Back to the list', again: 'Recalculate', print: 'Print', asOf: 'as of {at}',
      stale: 'The figures service cannot be reached; this is the draft kept when the show ended.', look: 'What to look at', noFindings: 'Nothing needs special attention.', evidence: 'Evidence', goals: 'Goals against actual', noGoals: 'This show has no goals.',
      goal: 'Goal', target: 'Target', actual: 'Actual', gap: 'Gap', result: 'Result', state: { met: 'Met', missed: 'Missed', open: 'Not measured' },
      curve: 'Minute curve', curveHint: 'Click a minute to see all of its events.', noEvents: 'This show has no events.', gmvPerMinute: 'GMV per minute (¥)', online: 'Online', comments: 'Comments', pinMark: 'Pin ',
      minuteRows: 'Events of this minute', funnel: 'Funnel (people)', ofStepBefore: 'of the step before', kpis: 'The four KPIs', segments: 'Segments', completion: 'Content completion {percent}% ({executed} executed of {scripted} scripted, target {target}%)',
      activities: {
        title: 'Interactions', none: 'This show had no interactions', failed: 'The interactions could not be read', name: 'Interaction', segment: 'Segment', at: 'When', joined: 'Joined', rate: 'Share', prizes: 'Prizes', buyers: 'Buyers', amount: 'Paid', hint: 'Buyers: ordered within 10 minutes of joining, and paid',
        kinds: { qa: 'Q&A', poll: 'Poll', draw: 'Lucky draw', packet: 'Red packets', guess: 'Guess', game: 'Game', card: 'Prompt' },
      },
      engagement: {
        title: 'Questions, gifts, reservations', none: 'No question, gift or reservation in this show', failed: 'Questions, gifts and reservations could not be read', show: 'Whole show', segment: 'Segment', questions: 'Asked', answered: 'Answered', rate: 'Answer rate', median: 'Median answer', askers: 'Askers', conversion: 'Askers who bought', amount: 'Paid by askers', gifts: 'Gifts', points: 'Gift points', givers: 'Givers', reserves: 'Reserved next',
        seconds: '{n} s', hint: 'Questions count where they were asked first; bought: ordered in this show after asking, and paid; dropped questions are no debt', next: 'Next show “{title}” begins {at}; {n} reserved',
      },
      products: 'Products', booksTitle: 'Reconciliation: orders and event log', more: 'More figures', note: 'Meeting notes', noteHint: 'Findings, actions, owners, dates',
      atEnd: '{value} when the show ended', value: 'Value', formula: 'Formula', source: 'Source', ownedBy: 'owner: {owner}', rowsTotal: '{n} rows', people: '{n} people', pieces: '{n} units', noRows: 'No events stand behind it.',
      time: 'Time', kind: 'Event', viewer: 'Viewer', linkId: 'Link', order: 'Order', amount: 'Amount', detail: 'Detail', segment: 'Segment', length: 'Length', skipped: 'Skipped', unscripted: 'Unscripted',
      noSegments: 'No segment was executed.', noProducts: 'The line-up is empty.', number: 'No', product: 'Product', price: 'Net price', presented: 'Presented', figure: 'Figure', inOrders: 'Order tables', inLog: 'Event log',
      difference: 'Difference', perLink: 'Show every link', linkNo: 'link {n}',
      books: { agrees: 'Zero difference: money, orders and units equal the order tables exactly', waiting: '{n} facts are on their way to the log; recalculate in a moment', differs: 'There are differences, see the red lines; money on this page is that of the order tables' },
      level: { problem: 'Problem', warning: 'Watch', good: 'Good' },
      head: {
        content_rating: 'Rating',
        gmv: 'GMV', gmv_per_minute: 'GMV/min', paid_orders: 'Orders', uv: 'Entered', stay_seconds: 'Stay', interaction_rate: 'Interaction', conversion_rate: 'Conversion', retention_30s: '30 s kept',
        comments: 'Comments', units: 'Units', product_viewers: 'Viewers', product_clickers: 'Clickers', click_rate: 'Click rate', click_pay_rate: 'Click-to-pay', presenting_gmv_per_minute: 'GMV/presented min', refund_rate: 'Refunds',
      },
      kinds: {
        rate: 'Rated', rerate: 'Rating changed',
        enter: 'Enter', leave: 'Leave', heartbeat: 'Watching', comment: 'Comment', like: 'Like', share: 'Share', follow: 'Follow', unfollow: 'Unfollow', impression: 'Impression', product_view: 'Product view',
        product_click: 'Product click', favorite: 'Favorite', qoe: 'Playback', order: 'Order', pay: 'Pay', expire: 'Expire', cancel: 'Cancel', refund: 'Refund', ship: 'Ship', pin: 'Pin', unpin: 'Unpin',
        price: 'Price', stock: 'Stock', flash_start: 'Flash starts', flash_stop: 'Flash stops', announce: 'Announcement', segment: 'Segment', show_start: 'Show starts', show_end: 'Show ends', mute: 'Mute', undo: 'Undo',
        list: 'List', unlist: 'Unlist', limit: 'Limit', unmute: 'Unmute', stream: 'Stream', sold_out: 'Sold out',
      },
    },
  },
}
