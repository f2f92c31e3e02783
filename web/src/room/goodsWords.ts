/** Words of the product sheet: they come with it, not with the page. */
export const goodsWords = {
  'zh-CN': {
    title: '商品详情', views: '查看方式', spinTab: '360° 全景', photos: '图片', detailsTab: '材质细节', spin: '{name} 的 360° 全景，左右键转动，加减键缩放',
    angle: '{n} 度', dragToTurn: '左右拖动转一圈，双击放大', dragToMove: '拖动看细节，双击缩小', zoomIn: '放大', zoomOut: '缩小', loadingFrames: '正在载入全景',
    photo: '第 {n} 张，共 {all} 张', next: '下一张', previous: '上一张', specs: '规格', presale: '预售，{date} 起发货', includes: '包含：{parts}', claims: '功效声明与依据', proof: '依据：{proof}', noProof: '商家未提供依据',
    about: '商品介绍', brand: '品牌 {name}', ship: '{n} 小时内发货', returns: '{n} 天无理由退货', exempt: '不支持无理由退货', seller: '由 {name} 销售', failed: '详情没有读到：{why}', again: '重试', loading: '正在读取详情…', buy: '抢购', giftOnly: '赠品，不单独销售',
  },
  en: {
    title: 'Product', views: 'Views', spinTab: '360° view', photos: 'Pictures', detailsTab: 'Close-ups', spin: '360° view of {name}: arrow keys turn, plus and minus zoom',
    angle: '{n} degrees', dragToTurn: 'Drag to turn, double-tap to enlarge', dragToMove: 'Drag to look closer, double-tap to shrink', zoomIn: 'Enlarge', zoomOut: 'Shrink', loadingFrames: 'Loading the view',
    photo: '{n} of {all}', next: 'Next', previous: 'Previous', specs: 'Variants', presale: 'Pre-sale, ships from {date}', includes: 'Contains: {parts}', claims: 'Claims and their proof', proof: 'Proof: {proof}', noProof: 'The seller gave no proof',
    about: 'About it', brand: 'Brand {name}', ship: 'Ships within {n} h', returns: 'Returns within {n} days', exempt: 'No free returns', seller: 'Sold by {name}', failed: 'The details could not be read: {why}', again: 'Try again', loading: 'Loading…', buy: 'Buy', giftOnly: 'A gift, not sold alone',
  },
}
