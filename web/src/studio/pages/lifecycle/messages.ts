import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    lifecycle: {
      title: '生命周期', lead: '按近八周付款件数、上市天数、库存和毛利走势自动分段。', rule: '怎么分的', ruleText: '最近四周和前四周比，差别要大过偶然（两个泊松计数的两倍标准差）才算数。导入：上市不到 {days} 天。衰退：四周没卖出；或少了三成且不是偶然；或少了三成同时毛利率掉 5 个点以上。成长：多了两成且不是偶然。其余为成熟；停售为下架。',
      stage: { intro: '导入', growth: '成长', mature: '成熟', decline: '衰退', delisted: '下架' }, kind: { hot: '热销', slow: '滞销', new: '新品' },
      advice: { stock_up: '补货', show_more: '加大讲解', collect_reviews: '收集评价', change_offer: '换卖点或机制', guard_margin: '守住毛利', bundle: '做组合去库存', keep: '维持', clear: '清仓', delist: '下架', dispose: '处理余货', nothing: '—' },
      all: '全部', product: '商品', stageName: '阶段', lists: '名单', weeks: '近八周件数', stock: '库存', cover: '够卖', weeksN: '{n} 周', noSales: '没有动销', sales: '28 天净销售', margin: '毛利率', adviceName: '建议', make: '生成待办', chosen: '已选 {n} 个', none: '没有符合的商品', noProducts: '还没有商品',
      thresholds: '名单门槛', new_days: '上市多少天内算新品', hot_weekly_units: '一周卖出多少件算热销', hot_growth_percent: '或比上周多百分之几（销量须达到上面的四分之一）', slow_weekly_units: '四周平均每周不超过多少件算滞销', slow_cover_weeks: '或库存够卖超过多少周', task_days: '待办几天后到期',
      tasks: '待办', tasksN: '待办 {n}', owner: '负责人', due: '到期', late: '已过期', kindOf: '事由', byAdvice: '各按建议', done: '完成', drop: '不做', why: '为什么不做？', what: '结果（可不填）', noTasks: '没有待办', made: '已生成 {n} 个待办', skipped: '这些已有同类待办：{names}', closed: '已记录',
    },
  },
  en: {
    lifecycle: {
      title: 'Life cycle', lead: 'Stages follow from eight weeks of paid units, days on sale, stock and margin.', rule: 'How it is decided', ruleText: 'The last four weeks are compared with the four before; a difference counts when it is beyond chance (twice the deviation of two Poisson counts). Introduction: on sale for fewer than {days} days. Decline: nothing sold in four weeks; or 30 % fewer beyond chance; or 30 % fewer while the margin fell by 5 points. Growth: 20 % more beyond chance. Else mature; off sale is delisted.',
      stage: { intro: 'Introduction', growth: 'Growth', mature: 'Mature', decline: 'Decline', delisted: 'Delisted' }, kind: { hot: 'Hot', slow: 'Slow', new: 'New' },
      advice: { stock_up: 'Stock up', show_more: 'Present more', collect_reviews: 'Collect reviews', change_offer: 'Change the offer', guard_margin: 'Guard the margin', bundle: 'Bundle it', keep: 'Keep', clear: 'Clear', delist: 'Delist', dispose: 'Dispose of the rest', nothing: '—' },
      all: 'All', product: 'Product', stageName: 'Stage', lists: 'Lists', weeks: 'Units, eight weeks', stock: 'Stock', cover: 'Lasts', weeksN: '{n} weeks', noSales: 'no sales', sales: 'Net sales, 28 days', margin: 'Margin', adviceName: 'Advice', make: 'Make tasks', chosen: '{n} chosen', none: 'No product matches', noProducts: 'No products yet',
      thresholds: 'Thresholds', new_days: 'New for so many days', hot_weekly_units: 'Hot from so many units a week', hot_growth_percent: 'Or so many percent over the week before (from a quarter of that)', slow_weekly_units: 'Slow up to so many units a week on average', slow_cover_weeks: 'Or with stock for more weeks than', task_days: 'Tasks are due after days',
      tasks: 'Tasks', tasksN: 'Tasks {n}', owner: 'Owner', due: 'Due', late: 'late', kindOf: 'Reason', byAdvice: 'Each by its advice', done: 'Done', drop: 'Drop', why: 'Why not?', what: 'Outcome (optional)', noTasks: 'No tasks', made: '{n} tasks made', skipped: 'These have such a task already: {names}', closed: 'Recorded',
    },
  },
}
