import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    metrics: {
      title: '指标', sum: '{all} 个指标，{live} 个直播中实时，{missing} 个尚未测量', search: '搜索名称、编号、公式、负责人、来源', chapter: '分类', state: '状态', show: '看哪一场的数', noShow: '不看数值',
      allChapters: '全部分类', rehearsal: '彩排', none: '没有符合的指标', clear: '清除筛选', asOf: '截至 {at}', reading: '正在计算这一场的全部指标…',
      metric: '指标', value: '数值', formula: '公式', grain: '粒度', owner: '负责人', source: '来源', ofShop: '本店公式', notYet: '尚未测量',
      chapters: { own: '自定义', traffic: '流量', interaction: '互动', goods: '商品', deal: '成交', after_sale: '售后', paid: '投放与利润', experience: '体验' },
      states: { all: '全部', live: '直播中实时', later: '随查随算', missing: '尚未测量' },
      grains: { show: '场', minute: '分钟', segment: '环节', product: '商品', channel: '渠道', host: '主播' },
      units: { money: '元', count: '次/人/件', percent: '%', seconds: '秒', ratio: '比值', points: '积分', days: '天', hours: '小时', score: '分' },
      add: '自定义指标', edit: '修改', drop: '删除', dropped: '已删除“{name}”', saved: '已保存“{name}”', sure: '删除自定义指标“{name}”？', cancel: '取消', save: '保存',
      form: {
        key: '编号', keyHint: '小写字母、数字、下划线，例如 net_per_viewer', zh: '中文名', en: '英文名', formula: '公式', formulaHint: '用指标编号、数字、+ - * / 和括号，例如 (gmv - refund_amount) / uv。金额以分计，百分比为 0–100。',
        unit: '单位', owner: '负责人', higher: '越高越好', pick: '插入指标',
      },
    },
  },
  en: {
    metrics: {
      title: 'Metrics', sum: '{all} metrics, {live} live during a show, {missing} not measured yet', search: 'Search name, id, formula, owner, source', chapter: 'Chapter', state: 'State', show: 'Values of', noShow: 'No values',
      allChapters: 'All chapters', rehearsal: 'Rehearsal', none: 'No metric fits', clear: 'Clear the filters', asOf: 'As of {at}', reading: 'Working out every metric of this show…',
      metric: 'Metric', value: 'Value', formula: 'Formula', grain: 'Grain', owner: 'Owner', source: 'Source', ofShop: 'formula of this shop', notYet: 'Not measured yet',
      chapters: { own: 'Own', traffic: 'Traffic', interaction: 'Interaction', goods: 'Goods', deal: 'Deal', after_sale: 'After-sale', paid: 'Ads and profit', experience: 'Experience' },
      states: { all: 'All', live: 'Live', later: 'On demand', missing: 'Not measured yet' },
      grains: { show: 'show', minute: 'minute', segment: 'segment', product: 'product', channel: 'channel', host: 'host' },
      units: { money: 'yuan', count: 'count', percent: '%', seconds: 'seconds', ratio: 'ratio', points: 'points', days: 'days', hours: 'hours', score: 'score' },
      add: 'Own metric', edit: 'Edit', drop: 'Delete', dropped: '“{name}” deleted', saved: '“{name}” saved', sure: 'Delete the own metric “{name}”?', cancel: 'Cancel', save: 'Save',
      form: {
        key: 'Id', keyHint: 'a–z, 0–9 and _, such as net_per_viewer', zh: 'Chinese name', en: 'English name', formula: 'Formula', formulaHint: 'Ids of metrics, numbers, + - * / and brackets, such as (gmv - refund_amount) / uv. Money is in cents, percent 0–100.',
        unit: 'Unit', owner: 'Owner', higher: 'Higher is better', pick: 'Insert a metric',
      },
    },
  },
}
