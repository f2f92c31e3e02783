import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    orders: {
      title: '订单', search: '搜索订单', searchHint: '订单号、手机号、运单号或昵称', no: '订单号', goods: '商品', units: '件数',
      amount: '实付', buyer: '买家', placed: '下单时间', stateName: '状态', rehearsal: '彩排', receiver: '收件人', show: '场次',
      noAddress: '没有收货地址', placed_at: '下单', paid_at: '付款', shipped_at: '发货', closed_at: '关闭', carrier: '快递公司',
      trackingNo: '运单号', reason: '退款原因（可不填）', ship: '发货', refund: '退款', back: '返回', more: '再看一页',
      retry: '重试', loading: '正在读取订单…',
      keys: 'J / K 上下 · X 选中 · P 打印 · S 发货 · R 退款 · / 搜索 · ? 帮助', selected: '已选 {n} 单', clear: '取消选择', print: '打印拣货单', slip: '拣货 / 装箱单', slipHint: '与订单核对无误后装箱', printed: '打印时间', shipAll: '同一买家的 {n} 单装进一个包裹', merge: '同一买家本场还有 {n} 单待发货，可以合并成一个包裹', detail: '金额明细', goodsAmount: '商品金额', discount: '优惠', shipping: '运费', points: '积分抵扣', credit: '余额抵扣', help: '键盘', esc: '返回', keyHelp: { j: '下一单', k: '上一单', enter: '打开这一单', x: '选中或取消', p: '打印选中的拣货单', s: '发货', r: '退款（可只退几件）', slash: '搜索', esc: '返回' }, empty: '还没有订单', emptyHint: '开播后的订单会出现在这里。',
      story: '这一单的全部记录', storyLoading: '正在读取记录…', linePaid: '实付 {amount}', lineOff: '优惠 {amount}', gift: '赠品', back_units: '已退 {n} 件', refunded: '已退或退款中', payments: '支付', refunds: '退款', parcels: '包裹', timeline: '经过', deeds: '谁做了什么', platform: '系统', price_steps: '价格是怎么算的', snapshot: '交易快照', snapshotHint: '下单那一刻的商品、价格、说明与承诺，保存三年', claims: '商品说明', seller: '销售方', shipWithin: '{n} 小时内发货', returnDays: '{n} 天无理由退货', noReturn: '不支持无理由退货：{reason}', consent: '买家勾选过：{text}', unitPrice: '单价 {amount}',
      goodsBack: '货已退回', withShipping: '含运费', refundRetry: '重新退款', nextTry: '{time} 自动再试', lastTry: '已不再自动重试，请手动重新退款', attempt: '第 {n} 次', returnUntil: '{time} 前可无理由退货',
      refundTitle: '退哪些', refundUnits: '退几件（最多 {n}）', allUnits: '全部', noUnits: '不退', refundShipping: '连运费 {amount} 一起退', refundGoodsBack: '货已收到，退回仓库库存', refundGives: '将原路退回 {amount}，不能撤销', refundPoints: '另退回积分抵扣 {amount}', refundCredit: '另退回余额 {amount}', refundIncl: '含运费', refundCounting: '正在计算金额…', refundNothing: '先填要退的件数', refundNow: '退款 {amount}', refundKeys: '数字改件数 · Tab 换行 · Enter 退款 · Esc 返回',
      payState: { pending: '待支付', succeeded: '已支付', closed: '已关闭' }, refundState: { pending: '退款中', succeeded: '已到账', failed: '退款失败' }, money: { refunding: '退款中', refund_failed: '退款失败', part_refunded: '部分退款', refunded: '已退款' },
      provider: { wechat: '微信支付', alipay: '支付宝', stripe: 'Stripe' }, channel: { h5: '手机网页', native: '扫码', jsapi: '微信内' },
      moment: { placed: '下单', paid: '付款', shipped: '发货', completed: '确认收货', cancelled: '买家取消', expired: '超时关闭', refund_asked: '申请退款', refunded: '退款到账' },
      deed: { selling_refund_order: '退款', selling_retry_refund: '重新退款', selling_refund_failed: '退款没有成功', selling_refund_twice: '旧退款单后来也成功了，请核对', fulfillment_ship_order: '发货', fulfillment_read_label: '查看收件信息' },
      nothingFound: '没有找到订单', nothingFoundHint: '换个状态或搜索词试试。',
      state: {
        all: '全部', placed: '待付款', paid: '待发货', shipped: '已发货', completed: '已完成', expired: '超时关闭',
        cancelled: '已取消', refunding: '退款中', refunded: '已退款',
      },
    },
  },
  en: {
    orders: {
      title: 'Orders', search: 'Search orders', searchHint: 'Order no., phone, tracking no. or name', no: 'Order no.', goods: 'Goods', units: 'Units',
      amount: 'Paid amount', buyer: 'Buyer', placed: 'Placed', stateName: 'State', rehearsal: 'Rehearsal', receiver: 'Receiver', show: 'Show',
      noAddress: 'No address', placed_at: 'Placed', paid_at: 'Paid', shipped_at: 'Shipped', closed_at: 'Closed', carrier: 'Carrier',
      trackingNo: 'Tracking no.', reason: 'Reason (optional)', ship: 'Ship', refund: 'Refund', back: 'Back', more: 'Next page',
      retry: 'Try again', loading: 'Reading orders…',
      keys: 'J / K move · X select · P print · S ship · R refund · / search · ? help', selected: '{n} selected', clear: 'Clear', print: 'Print packing slips', slip: 'Picking / packing slip', slipHint: 'Check against the order before packing', printed: 'Printed', shipAll: 'All {n} orders of this buyer in one parcel', merge: '{n} more orders of this buyer in this show wait for shipping; they can leave in one parcel', detail: 'Amounts', goodsAmount: 'Goods', discount: 'Discount', shipping: 'Shipping', points: 'Points', credit: 'Store credit', help: 'Keyboard', esc: 'Back', keyHelp: { j: 'Next order', k: 'Order before', enter: 'Open this order', x: 'Select or not', p: 'Print slips of the selected', s: 'Ship', r: 'Refund, also in part', slash: 'Search', esc: 'Back' }, empty: 'No orders yet', emptyHint: 'Orders of your shows will stand here.',
      story: 'Everything kept about this order', storyLoading: 'Reading…', linePaid: 'Paid {amount}', lineOff: '{amount} off', gift: 'Gift', back_units: '{n} back', refunded: 'Back or on its way', payments: 'Payments', refunds: 'Refunds', parcels: 'Parcels', timeline: 'What happened', deeds: 'Who did what', platform: 'Platform', price_steps: 'How the price was made', snapshot: 'Snapshot of the deal', snapshotHint: 'Product, price, claims and promise of that second, kept three years', claims: 'Claims', seller: 'Seller', shipWithin: 'Ships within {n} h', returnDays: '{n}-day free return', noReturn: 'No free return: {reason}', consent: 'The buyer ticked: {text}', unitPrice: '{amount} each',
      goodsBack: 'Goods are back', withShipping: 'with shipping', refundRetry: 'Refund again', nextTry: 'tried again at {time}', lastTry: 'Not tried again by itself: refund again by hand', attempt: 'try {n}', returnUntil: 'Free return until {time}',
      refundTitle: 'What goes back', refundUnits: 'Units back (at most {n})', allUnits: 'All', noUnits: 'None', refundShipping: 'With the shipping fee of {amount}', refundGoodsBack: 'The goods are here: back into stock', refundGives: '{amount} goes back to where it came from. This cannot be undone', refundPoints: 'And points worth {amount}', refundCredit: 'And {amount} of store credit', refundIncl: 'with shipping', refundCounting: 'Counting…', refundNothing: 'Say first how many units go back', refundNow: 'Refund {amount}', refundKeys: 'Digits change units · Tab moves · Enter refunds · Esc goes back',
      payState: { pending: 'Pending', succeeded: 'Paid', closed: 'Closed' }, refundState: { pending: 'On its way', succeeded: 'Done', failed: 'Failed' }, money: { refunding: 'Refunding', refund_failed: 'Refund failed', part_refunded: 'Partly refunded', refunded: 'Refunded' },
      provider: { wechat: 'WeChat Pay', alipay: 'Alipay', stripe: 'Stripe' }, channel: { h5: 'phone', native: 'QR code', jsapi: 'inside WeChat' },
      moment: { placed: 'Placed', paid: 'Paid', shipped: 'Shipped', completed: 'Received', cancelled: 'Cancelled by the buyer', expired: 'Expired', refund_asked: 'Refund asked for', refunded: 'Money is back' },
      deed: { selling_refund_order: 'Refund', selling_retry_refund: 'Refund again', selling_refund_failed: 'Refund failed', selling_refund_twice: 'An earlier refund succeeded after all: check', fulfillment_ship_order: 'Shipped', fulfillment_read_label: 'Read the label' },
      nothingFound: 'No orders found', nothingFoundHint: 'Try another state or search.',
      state: {
        all: 'All', placed: 'To pay', paid: 'To ship', shipped: 'Shipped', completed: 'Completed', expired: 'Expired',
        cancelled: 'Cancelled', refunding: 'Refunding', refunded: 'Refunded',
      },
    },
  },
}
