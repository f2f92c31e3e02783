import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    compare: {
      title: '对比', lead: '选两组场次：每项指标两组各是多少、差多少、这个差有多确定。', by: { show: '按时间', host: '按主播', product: '按商品' }, byName: '怎么分组',
      a: 'A 组（看这组）', b: 'B 组（作对照）', period: { month: '本月对上月', week: '近 7 天对前 7 天', days30: '近 30 天对前 30 天' }, periods: '常用时段',
      from: '从', to: '到', shows: '指定场次', orDays: '不指定则取上面日期内的全部场次', allDays: '不填日期则取全部场次', host: '主播', product: '商品', inShows: '{n} 场',
      go: '对比', choose: '先选好两组，再点“对比”。', noShows: '还没有播过的场次。彩排不参与对比。', working: '正在逐场计算…', nShows: '{n} 场', asOf: '截至 {at}',
      metric: '指标', difference: '差（A − B）', relative: '相对 B', interval: '95% 区间', verdict: '结论', points: '{n} 个百分点', perShow: '每场平均', byPeople: '按人', byShows: '按场',
      says: { higher: 'A 更高', lower: 'A 更低', unclear: '区间含 0，不能说有差别', few: '样本不足 30，不下结论', parts: '每组至少 3 场才有区间', unknown: '无法计算' },
      range: '{low} 至 {high}', onlyBeyond: '只看区间不含 0 的', none: '没有区间不含 0 的指标。', tally: '{n} 项有区间，{k} 项不含 0。就算两组毫无差别，平均也会有 {chance} 项碰巧如此：单独一项别急着下结论。',
      known: '{parts} 场里 {known} 场有数', method: '区间怎么算',
      methods: '比率按人数：Newcombe 区间（由两个 Wilson 区间合成），场与场之间差得多时按 Rao–Scott 折减人数。均值和每场平均按场：Welch t 区间。都是 95%。',
      warn: {
        one_show: '有一组只有一场：区间只说明这一场的观众，不说明以后的场次也会这样。', live: '有场次还没下播：数字还会变。', lengths: '两组场次时长相差超过四分之一：每场平均的总量（金额、人数）主要反映时长，请看比率和每小时。',
        same_shows: '两组来自同样的场次，观众有重叠：区间按互不重叠计算，会偏宽；“全场”类数字（如进入人数）不分主播或商品。',
      },
      completion: '完播（按进入分钟）', completionSays: '横轴：开播后第几分钟第一次进入；纵轴：其中最后一分钟仍在场的比例。空心点不足 30 人。', noOne: '两组都没有进入记录。',
      test: 'A 组完播 {a}（{at}/{an}），B 组 {b}（{bt}/{bn}），相差 {d} 个百分点，95% 区间 {low} 至 {high}：', testSays: { higher: '不含 0，A 组更高。', lower: '不含 0，A 组更低。', unclear: '含 0，不能说有差别。', few: '有一组不足 30 人，不下结论。', parts: '', unknown: '' },
      lift: '相对 B 组 {r}，95% 区间 {low} 至 {high}；业内 A/B 测试参考的 +35% {where}。', inside: '在区间内', outside: '不在区间内',
      even: '进得晚的人更容易看到最后。按相同进入分钟折算：{d} 个百分点，95% 区间 {low} 至 {high}（{n} 个分钟两组都有人进入）。', minute: '进入（第几分钟）', toMinute: '第 {n} 分钟', entered: '进入', stayed: '看到最后', rate: '完播率', table: '看数字',
    },
  },
  en: {
    compare: {
      title: 'Comparison', lead: 'Choose two sets of shows: both values of every metric, how far apart they are, and how sure that is.', by: { show: 'By time', host: 'By host', product: 'By product' }, byName: 'What makes the sets',
      a: 'Set A (in question)', b: 'Set B (reference)', period: { month: 'This month against last', week: 'Last 7 days against 7 before', days30: 'Last 30 days against 30 before' }, periods: 'Usual periods',
      from: 'From', to: 'To', shows: 'Certain shows', orDays: 'Else all shows in these days', allDays: 'Without days: all shows', host: 'Host', product: 'Product', inShows: '{n} shows',
      go: 'Compare', choose: 'Choose both sets, then “Compare”.', noShows: 'No show has been on air yet. Rehearsals are not compared.', working: 'Working out show by show…', nShows: '{n} shows', asOf: 'As of {at}',
      metric: 'Metric', difference: 'Difference (A − B)', relative: 'Against B', interval: '95% interval', verdict: 'Verdict', points: '{n} points', perShow: 'Mean of a show', byPeople: 'over people', byShows: 'over shows',
      says: { higher: 'A is higher', lower: 'A is lower', unclear: 'Interval holds 0: no difference can be claimed', few: 'Under 30 counted: no verdict', parts: 'An interval needs 3 shows a set', unknown: 'Cannot be told' },
      range: '{low} to {high}', onlyBeyond: 'Only intervals without 0', none: 'No metric has an interval without 0.', tally: '{n} have an interval, {k} of them without 0. With no difference at all some {chance} would be so by chance: do not conclude from one alone.',
      known: '{known} of {parts} shows tell it', method: 'How intervals are made',
      methods: 'Shares over people: Newcombe’s interval (from two of Wilson), with fewer effective people where shows differ (Rao–Scott). Means and show means over shows: Welch’s t. All 95 %.',
      warn: {
        one_show: 'A set has one show only: the interval tells of its viewers, not of shows to come.', live: 'A show is still on air: figures will change.', lengths: 'Shows of the sets differ in length by more than a quarter: sums per show (money, people) mostly tell of length; look at rates and per hour.',
        same_shows: 'The sets share shows, so viewers overlap: intervals take them for different people and are rather too wide; figures of a whole show (such as viewers) know no host or product.',
      },
      completion: 'Completion by entry minute', completionSays: 'Across: minute of the first enter since the show began. Up: share of them present in the last minute. Hollow: under 30 people.', noOne: 'Nobody entered in either set.',
      test: 'Set A {a} ({at}/{an}), set B {b} ({bt}/{bn}), {d} points apart, 95% interval {low} to {high}: ', testSays: { higher: 'without 0, A is higher.', lower: 'without 0, A is lower.', unclear: 'holds 0, no difference can be claimed.', few: 'a set has under 30 people, no verdict.', parts: '', unknown: '' },
      lift: 'Against B {r}, 95% interval {low} to {high}; the field’s A/B reference of +35% is {where}.', inside: 'inside', outside: 'outside',
      even: 'Who comes late stays to the end more easily. At equal entry minutes: {d} points, 95% interval {low} to {high} ({n} minutes in which both sets had entries).', minute: 'Entered (minute)', toMinute: 'minute {n}', entered: 'Entered', stayed: 'To the end', rate: 'Completion', table: 'Show numbers',
    },
  },
}
