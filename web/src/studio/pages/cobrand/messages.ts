import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    cobrand: {
      title: '联名结算', lead: '按付款日落在有效期内的订单行计算：净额 = 实付（去优惠）− 退款。退款在发生的那一期扣回，各期相加正好等于留下部分的分成。', from: '起', to: '止', partner: '联名方', sku: 'SKU', share: '分成', orders: '订单', units: '件数', paid: '实付净额', refunded: '退款', net: '净销售额', due: '应付联名方', total: '合计应付', none: '这段时间没有联名商品的付款或退款。', export: '导出 CSV', minus: '退款多于销售，下期扣回', back: '回到商品',
    },
  },
  en: {
    cobrand: {
      title: 'Co-brand settlement', lead: 'Order lines paid within the term: net = paid less discounts − refunds. A refund counts in the period it happens; the periods add up exactly to the share of what was kept.', from: 'From', to: 'To', partner: 'Partner', sku: 'SKU', share: 'Share', orders: 'Orders', units: 'Units', paid: 'Net paid', refunded: 'Refunded', net: 'Net sales', due: 'Due to partner', total: 'Due in all', none: 'No payment or refund of a co-branded product in this time.', export: 'Export CSV', minus: 'more refunded than sold; carried over', back: 'Back to products',
    },
  },
}
