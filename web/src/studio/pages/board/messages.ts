import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    board: {
      title: '大屏', open: '打开大屏', toList: '全部大屏', noShows: '还没有场次。先在场次里建立一场。', rehearsal: '彩排', phase: { before: '未开播', on_air: '直播中', ended: '已下播' },
      fresh: '实时', old: '数据停在 {at}（{s} 秒前）', line: { offline: '与直播间断开', connecting: '正在重连', weak: '网络慢', online: '' },
      theme: '切换明暗', full: '全屏', pages: '指标页', page: { main: '总览', traffic: '流量', interaction: '互动', goods: '商品', deal: '成交', more: '售后·投放·体验', log: '操作与告警' },
      figures: '{n} 个指标', before: '计划 {at} 开播', beforeWaits: '已连上直播间，开播后数字自动出现。', beforeNoRoom: '还没有对应的直播间；开播后重新打开本页。',
      goal: '目标 {goal} · 已完成 {n}%', noGoal: '这场没有设成交目标', minuteRows: '{at} 这一分钟的事件', noEvents: '还没有事件', pieces: '{n} 件',
      curve: { title: '分钟曲线', gmv: '每分钟成交（元）', online: '在线', enters: '进入', open: '打开最近一分钟的事件' },
      mark: { pin: '讲{n}', price: '{n}号 {price}', flash: '{n}号秒杀 {price}', announce: '公告', surge: '流量 +{n}', draw: '福袋', packet: '红包', poll: '投票', guess: '竞猜', game: '游戏', qa: '答疑', card: '提示卡', activity: '互动' },
      funnel: '成交漏斗（人数）', sources: '来源（进入 · 成交）', products: '商品排行', worst: '最差指标', noWorst: '没有低于基准的指标', alarms: '告警与建议', noAlarms: '没有告警',
      light: { good: '达标', warn: '接近', bad: '低于', few: '样本少' }, basis: { set: '基准', default: '参考基准', own: '本店中位' }, level: { problem: '严重', warning: '注意' },
      do: { price: '改价', stock: '放库存', flash: '开秒杀', announce: '发公告', phrase: '统一回复', activity: '开互动', next: '换下一环节', pin: '换讲解商品' },
      rows: '看依据', acknowledge: '认领', acknowledged: '已认领', snooze: '推迟 5 分钟',
      benchmarks: {
        title: '指标基准', hint: '红黄绿灯按这里的数判断。没有设的用参考值；没有参考值的比率用本店最近 {n} 场的中位数。样本太少的比率只给区间、不亮灯。', metric: '指标', holds: '现用', basis: '来自', set: '本店基准', byDefault: '参考值', median: '本店中位', best: '最好四分之一', shows: '场数',
        reset: '恢复', saved: '已保存', by: '{who} 改于 {at}', readOnly: '你的角色只能查看；改基准需要分析、品牌经理或管理员。', only: '只看有基准的', bad: '请填大于 0 的数', edit: '修改{name}的基准', none: '–', compare: '对照场次', here: '这场', unmeasured: '未测',
      },
      effect: {
        title: '操作前后 5 分钟', action: '操作', who: '谁', before: '前 5 分钟', after: '后 5 分钟', perMinute: '每分钟', none: '这场还没有操作', clipped: { show_start: '仅 {s} 秒：开播不久', show_end: '仅 {s} 秒：已下播', not_over: '已过 {s} 秒' },
        overlaps: '与 {n} 个操作重叠，变化可能来自它们', undone: '已撤销', gmv: '成交/分', online: '在线', orders: '下单/分', clicks: '点击/分', hint: '前后各 5 分钟（整秒），不足 5 分钟的写明原因', short: '{n}/分',
      },
      record: {
        title: '告警记录', none: '这场没有告警', alert: '告警', analysis: '分析', action: '处理', result: '结果', open: '未处理', cleared: '{at} 解除', standing: '仍在', write: '写分析', save: '认领并保存', linked: '{verb} #{id} · {who}',
      },
    },
  },
  en: {
    board: {
      title: 'War board', open: 'Open the board', toList: 'All boards', noShows: 'There is no show yet. Make one under Shows.', rehearsal: 'Rehearsal', phase: { before: 'Not on air', on_air: 'On air', ended: 'Ended' },
      fresh: 'live', old: 'figures of {at} ({s} s ago)', line: { offline: 'cut off from the room', connecting: 'reconnecting', weak: 'slow line', online: '' },
      theme: 'Dark or light', full: 'Full screen', pages: 'Pages of figures', page: { main: 'Overview', traffic: 'Traffic', interaction: 'Interaction', goods: 'Goods', deal: 'Deal', more: 'After sale · ads · experience', log: 'Actions and alarms' },
      figures: '{n} figures', before: 'Planned for {at}', beforeWaits: 'Connected to the room; figures appear by themselves when it goes live.', beforeNoRoom: 'No room has this show yet; open this page again when it is live.',
      goal: 'Goal {goal} · {n}% reached', noGoal: 'This show has no GMV goal', minuteRows: 'Events of the minute {at}', noEvents: 'No event yet', pieces: '{n} pcs',
      curve: { title: 'By the minute', gmv: 'GMV a minute (yuan)', online: 'Online', enters: 'Enters', open: 'Open the events of the last minute' },
      mark: { pin: 'Pin {n}', price: 'No {n} {price}', flash: 'Flash {n} {price}', announce: 'Note', surge: 'Traffic +{n}', draw: 'Draw', packet: 'Packet', poll: 'Poll', guess: 'Guess', game: 'Game', qa: 'Q&A', card: 'Card', activity: 'Activity' },
      funnel: 'Funnel (people)', sources: 'Sources (enters · GMV)', products: 'Products', worst: 'Worst figure', noWorst: 'Nothing is below its benchmark', alarms: 'Alarms and advice', noAlarms: 'No alarm',
      light: { good: 'met', warn: 'near', bad: 'below', few: 'few' }, basis: { set: 'benchmark', default: 'reference', own: 'own median' }, level: { problem: 'Problem', warning: 'Warning' },
      do: { price: 'Change price', stock: 'Release stock', flash: 'Start flash', announce: 'Announce', phrase: 'Answer all', activity: 'Open an activity', next: 'Next segment', pin: 'Present another' },
      rows: 'Evidence', acknowledge: 'Take it on', acknowledged: 'taken on', snooze: 'Later, 5 min',
      benchmarks: {
        title: 'Benchmarks', hint: 'Traffic lights go by these. Without a value of the shop the reference holds; a ratio without one is measured against the median of the last {n} shows. A ratio of too few people gets its interval and no light.', metric: 'Figure', holds: 'Holds', basis: 'From', set: 'Of this shop', byDefault: 'Reference', median: 'Own median', best: 'Best quarter', shows: 'Shows',
        reset: 'Reset', saved: 'Saved', by: '{who}, {at}', readOnly: 'Your role may only look; analyst, brand manager or administrator change benchmarks.', only: 'Only with a benchmark', bad: 'Give a number above 0', edit: 'Change the benchmark of {name}', none: '–', compare: 'Compare with', here: 'This show', unmeasured: 'not measured',
      },
      effect: {
        title: '5 minutes before and after', action: 'Action', who: 'Who', before: '5 min before', after: '5 min after', perMinute: 'a minute', none: 'No action in this show yet', clipped: { show_start: 'only {s} s: the show had just begun', show_end: 'only {s} s: the show ended', not_over: '{s} s so far' },
        overlaps: 'overlaps {n} actions, either may be the cause', undone: 'undone', gmv: 'GMV/min', online: 'Online', orders: 'Orders/min', clicks: 'Clicks/min', hint: '5 minutes (whole seconds) each way; shorter ones say why', short: '{n}/min',
      },
      record: {
        title: 'Alarms', none: 'No alarm in this show', alert: 'Alert', analysis: 'Analysis', action: 'Action', result: 'Result', open: 'open', cleared: 'over at {at}', standing: 'stands', write: 'Write the analysis', save: 'Take on and save', linked: '{verb} #{id} · {who}',
      },
    },
  },
}
