import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    wallet: {
      title: '会员资产', search: '查买家', searchHint: '完整手机号、订单号或昵称', find: '查找', start: '输入手机号、订单号或昵称，查看买家的积分、余额、红包和优惠券。',
      none: '没有找到买家', noneHint: '手机号要填 11 位，订单号要填完整；昵称只在本店买过、领过券或有余额的买家中查找。', found: '找到 {n} 位买家', orders: '已付 {n} 单', last: '最近 {at}', noOrders: '还没有付款订单',
      book: { points: '积分', credit: '余额', redpacket: '红包' }, statement: '流水', noEntries: '还没有流水', more: '再看一页', at: '时间', why: '原因', amount: '变动', ref: '关联', order: '订单', packet: '红包',
      reason: { earn: '购物得积分', earn_back: '退款扣回积分', by_hand: '手工调整', give: '发红包', lapse: '红包到期', points: '下单抵扣', credit: '下单使用', redpacket: '下单使用', refund: '退款退回', expire: '订单关闭退回', cancel: '取消退回', late_pay: '关单后付款', packet: '抢到红包', gift: '送礼物', prize: '活动奖品' },
      coupons: '优惠券', noCoupons: '没有领过优惠券', state: { usable: '可用', used: '已用', expired: '已过期', paused: '暂停' }, off: '减 {amount}', share: '减 {share}%', over: '满 {amount}', noFloor: '无门槛', until: '{at} 到期',
      adjust: '发放或扣回', give: '发放', take: '扣回', packetGive: '发红包', points: '积分数', money: '金额（元）', reasonText: '原因（审计会记录）', days: '有效天数',
      badPoints: '请填 1 到 1,000,000 的整数', badMoney: '请填 0.01 到 10,000 元', badWhy: '原因请写 2 到 80 个字', badDays: '请填 1 到 366 天',
      sureTitle: '请核对金额', sure: { give: '给「{name}」发放 {amount}', take: '从「{name}」扣回 {amount}', redpacket: '给「{name}」发 {amount} 红包，{days} 天内有效' }, sureWhy: '原因：{why}', sureEnd: '确认后立即到账，会记入审计。', sureYes: '确认 {amount}',
      done: '已完成', unit: '{n} 积分', standing: '等级与人群', level: '会员等级', noLevel: '非会员', levelN: '{n} 级', tags: '人群', tagsHint: '输入后回车，最多 20 个', save: '保存', saved: '已保存',
      rule: '积分规则', ruleHint: '买家每付多少钱得 1 积分；本店所有订单付款后按此发放。', earnPer: '每付多少元得 1 积分', active: '发放积分', example: '付 100 元得 {n} 积分', ruleSure: '保存后，新付款的订单按「每付 {amount} 得 1 积分」发放。', ruleOff: '保存后，新付款的订单不再发放积分。', onlyBoss: '品牌经理或管理员可以修改',
    },
  },
  en: {
    wallet: {
      title: 'Buyer assets', search: 'Find a buyer', searchHint: 'Full phone number, order no. or nickname', find: 'Find', start: 'Type a phone number, an order number or a nickname to see a buyer’s points, store credit, red packets and coupons.',
      none: 'No buyer found', noneHint: 'A phone number has 11 digits, an order number is given in full; by nickname only buyers are found who bought, claimed or hold something in this shop.', found: '{n} buyers', orders: '{n} orders paid', last: 'last {at}', noOrders: 'No paid order yet',
      book: { points: 'Points', credit: 'Store credit', redpacket: 'Red packets' }, statement: 'Statement', noEntries: 'No movement yet', more: 'Next page', at: 'When', why: 'Why', amount: 'Change', ref: 'Of', order: 'Order', packet: 'Packet',
      reason: { earn: 'Earned by an order', earn_back: 'Taken back with a refund', by_hand: 'By hand', give: 'Red packet given', lapse: 'Red packet expired', points: 'Spent on an order', credit: 'Spent on an order', redpacket: 'Spent on an order', refund: 'Back with a refund', expire: 'Back, order closed', cancel: 'Back, order cancelled', late_pay: 'Paid after closing', packet: 'Red packet grabbed', gift: 'Gift sent', prize: 'Prize won' },
      coupons: 'Coupons', noCoupons: 'No coupon claimed', state: { usable: 'Usable', used: 'Used', expired: 'Expired', paused: 'Paused' }, off: '{amount} off', share: '{share}% off', over: 'from {amount}', noFloor: 'any amount', until: 'until {at}',
      adjust: 'Give or take back', give: 'Give', take: 'Take back', packetGive: 'Give a red packet', points: 'Points', money: 'Amount (yuan)', reasonText: 'Reason (for the audit)', days: 'Valid for days',
      badPoints: 'A whole number from 1 to 1,000,000', badMoney: 'From 0.01 to 10,000 yuan', badWhy: 'A reason of 2 to 80 characters', badDays: '1 to 366 days',
      sureTitle: 'Check the amount', sure: { give: 'Give {amount} to “{name}”', take: 'Take {amount} back from “{name}”', redpacket: 'Give “{name}” a red packet of {amount}, valid for {days} days' }, sureWhy: 'Reason: {why}', sureEnd: 'It is booked at once and recorded in the audit.', sureYes: 'Confirm {amount}',
      done: 'Done', unit: '{n} points', standing: 'Level and groups', level: 'Member level', noLevel: 'No member', levelN: 'Level {n}', tags: 'Groups', tagsHint: 'Type and press Enter; at most 20', save: 'Save', saved: 'Saved',
      rule: 'Points rule', ruleHint: 'How much a buyer pays for one point; holds for every order of the shop when it is paid.', earnPer: 'Yuan paid per point', active: 'Give points', example: '100 yuan earn {n} points', ruleSure: 'From now on paid orders earn one point per {amount}.', ruleOff: 'From now on paid orders earn no points.', onlyBoss: 'Brand managers and admins may change it',
    },
  },
}
