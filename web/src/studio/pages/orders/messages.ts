import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    orders: {
      title: '订单', search: '搜索订单', searchHint: '订单号、手机号、运单号或昵称', no: '订单号', goods: '商品', units: '件数',
      amount: '实付', buyer: '买家', placed: '下单时间', stateName: '状态', rehearsal: '彩排', receiver: '收件人', show: '场次',
      noAddress: '没有收货地址', placed_at: '下单', paid_at: '付款', shipped_at: '发货', closed_at: '关闭', carrier: '快递公司',
      trackingNo: '运单号', reason: '退款原因（可不填）', ship: '发货', refund: '退款', back: '返回', more: '再看一页',
      refundAsk: '整单退款 {amount}，原路退回，不能撤销。', retry: '重试', loading: '正在读取订单…',
      keys: 'J / K 上下 · X 选中 · P 打印 · S 发货 · R 退款 · / 搜索 · ? 帮助', selected: '已选 {n} 单', clear: '取消选择', print: '打印拣货单', slip: '拣货 / 装箱单', slipHint: '与订单核对无误后装箱', printed: '打印时间', merge: '同一买家本场还有 {n} 单待发货，可以合并成一个包裹', detail: '金额明细', goodsAmount: '商品金额', discount: '优惠', shipping: '运费', points: '积分抵扣', credit: '余额抵扣', help: '键盘', esc: '返回', keyHelp: { j: '下一单', k: '上一单', enter: '打开这一单', x: '选中或取消', p: '打印选中的拣货单', s: '发货', r: '退款', slash: '搜索', esc: '返回' }, empty: '还没有订单', emptyHint: '开播后的订单会出现在这里。',
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
      refundAsk: 'Refund the whole {amount} to where it came from. This cannot be undone.', retry: 'Try again', loading: 'Reading orders…',
      keys: 'J / K move · X select · P print · S ship · R refund · / search · ? help', selected: '{n} selected', clear: 'Clear', print: 'Print packing slips', slip: 'Picking / packing slip', slipHint: 'Check against the order before packing', printed: 'Printed', merge: '{n} more orders of this buyer in this show wait for shipping; they can leave in one parcel', detail: 'Amounts', goodsAmount: 'Goods', discount: 'Discount', shipping: 'Shipping', points: 'Points', credit: 'Store credit', help: 'Keyboard', esc: 'Back', keyHelp: { j: 'Next order', k: 'Order before', enter: 'Open this order', x: 'Select or not', p: 'Print slips of the selected', s: 'Ship', r: 'Refund', slash: 'Search', esc: 'Back' }, empty: 'No orders yet', emptyHint: 'Orders of your shows will stand here.',
      nothingFound: 'No orders found', nothingFoundHint: 'Try another state or search.',
      state: {
        all: 'All', placed: 'To pay', paid: 'To ship', shipped: 'Shipped', completed: 'Completed', expired: 'Expired',
        cancelled: 'Cancelled', refunding: 'Refunding', refunded: 'Refunded',
      },
    },
  },
}
