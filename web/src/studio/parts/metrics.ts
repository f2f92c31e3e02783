/** What stands beside a metric's name, in the reader's language: formula, owner, sources. */
import { isEnglish } from '../pages/review/figures'

const OWNERS: Record<string, string> = {
  analyst: '分析', host: '主播', compliance: '合规', buyer: '选品', warehouse: '仓库', quality: '品控', service: '客服',
  ads: '投放', finance: '财务', director: '编导', engineer: '技术',
}
export const SOURCES: Record<string, string> = {
  'event log': '事件日志', 'order tables': '订单表', carts: '购物车', followers: '关注表', reservations: '预约', 'fan club': '粉丝团',
  reports: '举报', activities: '互动活动', 'questions of the room': '直播间提问', offers: '上架', stock: '库存', 'player beacons': '播放器上报',
  survey: '问卷', 'service desk': '客服', 'after-sales desk': '售后', "buyers' reviews": '买家评价', "viewers' ratings": '观众评分',
  'ads import': '投放导入', settlement: '结算', 'script and executed segments': '脚本与执行环节',
}

export const formulaOf = (metric: { formula: string; formula_zh: string }): string => (isEnglish.value ? metric.formula : metric.formula_zh)

/** Of a shop's own metric the owner is what somebody typed. */
export const ownerOf = (owner: string): string => told(OWNERS, owner)

/** "event log, order tables" as 事件日志、订单表. */
export const sourcesOf = (source: string): string =>
  source.split(', ').filter(Boolean).map((one) => told(SOURCES, one)).join(isEnglish.value ? ', ' : '、')

function told(names: Record<string, string>, word: string): string {
  return isEnglish.value || !Object.hasOwn(names, word) ? word : names[word]!
}
