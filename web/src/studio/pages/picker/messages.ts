import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    picker: {
      title: '选品', lead: '转化按有复盘的场次算：付款订单 ÷ 商品点击（近 90 天）。排序用 95% 区间的下限，点击少的不会靠运气排到前面。', sort: '排序', conversion: '转化', sales: '28 天净销售', units: '四周件数', stock: '库存', margin: '毛利率', price: '价格低到高', code: '编码',
      all: '全部类目', allNeeds: '全部需求', proven: '至少 {share}', clicks: '{orders} 单 / {clicks} 次点击', noClicks: '还没有点击', priceName: '日常价', offer: '上次机制', offerPrice: '直播价', offerMargin: '直播毛利率', chosen: '已选 {n} 个', show: '加入哪一场', noShow: '没有待播的场次，请先新建场次', add: '加入下一场', added: '已加入 {n} 个链接：{numbers} 号', skipped: '已在排品里：{names}', refused: '没加上：{why}', toPlan: '去排品', none: '没有符合的商品', outOfStock: '缺货',
    },
  },
  en: {
    picker: {
      title: 'Picking', lead: 'Conversion counts shows with a review: paid orders per click, 90 days. The order uses the lower end of its 95 % interval, so few clicks do not win by luck.', sort: 'Sort by', conversion: 'Conversion', sales: 'Net sales, 28 days', units: 'Units, four weeks', stock: 'Stock', margin: 'Margin', price: 'Price, low first', code: 'Code',
      all: 'All categories', allNeeds: 'All needs', proven: 'at least {share}', clicks: '{orders} orders / {clicks} clicks', noClicks: 'no clicks yet', priceName: 'Daily price', offer: 'Last offer', offerPrice: 'Live price', offerMargin: 'Live margin', chosen: '{n} chosen', show: 'Into which show', noShow: 'No show is planned; make one first', add: 'Add to the show', added: '{n} links added: no. {numbers}', skipped: 'Already in it: {names}', refused: 'Not added: {why}', toPlan: 'Open the line-up', none: 'No product matches', outOfStock: 'out of stock',
    },
  },
}
