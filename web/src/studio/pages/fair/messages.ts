import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    fair: {
      title: '福袋与红包', back: '返回中控台', draw: '福袋', packet: '红包雨', prepare: '准备', preparing: '正在准备…', open: '开始', cancel: '取消', close: '提前结束', list: '本场的福袋与红包', none: '本场还没有准备', name: '标题', seconds: '开放多久（秒）',
      prize: '奖品', prizeName: '奖品名称', kind: '类型', count: '份数', value: '单份价值（元）', amount: '数额', amountYuan: '金额（元）', campaign: '优惠券编号', add: '再加一种奖品', drop: '删除',
      kinds: { goods: '实物', points: '积分', coupon: '优惠券', credit: '余额', redpacket: '红包' },
      audience: '谁能参加', audiences: { all: '所有登录的人', new: '没下过单的新朋友', old: '买过的老朋友' }, needOrder: '要在本场下单并付款', needFollow: '要关注', keyword: '评论口令（可不填）',
      frozen: '开始后规则就不能改，也不能提前开奖；密封码在开始时公布', total: '总金额（元）', shares: '红包个数', mode: '怎么分', modes: { lucky: '拼手气', even: '每个一样多' }, days: '有效天数', cash: '红包和余额类奖品只有品牌经理或管理员能准备',
      states: { armed: '待开始', open: '进行中', closed: '正在开奖', settled: '已结束', cancelled: '已取消' }, entries: '{n} 人参加', won: '{n} 份已发出', taken: '{n} 个被抢，退回 {back}', proof: '公开数据', verify: '核对', failed: '没有读到：{why}', sure: '取消后不开奖，观众会看到活动撤下。确定取消“{title}”吗？', lawful: '单份价值不得超过 5 万元',
    },
    giftList: {
      title: '直播礼物', hint: '观众用积分送礼物。未满 18 周岁不能送，没有打赏排行。', isOpen: '开放送礼物', daily: '每人每天最多送（积分）', icon: '图标', name: '名称', points: '积分', add: '加一种礼物', up: '上移', drop: '删除', save: '保存', saved: '已保存', none: '还没有礼物，先加一种', failed: '没有读到：{why}',
    },
    prizes: {
      title: '待寄奖品', hint: '中奖人填了地址后出现在这里', none: '没有要寄的奖品', prize: '奖品', winner: '中奖人', receiver: '收件人', address: '地址', carrier: '快递公司', no: '运单号', ship: '寄出', shipped: '已寄出', failed: '没有读到：{why}', change: '改单号',
    },
  },
  en: {
    fair: {
      title: 'Draws and red packets', back: 'Back to the console', draw: 'Draw', packet: 'Red packets', prepare: 'Prepare', preparing: 'Preparing…', open: 'Open', cancel: 'Cancel', close: 'Close now', list: 'Draws and red packets of this show', none: 'Nothing prepared in this show yet', name: 'Title', seconds: 'Open for (seconds)',
      prize: 'Prize', prizeName: 'Name of the prize', kind: 'Kind', count: 'How many', value: 'Worth each (yuan)', amount: 'Amount', amountYuan: 'Amount (yuan)', campaign: 'Coupon number', add: 'Another prize', drop: 'Remove',
      kinds: { goods: 'Goods', points: 'Points', coupon: 'Coupon', credit: 'Credit', redpacket: 'Red packet' },
      audience: 'Who may enter', audiences: { all: 'Everybody logged in', new: 'Who never ordered', old: 'Who bought before' }, needOrder: 'Must have paid an order in this show', needFollow: 'Must follow', keyword: 'Keyword to comment (optional)',
      frozen: 'Once open the rules cannot change and it is not drawn early; the sealing code is published at the opening', total: 'Sum (yuan)', shares: 'Number of packets', mode: 'Shares', modes: { lucky: 'By luck', even: 'Equal' }, days: 'Good for (days)', cash: 'Cash prizes are prepared by brand managers and admins only',
      states: { armed: 'Prepared', open: 'Open', closed: 'Drawing', settled: 'Over', cancelled: 'Cancelled' }, entries: '{n} entered', won: '{n} prizes', taken: '{n} grabbed, {back} back', proof: 'Published data', verify: 'Check', failed: 'It did not load: {why}', sure: 'Nothing is drawn after that and viewers see it go. Cancel “{title}”?', lawful: 'No prize may be worth more than 50,000 yuan',
    },
    giftList: {
      title: 'Gifts', hint: 'Viewers send gifts for points. Nobody under 18 may, and there is no ranking.', isOpen: 'Take gifts', daily: 'At most a day and viewer (points)', icon: 'Icon', name: 'Name', points: 'Points', add: 'Add a gift', up: 'Up', drop: 'Remove', save: 'Save', saved: 'Saved', none: 'No gifts yet, add one', failed: 'It did not load: {why}',
    },
    prizes: {
      title: 'Prizes to ship', hint: 'They appear once the winner has given an address', none: 'No prizes to ship', prize: 'Prize', winner: 'Winner', receiver: 'Receiver', address: 'Address', carrier: 'Carrier', no: 'Tracking no.', ship: 'Ship', shipped: 'Sent', failed: 'It did not load: {why}', change: 'Change number',
    },
  },
}
