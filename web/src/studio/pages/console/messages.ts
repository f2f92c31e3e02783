import type { Messages } from '@/shared/i18n'
import { activity } from './activityMessages'

export const messages: Messages = {
  'zh-CN': {
    console: {
      activity: activity['zh-CN'],
      title: '中控台', rooms: '直播间', openConsole: '进入中控台', openPrompter: '打开主播屏', noRooms: '还没有直播间，请联系管理员创建。',
      onAir: '直播中', offAir: '未开播', rehearsal: '彩排', streamUp: '画面正常', streamDown: '没有画面',
      sync: { online: '已同步', weak: '网络慢', connecting: '重连中', offline: '已离线' },
      kpi: { online: '在线', gmv: '成交', gpm: 'GPM', conversion_rate: '转化', uv: '场观', stock: '库存风险', none: '—', lag: '数据延迟 {s} 秒' },
      alarm: { stream: '画面中断', offline: '与直播间断开，正在重连，更新变慢', stock: '{n} 个商品将售罄', over: '环节超时 {t}', none: '没有告警' },
      sheet: { title: '流程单', left: '剩余', over: '超时', next: '下一步', none: '脚本还没有开始，按 N 开始', done: '完成', skipped: '跳过', now: '进行中', cantMiss: '关键', held: '已暂停', empty: '本场没有脚本', prompter: '主播屏 ↗' },
      links: { title: '链接', number: '号', name: '商品', price: '现价', stock: '库存', released: '已放', sold: '已售', state: '状态', empty: '开播后这里出现链接', flash: '秒杀 {t}', limit: '限购 {n}', daily: '日常', buffer: '{n} 号 · 回车讲解' },
      light: { off: '未上架', on: '讲解中', listed: '在售', armed: '秒杀中', problem: '售罄', pending: '执行中' },
      edit: {
        price: '改价', stock: '放库存', flash: '秒杀', announce: '公告', phrase: '快捷话术', limit: '限购', priceHint: '{name} 现价 {price}', stockHint: '每个规格加（正数）或收回（负数）；现有 {left} 件', flashHint: '秒杀价与时长，到点自动结束',
        seconds: '秒', wholeLink: '全部规格', ok: '确定 ↵', cancel: '取消 Esc', bad: '请填写正确的数字', stop: '停止秒杀', announceHint: '最多 200 字，留空则撤下', phraseHint: '直接输入，或输入关键词选话术', floor: '低于底价 {price}',
        ask: '请第二人确认', askHold: '按住 1 秒，请品牌经理确认', waiting: '等待同事确认 · {s} 秒', second: '{why}',
      },
      confirm: { asks: '{who} 申请{what} {change}', price: '改价为', flash: '秒杀价', yes: '按住确认' },
      comments: { title: '评论', all: '全部', questions: '提问', mine: '员工', muted: '禁言', empty: '还没有评论', mute: '禁言 10 分钟', unmute: '解除', search: '筛选', send: '以官方身份发送', lag: '评论过多，已抽样显示', orders: '评论下单', ordersHint: '打开后，买家评论“扣1”“3号2件”会收到一张待确认的订单卡，点一下才下单' },
      last: { title: '最近操作', undo: '撤销 {s} 秒', undone: '已撤销', compensates: '撤销了 #{id}', empty: '还没有操作', sending: '正在执行' },
      order: {
        open: '秩序', title: '直播间秩序', slow: '慢速模式', off: '关闭', seconds: '{n} 秒一句', audience: '谁可以发言', all: '所有登录的人', followers: '关注了店铺的人', buyers: '买过的人', length: '评论最长（字）', links: '网址、电话、账号打星号', rates: '各操作的频率', perSecond: '次/秒', burst: '次连续', saved: '已保存，几秒内生效',
        rate: { comment: '评论', like: '点赞', act: '互动', gift: '送礼', buy: '下单' }, flags: '刚被拦下或提示的评论', noFlags: '还没有', penalize: '处理', penalizeWho: '处理「{name}」', cause: '原因', points: '已有 {n} 分（每月减半），下面是建议的档次', step: '档次', measure: '措施', term: '时长', minutes: '{n} 分钟', hours: '{n} 小时', days: '{n} 天', note: '给对方的说明', confirm: '确定处理',
      },
      verb: {
        pin: '讲解', unpin: '取消讲解', price: '改价', stock: '改库存', flash_start: '开秒杀', flash_stop: '停秒杀', limit: '改限购', list: '上架', unlist: '下架', announce: '公告', segment: '环节', block: '开互动', mute: '禁言', unmute: '解禁', penalize: '处理观众', revoke_penalty: '撤销处理', show_start: '开播', show_end: '下播',
        activity_arm: '准备互动', activity_open: '开始互动', activity_close: '截止互动', activity_settle: '互动开奖', activity_cancel: '取消互动',
      },
      push: { title: '推流设置（OBS）', server: '服务器', key: '串流密钥', copy: '复制', copied: '已复制', show: '显示', hide: '隐藏', renew: '按住换新密钥', hint: 'H.264 + AAC，关键帧间隔 1–2 秒，x264 微调选 zerolatency。密钥不要给别人；换新后旧密钥在下次连接时失效。' },
      start: { title: '准备开播', pick: '选择场次', ready: '可以开播', blocked: '还有 {n} 项未通过', go: '开播', goAll: '开播并全部上架', none: '没有筹备中的场次，请先在策划台建立并冻结。', fix: '去处理', at: '计划 {t}', ended: '本场已结束', seeReview: '看复盘' },
      end: { hold: '按住 E 下播', holding: '继续按住…' },
      stockRisk: { title: '库存提醒', anyway: '仍要讲解', out: '无库存', short: '库存偏少', over: '库存偏多' },
      promo: { title: '营销', none: '没有进行中的秒杀', announcement: '公告' },
      programme: { title: '节目画面', off: '没有画面', loading: '正在取画面…', weak: '画面卡顿', reconnecting: '正在重连画面…', ended: '主播马上回来', 'audio-blocked': '播放中', latency: '延迟 {s} 秒' },
      trend: { title: '成交与在线（本页打开后）', wait: '等待数据' },
      help: {
        title: '快捷键', close: '按 ? 或 Esc 关闭', digits: '数字 + 回车：讲解该号链接（0 回车：取消讲解）', arrows: '↑ ↓：选择链接；回车：讲解所选', p: 'P：改价', s: 'S：放库存', k: 'K：秒杀', f: 'F：准备互动（投票、福袋、红包……）', l: 'L：上架 / 下架', a: 'A：公告', slash: '/：快捷话术', n: 'N：下一环节', space: '空格：暂停 / 继续流程计时', z: 'Z：撤销上一步（30 秒内）', e: '按住 E 1 秒：下播', esc: 'Esc：关闭编辑、清空号码', q: '?：本页',
      },
      done: '{verb}完成', failed: '{verb}失败：{why}', ghost: '操作已提交，等待直播间回执…', readOnly: '你的角色只能查看',
    },
  },
  en: {
    console: {
      activity: activity.en,
      title: 'Console', rooms: 'Rooms', openConsole: 'Open console', openPrompter: 'Open prompter', noRooms: 'There is no room yet. Ask an administrator to create one.',
      onAir: 'On air', offAir: 'Off air', rehearsal: 'Rehearsal', streamUp: 'Picture fine', streamDown: 'No picture',
      sync: { online: 'In sync', weak: 'Slow line', connecting: 'Reconnecting', offline: 'Offline' },
      kpi: { online: 'Online', gmv: 'GMV', gpm: 'GPM', conversion_rate: 'Conversion', uv: 'Viewers', stock: 'Stock at risk', none: '—', lag: 'data {s} s late' },
      alarm: { stream: 'Picture lost', offline: 'Cut off from the room; updates are slow', stock: '{n} nearly sold out', over: 'Segment {t} over', none: 'No alarm' },
      sheet: { title: 'Run sheet', left: 'left', over: 'over', next: 'Next', none: 'Not begun: press N to start', done: 'done', skipped: 'skipped', now: 'now', cantMiss: "can't miss", held: 'held', empty: 'This show has no script', prompter: 'Prompter ↗' },
      links: { title: 'Links', number: 'No', name: 'Product', price: 'Price', stock: 'Left', released: 'released', sold: 'Sold', state: 'State', empty: 'Links appear when the show is on air', flash: 'Flash {t}', limit: 'Limit {n}', daily: 'daily', buffer: 'No {n} · Enter presents' },
      light: { off: 'Unlisted', on: 'Presenting', listed: 'On sale', armed: 'Flash', problem: 'Sold out', pending: 'Working' },
      edit: {
        price: 'Price', stock: 'Stock', flash: 'Flash sale', announce: 'Announcement', phrase: 'Quick phrase', limit: 'Limit', priceHint: '{name} now {price}', stockHint: 'Per SKU: plus adds, minus takes back; {left} left', flashHint: 'Price and length; it ends by itself',
        seconds: 's', wholeLink: 'All SKUs', ok: 'OK ↵', cancel: 'Cancel Esc', bad: 'Give a correct number', stop: 'Stop flash sale', announceHint: 'At most 200 characters; empty takes it down', phraseHint: 'Type, or find a phrase by its keyword', floor: 'Below the floor {price}',
        ask: 'Ask a second person', askHold: 'Hold 1 s to ask the brand manager', waiting: 'Waiting for a colleague · {s} s', second: '{why}',
      },
      confirm: { asks: '{who} asks: {what} {change}', price: 'price', flash: 'flash price', yes: 'Hold to confirm' },
      comments: { title: 'Comments', all: 'All', questions: 'Asks', mine: 'Staff', muted: 'Muted', empty: 'No comment yet', mute: 'Mute 10 min', unmute: 'Unmute', search: 'Filter', send: 'Send as staff', lag: 'Too many comments: a sample is shown', orders: 'Comment orders', ordersHint: 'Buyers who comment “扣1” get an order card; nothing is bought without their tap' },
      last: { title: 'Last actions', undo: 'Undo {s} s', undone: 'undone', compensates: 'undid #{id}', empty: 'No action yet', sending: 'working' },
      order: {
        open: 'Order', title: 'Order in the room', slow: 'Slow mode', off: 'Off', seconds: 'One in {n} s', audience: 'Who may speak', all: 'Everybody logged in', followers: 'Followers', buyers: 'Who bought', length: 'Longest comment', links: 'Stars for links, phones and accounts', rates: 'Rates of commands', perSecond: 'a second', burst: 'at once', saved: 'Saved; holds in seconds',
        rate: { comment: 'Comments', like: 'Likes', act: 'Entries', gift: 'Gifts', buy: 'Buys' }, flags: 'Just held back or flagged', noFlags: 'None yet', penalize: 'Act', penalizeWho: 'Act against “{name}”', cause: 'Cause', points: '{n} points left (halved each month); below is the suggested step', step: 'Step', measure: 'Measure', term: 'How long', minutes: '{n} min', hours: '{n} h', days: '{n} days', note: 'What the viewer reads', confirm: 'Confirm',
      },
      verb: {
        pin: 'Present', unpin: 'Unpin', price: 'Price', stock: 'Stock', flash_start: 'Start flash', flash_stop: 'Stop flash', limit: 'Limit', list: 'List', unlist: 'Unlist', announce: 'Announce', segment: 'Segment', block: 'Open interaction', mute: 'Mute', unmute: 'Unmute', penalize: 'Penalize', revoke_penalty: 'Revoke penalty', show_start: 'Go live', show_end: 'End show',
        activity_arm: 'Arm activity', activity_open: 'Open activity', activity_close: 'Close activity', activity_settle: 'Settle activity', activity_cancel: 'Cancel activity',
      },
      push: { title: 'Encoder (OBS)', server: 'Server', key: 'Stream key', copy: 'Copy', copied: 'Copied', show: 'Show', hide: 'Hide', renew: 'Hold for a new key', hint: 'H.264 + AAC, keyframe every 1–2 s, x264 tune zerolatency. Keep the key to yourself; after a renewal the old one is refused at the next connection.' },
      start: { title: 'Go live', pick: 'Choose a show', ready: 'Ready to go live', blocked: '{n} checks still open', go: 'Go live', goAll: 'Go live, list all', none: 'No show is being prepared. Make and freeze one in Plan.', fix: 'Fix', at: 'planned {t}', ended: 'This show has ended', seeReview: 'Open review' },
      end: { hold: 'Hold E to end', holding: 'Keep holding…' },
      stockRisk: { title: 'Stock warning', anyway: 'Present all the same', out: 'No stock', short: 'Stock short', over: 'Stock high' },
      promo: { title: 'Promotions', none: 'No flash sale is running', announcement: 'Announcement' },
      programme: { title: 'Programme', off: 'No picture', loading: 'Loading…', weak: 'Stalled', reconnecting: 'Reconnecting…', ended: 'Host will be right back', 'audio-blocked': 'Playing', latency: '{s} s late' },
      trend: { title: 'GMV, online (since opened)', wait: 'Waiting for data' },
      help: {
        title: 'Shortcuts', close: '? or Esc closes', digits: 'Digits + Enter: present that link (0 Enter: none)', arrows: '↑ ↓: choose a link; Enter: present it', p: 'P: price', s: 'S: stock', k: 'K: flash sale', f: 'F: arm an activity (poll, draw, red packets …)', l: 'L: list / unlist', a: 'A: announcement', slash: '/: quick phrase', n: 'N: next segment', space: 'Space: hold / resume the run sheet clock', z: 'Z: undo the last action (30 s)', e: 'Hold E 1 s: end the show', esc: 'Esc: close editor, clear number', q: '?: this page',
      },
      done: '{verb}: done', failed: '{verb} failed: {why}', ghost: 'Sent; waiting for the echo of the room…', readOnly: 'Your role may only watch',
    },
  },
}
