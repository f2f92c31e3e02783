import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    study: {
      failed: '对比与评分没有读到', unknown: '数据不足', other: '其他', vs: '对比', none: '–', range: '区间 {low}–{high}', n: 'n {n}',
      score: {
        title: '综合评分', stage: '阶段', stages: { start: '起步', grow: '成长', mature: '成熟' }, version: '第 {n} 版权重', usual: '默认权重', change: '调整权重', weight: '权重 {n}%',
        dimensions: { efficiency: '效率', effect: '效果', experience: '体验' }, indicator: '指标', value: '实际', reference: '参照', points: '评分', longTerm: '长期',
        basis: { goal: '目标', own: '本店中位数', benchmark: '基准', show: '本场其他环节', missing: '无参照' },
        formula: '每项评分 = 60 + 40 × log2(实际 ÷ 参照)，限 0–100：达到参照得 60，翻倍得 100，一半得 20。参照依次取目标、本店中位数（至少 3 场）、基准。',
        longShare: '长期指标占 {share}%，下限 {min}%', short: '长期指标只占 {share}%，低于下限 {min}%：眼前的成交在透支以后', versions: '各版权重下的评分', details: '看各项指标',
        settings: '评分权重', settingsHint: '阶段决定三个维度的权重；保存后成为新的一版，旧评分不变。', minimum: '长期指标占比下限（%）', sum: '合计 {n}%', mustBe100: '合计必须是 100%', savedAs: '已保存为第 {n} 版',
      },
      change: {
        title: '成交为什么变了', against: '与哪一场比', none: '还没有可对比的同类场次，下一场结束后就有。', factors: '因素', channels: '来源', products: '商品', segments: '环节', before: '上次', after: '本场', effect: '影响',
        exact: '各项相加正好等于成交变化（Shapley 分解，精确到分）。', by: '拆到', parts: { opening: '开场', product: '商品讲解', interaction: '互动', sales: '促单', ending: '收尾', value: '价值传递' },
      },
      segments: {
        title: '环节：留、砍、加演', rank: '名次', segment: '环节', verdict: '结论', score: '评分', people: '在场人数', evidence: '依据', none: '没有可评分的环节。', label: { keep: '保留', cut: '砍掉', repeat: '加演', unknown: '数据不足' },
        hint: '评分 = 观众评分 ×2、停留 ×2、互动率 ×2、成交率 ×3 的加权平均，每项 = 60 + 40 × log2(实际 ÷ 参照)；参照本店同类环节的中位数，没有时参照本场其他环节，观众评分再没有时参照 4.8。评分不足 5 个不计分。区间下端 ≥ 70 加演，上端 < 45 砍掉；在场不足 30 人或信号不足两个时不下结论。',
        ranked: '第 {n}', share: '×{weight}（占 {percent}%），得 {points}', unscored: '不计分，权重归其余', signal: { content_rating: '观众评分', stay_seconds: '停留', interaction_rate: '互动率', conversion_rate: '成交率' }, against: '参照 {value}（{basis}）',
      },
      charts: {
        title: '偶然还是系统', hint: '界限由此前各场算出（均值 ± 3σ；比率按人数放宽）。点任意一场，看它的事件。', verdict: { chance: '正常波动', system: '超出正常波动', unknown: '不足 5 场，还不能判断' },
        signal: { above: '高于上限', below: '低于下限', run_above: '连续 8 场偏高', run_below: '连续 8 场偏低', inside: '在界限内' }, mean: '均值 {value}', limits: '界限 {low} – {high}', p: 'p {p}', pLess: 'p < 0.001', point: '《{title}》{at}：{value}，{signal}',
      },
      lines: {
        title: '行动：发现 → 原因 → 行动 → 负责人 → 截止', none: '还没有行动。把上面的发现写成行动，就会进入复盘阶段的待办。', drafts: '建议', take: '写成行动', add: '另写一条', finding: '发现', cause: '原因', action: '行动', owner: '负责人', due: '截止日', metric: '以后测量', noMetric: '不测量',
        state: '状态', done: '已完成', open: '待办', drop: '删除', effect: '效果', measured: '{before} → {after}（其后 {shows} 场）', waiting: '完成后的场次会自动测量', verdict: { better: '变好了', worse: '变差了', chance: '与平常无异', unknown: '场次还不够判断' },
        required: '发现、行动、负责人、截止日都要填', saved: '已写入待办', sure: '删除这条行动和它的待办？',
      },
      methods: {
        title: '三种对照：历史、竞品、反馈', figure: '指标', now: '本场', own: '本店中位数', beats: '好过', of: '{n} / {all} 场', benchmark: '基准', rivals: '竞品价格：{n} 个链接有竞品价，其中 {dearer} 个比竞品贵', noRivals: '竞品价格：排品表里还没有填竞品价',
        questions: '观众提问 {n} 个，已答 {answered} 个', reports: '举报 {n} 件，属实 {upheld} 件',
      },
      lessons: {
        title: '以往场次的经验', none: '没有相似场次的经验。复盘里写下的行动会在这里再出现。', from: '《{title}》{at}', like: '{percent}% 相似', host: '同主播', products: '{n} 个相同商品', take: '放进待办', taken: '已在待办', failed: '经验没有读到',
        short: '长期目标只占这份计划的 {share}%，低于下限 {min}%：加上停留、互动、转粉、退款或复购目标', noGoals: '还没有目标，无法看长短期是否平衡', fine: '长期目标占 {share}%（下限 {min}%）', traded: '这份计划压低了{lowered}，同时抬高了{raised}：拿长期换短期',
      },
      deals: {
        title: '促销效果', none: '这场没有秒杀或改价。', deal: '促销', flash_start: '秒杀', price: '改价', stretch: '前 / 中 / 后', units: '件数', sales: '成交', margin: '毛利', priceChange: '均价变化', salesChange: '每分钟成交变化', elasticity: '弹性', few: '数据不足', same: '均价变化不足 1%', range: '{low} ~ {high}',
        hint: '前、中、后时长相同（不超出本场）。弹性 = ln 每分钟件数之比 ÷ ln 均价之比：−2 表示便宜 1%、多卖约 2%；下面是 95% 区间，含 0 就说不清。前或中不足 10 件不算。',
      },
      replay: {
        title: '回放与互动高峰', none: '这场没有事件。', perHour: '每小时互动 {n} 次', hint: '红色标记是互动高峰，点它看那一分钟的录像。', noVideo: '没有录像；点红色标记看那一分钟的事件。', gone: '录像已过保存期或读不到；点标记看事件。',
        video: '录像', play: '看录像', peak: '{at} 互动 {n} 次，平均的 {times} 倍', events: '{at} 这一分钟的事件',
      },
      pdf: 'PDF',
    },
  },
  en: {
    study: {
      failed: 'Comparison and scores could not be read', unknown: 'Not enough data', other: 'Other', vs: 'against', none: '–', range: 'range {low}–{high}', n: 'n {n}',
      score: {
        title: 'Score', stage: 'Stage', stages: { start: 'Start', grow: 'Grow', mature: 'Mature' }, version: 'weights, version {n}', usual: 'usual weights', change: 'Change weights', weight: 'weight {n}%',
        dimensions: { efficiency: 'Efficiency', effect: 'Effect', experience: 'Experience' }, indicator: 'Figure', value: 'Actual', reference: 'Reference', points: 'Score', longTerm: 'long term',
        basis: { goal: 'goal', own: 'own median', benchmark: 'benchmark', show: 'rest of this show', missing: 'no reference' },
        formula: 'Each score = 60 + 40 × log2(actual ÷ reference) within 0–100: 60 at the reference, 100 at twice it, 20 at half. References: the goal, else the median of at least 3 own shows, else the benchmark.',
        longShare: 'Long-term figures weigh {share}%, at least {min}%', short: 'Long-term figures weigh only {share}%, below the minimum of {min}%: sales now at the cost of later', versions: 'Score under each version', details: 'Show the figures',
        settings: 'Score weights', settingsHint: 'The stage decides how the dimensions weigh; saving makes a new version, old scores stay as they are.', minimum: 'Least share of long-term figures (%)', sum: '{n}% in all', mustBe100: 'They must add up to 100%', savedAs: 'Saved as version {n}',
      },
      change: {
        title: 'Why the GMV changed', against: 'Compare with', none: 'No earlier show of this kind to compare with; there will be one after the next.', factors: 'Factors', channels: 'Channels', products: 'Products', segments: 'Segments', before: 'Before', after: 'This show', effect: 'Effect',
        exact: 'The parts add up to the change of GMV exactly (Shapley, to the cent).', by: 'Split by', parts: { opening: 'Opening', product: 'Products', interaction: 'Interaction', sales: 'Sales', ending: 'Ending', value: 'Value' },
      },
      segments: {
        title: 'Segments: keep, cut, repeat', rank: 'Rank', segment: 'Segment', verdict: 'Verdict', score: 'Score', people: 'Present', evidence: 'Evidence', none: 'No segment to score.', label: { keep: 'Keep', cut: 'Cut', repeat: 'Repeat', unknown: 'Not enough data' },
        hint: 'Score = weighted mean of rating ×2, stay ×2, interaction ×2, conversion ×3, each 60 + 40 × log2(actual ÷ reference); references: the median of own segments of that part, else the rest of this show, for the rating else 4.8. Fewer than 5 ratings do not score. Repeat: the low end is 70 or more; cut: the high end is below 45; no verdict below 30 people or two signals.',
        ranked: 'No. {n}', share: '×{weight} ({percent}%), scores {points}', unscored: 'not scored, its weight goes to the rest', signal: { content_rating: 'Rating', stay_seconds: 'Stay', interaction_rate: 'Interaction', conversion_rate: 'Conversion' }, against: 'against {value} ({basis})',
      },
      charts: {
        title: 'Chance or system', hint: 'Limits come from the shows before (mean ± 3σ, widened for shares by their people). Choose a show to see its events.', verdict: { chance: 'usual variation', system: 'beyond usual variation', unknown: 'fewer than 5 shows: too early to tell' },
        signal: { above: 'above the limit', below: 'below the limit', run_above: '8 in a row above', run_below: '8 in a row below', inside: 'within the limits' }, mean: 'mean {value}', limits: 'limits {low} – {high}', p: 'p {p}', pLess: 'p < 0.001', point: '“{title}” {at}: {value}, {signal}',
      },
      lines: {
        title: 'Actions: finding → cause → action → owner → due', none: 'No action yet. Write a finding as an action and it becomes a task of the review.', drafts: 'Proposed', take: 'Make it an action', add: 'Write another', finding: 'Finding', cause: 'Cause', action: 'Action', owner: 'Owner', due: 'Due', metric: 'Measured later', noMetric: 'Not measured',
        state: 'State', done: 'Done', open: 'Open', drop: 'Delete', effect: 'Effect', measured: '{before} → {after} ({shows} shows after)', waiting: 'Shows after it is done will be measured', verdict: { better: 'better', worse: 'worse', chance: 'as usual', unknown: 'too few shows to tell' },
        required: 'Fill in finding, action, owner and due day', saved: 'Written into the tasks', sure: 'Delete this action and its task?',
      },
      methods: {
        title: 'Three comparisons: history, rivals, feedback', figure: 'Figure', now: 'This show', own: 'Own median', beats: 'Beats', of: '{n} of {all} shows', benchmark: 'Benchmark', rivals: 'Rival prices: {n} links have one, {dearer} of them are dearer than the rival', noRivals: 'Rival prices: none in the line-up yet',
        questions: '{n} questions asked, {answered} answered', reports: '{n} reports, {upheld} upheld',
      },
      lessons: {
        title: 'Lessons of earlier shows', none: 'No lessons of shows like this one. Actions written in a review appear here again.', from: '“{title}” {at}', like: '{percent}% alike', host: 'same host', products: '{n} shared products', take: 'Into the tasks', taken: 'In the tasks', failed: 'The lessons could not be read',
        short: 'Goals of the long term carry only {share}% of this plan, below the minimum of {min}%: add goals for stay, interaction, follows, refunds or repurchase', noGoals: 'No goals yet, so short and long term cannot be weighed', fine: 'Goals of the long term carry {share}% (at least {min}%)', traded: 'This plan lowers {lowered} while it raises {raised}: the long term traded for the short',
      },
      deals: {
        title: 'What promotions did', none: 'No flash sale or price change in this show.', deal: 'Promotion', flash_start: 'flash sale', price: 'price', stretch: 'Before / during / after', units: 'Units', sales: 'Sales', margin: 'Margin', priceChange: 'Price paid', salesChange: 'Sales per minute', elasticity: 'Elasticity', few: 'too few', same: 'price within 1%', range: '{low} to {high}',
        hint: 'Equally long stretches within the show. Elasticity = ln of units per minute over ln of price: −2 says 1% cheaper, about 2% more sold; below it the 95% interval, unclear when it holds 0. Not told under 10 units before or during.',
      },
      replay: {
        title: 'Replay and peaks', none: 'This show has no events.', perHour: '{n} interactions an hour', hint: 'Red marks are peaks of interaction; choose one to see its picture.', noVideo: 'Nothing was recorded; choose a red mark to see the events of its minute.', gone: 'The recording is no longer kept or cannot be read; a mark leads to its events.',
        video: 'Recording', play: 'Watch', peak: '{at}: {n} interactions, {times} times the mean', events: 'Events of the minute {at}',
      },
      pdf: 'PDF',
    },
  },
}
