import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    plan: {
      title: '策划台', back: '返回场次', host: '主播', rehearsal: '彩排', editShow: '场次设置', room: '直播间',
      tabs: { goals: '目标', lineup: '排品表', script: '脚本', checklist: '检查清单', channels: '渠道', phases: '阶段' },
      channels: {
        lead: '一场直播可以同时在几个平台播出：选一个主推平台，其他作渠道拓展；播完把各平台的结果填进来对照。', main: '主推', name: '渠道名称', platform: '平台', link: '观看地址', push: '推流地址', key: '推流密钥', kept: '已保存，留空不变',
        targetGmv: '目标成交（元）', targetViewers: '目标观看（人）', gmv: '实际成交（元）', orders: '实际订单', viewers: '实际观看（人）', note: '备注', save: '保存渠道', saveResult: '保存结果', saved: '已保存', add: '添加渠道', remove: '移除', empty: '还没有渠道', emptyHint: '添加主推平台和同播平台。',
        on: { own: '自有直播间', douyin: '抖音', kuaishou: '快手', taobao: '淘宝', wechat: '微信视频号', xiaohongshu: '小红书', bilibili: 'B 站', other: '其他' },
      },
      flow: { title: '商品信息与交易流程检查', run: '检查一遍', never: '还没有检查过', last: '{name} 于 {at} 检查了 {n} 个商品', fine: '没有发现问题', mend: '去处理', block: '必须改', warn: '建议改', hint: '可以更好' },
      phase: { prepare: '筹备', on_air: '直播', review: '复盘', closed: '已结案' },
      dimension: { efficiency: '效率', effect: '效果', experience: '体验' },
      unit: { money: '元', percent: '%', seconds: '秒', count: '个', score: '分', ratio: '' },
      saving: '保存中…', neverFrozen: '草稿 · 从未冻结', draftAfter: '草稿 · v{version} 之后有改动', frozenAt: '已冻结 v{version}',
      freeze: '冻结 v{version}', frozenNow: '已冻结 v{version}，直播间将按此版本执行', versions: '版本对比', undo: '撤销', undoHint: 'Ctrl+Z',
      removeRow: '删除行', removeHint: 'Ctrl+-', addProduct: '＋ 添加商品（编码或名称）', stockOf: '库存 {n}', risky: '{n} 个链接有风险',
      lineupSum: '{n} 个链接 · 平均毛利 {margin}%', newLink: '输入商品编码，或从表格粘贴', newSegment: '输入标题，或从表格粘贴',
      pasteNotes: '粘贴完成，{n} 处请看一下', keys: '方向键移动 · Enter/F2 编辑 · Tab 下一格 · Ctrl+C/V 复制粘贴 · Ctrl+Z 撤销 · Alt+↑↓ 移动行 · Delete 清空',
      speed: '语速 {n} 字/秒', template: '插入模板', templateSize: '{rows} 行 · {time}', timing: '时长检查', scripted: '脚本', planned: '计划',
      over: '超出 {time}', left: '余 {time}', missing: '缺：{part}', openTasks: '{n} 项待办', noOpenTasks: '待办已清', noTasks: '没有待办', newTask: '新待办', owner: '负责人',
      goLive: '开播', goLiveBlocked: '不能开播 · {n} 个原因', cannotGoLive: '还不能开播：{n} 个原因', readyToGoLive: '所有检查已通过。开播后观众立即看到直播间，商品按冻结的排品表上架。',
      goFix: '去处理', onAir: '直播中，去中控台',
      grid: { drag: '拖动换顺序（Alt+↑↓）', emptyCell: '（空）' },
      diff: { old: '旧版本', new: '新版本', draft: '当前草稿', count: '{n} 处不同', same: '两个版本没有区别', table: '表', row: '行', field: '列', before: '之前', after: '之后', added: '新增', removed: '删除' },
      gate: { into: '进入「{phase}」之前', open: '可以进入', close: '结案', endInConsole: '在中控台结束直播', notYet: '未进入' },
      checks: {
        open: '还有 {n} 项必检未签（共 {all} 项），不能开播', allSigned: '{all} 项必检全部签字', add: '添加检查项', title: '检查什么', mandatory: '必检', optional: '选检',
        sign: '签字', unsign: '撤回', note: '备注（可空）', unsigned: '未签',
      },
      goals: {
        before: '开播前设目标，复盘后自动填入实际值和差距。', after: '实际值来自复盘。', edit: '修改目标', set: '设目标', none: '还没有目标', why: '没有目标不能开播：复盘时要有东西可比。',
        metric: '指标', target: '目标', actual: '实际', gap: '差距', dimension: '维度', note: '备注', add: '添加目标', met: '达成', missed: '未达成', badTarget: '目标「{target}」不是数字，请改成例如 50000 或 5万',
      },
      completion: { title: '内容完成度', of: '执行 {executed} / {scripted} 段，目标 {target}%', skipped: '未执行：第 {position} 段「{title}」' },
      lineup: {
        number: '链接号', image: '图', product: '商品', risks: '风险', sku: 'SPU/SKU', role: '款型', daily_price: '日常价', live_price: '直播价', flash_price: '秒杀价', net_price: '到手价',
        mechanism: '机制', cost: '成本', margin_percent: '毛利率', commission_percent: '佣金率', total_stock: '总库存', live_stock: '直播锁定', spare_stock: '机动', per_user_limit: '限购',
        point_1: '卖点1', point_2: '卖点2', point_3: '卖点3', proof: '证明/资质', rival_price: '竞品价', slot: '讲解时段', talk_minutes: '讲解时长', host_name: '主播', sample_ready: '样品到位',
        sku_prices: '规格直播价', ship: '发货时效', after_sale: '售后', risk_words: '风险词', note: '备注',
      },
      script: {
        slot: '时间段', title: '环节内容', seconds: '时长', part: '环节', link_number: '商品', talk_points: '主播话术要点', read: '读完需', assistant_action: '助播动作', console_action: '中控动作',
        traffic_action: '投流动作', interaction: '互动/福利', camera: '机位/道具', target: '目标指标', compliance_note: '合规提示', is_cant_miss: '不可错过', is_locked: '锁定', blocks: '互动环节',
      },
      blocks: {
        title: '互动环节', hint: '拖到脚本的一行，或选中一行后点击', failed: '没有存上，请再试一次', of: '「{title}」带的互动', name: '名称', seconds: '时长（秒），0 为手动结束', unit: '秒', remove: '移除「{title}」', none: '「{title}」还没有互动', rules: '规则', rulesOf: '「{title}」的规则', frozenLater: '和脚本一起冻结；开播后在流程单上点开，用的就是这些规则。',
        kinds: { qa: '答疑', poll: '投票', draw: '福袋', packet: '红包', guess: '竞猜', game: '游戏', card: '提示卡' },
      },
    },
  },
  en: {
    plan: {
      title: 'Plan', back: 'Back to shows', host: 'Host', rehearsal: 'Rehearsal', editShow: 'Settings', room: 'Room',
      tabs: { goals: 'Goals', lineup: 'Line-up', script: 'Script', checklist: 'Checklist', channels: 'Channels', phases: 'Phases' },
      channels: {
        lead: 'One show may run on several platforms: choose the main one, add those beside it, and type in what each brought.', main: 'Main', name: 'Channel', platform: 'Platform', link: 'Watch at', push: 'Push address', key: 'Push key', kept: 'Kept; leave blank',
        targetGmv: 'Target GMV (¥)', targetViewers: 'Target viewers', gmv: 'GMV (¥)', orders: 'Orders', viewers: 'Viewers', note: 'Note', save: 'Save channels', saveResult: 'Save results', saved: 'Saved', add: 'Add a channel', remove: 'Remove', empty: 'No channels yet', emptyHint: 'Add the main platform and those beside it.',
        on: { own: 'Own room', douyin: 'Douyin', kuaishou: 'Kuaishou', taobao: 'Taobao', wechat: 'WeChat Channels', xiaohongshu: 'Xiaohongshu', bilibili: 'Bilibili', other: 'Other' },
      },
      flow: { title: 'Goods information and the way of the sale', run: 'Check now', never: 'Not checked yet', last: '{name} checked {n} goods, {at}', fine: 'Nothing found', mend: 'Mend', block: 'Must change', warn: 'Should change', hint: 'Could be better' },
      phase: { prepare: 'Prepare', on_air: 'On air', review: 'Review', closed: 'Closed' },
      dimension: { efficiency: 'Efficiency', effect: 'Effect', experience: 'Experience' },
      unit: { money: 'yuan', percent: '%', seconds: 's', count: '', score: 'pts', ratio: '' },
      saving: 'Saving…', neverFrozen: 'Draft · never frozen', draftAfter: 'Draft · changed after v{version}', frozenAt: 'Frozen v{version}',
      freeze: 'Freeze v{version}', frozenNow: 'Frozen v{version}: this is what the room will run', versions: 'Compare versions', undo: 'Undo', undoHint: 'Ctrl+Z',
      removeRow: 'Remove row', removeHint: 'Ctrl+-', addProduct: '＋ Add a product (code or name)', stockOf: 'stock {n}', risky: '{n} links at risk',
      lineupSum: '{n} links · mean margin {margin}%', newLink: 'Type a product code, or paste', newSegment: 'Type a title, or paste',
      pasteNotes: 'Pasted; look at {n} places', keys: 'Arrows move · Enter/F2 edit · Tab next cell · Ctrl+C/V copy, paste · Ctrl+Z undo · Alt+↑↓ move row · Delete clears',
      speed: '{n} characters/s', template: 'Insert template', templateSize: '{rows} rows · {time}', timing: 'Timing check', scripted: 'Script', planned: 'planned',
      over: '{time} too long', left: '{time} left', missing: 'Missing: {part}', openTasks: '{n} open', noOpenTasks: 'all done', noTasks: 'No tasks', newTask: 'New task', owner: 'Owner',
      goLive: 'Go Live', goLiveBlocked: 'Cannot go live · {n} reasons', cannotGoLive: 'Cannot go live yet: {n} reasons', readyToGoLive: 'Every check has passed. Viewers see the room at once; links are listed as frozen.',
      goFix: 'Fix', onAir: 'On air: open the console',
      grid: { drag: 'Drag to reorder (Alt+↑↓)', emptyCell: '(empty)' },
      diff: { old: 'Old version', new: 'New version', draft: 'Current draft', count: '{n} differences', same: 'The versions are the same', table: 'Table', row: 'Row', field: 'Column', before: 'Before', after: 'After', added: 'added', removed: 'removed' },
      gate: { into: 'Before “{phase}”', open: 'May be entered', close: 'Close the show', endInConsole: 'End the show in the console', notYet: 'not entered' },
      checks: {
        open: '{n} of {all} mandatory checks are unsigned: cannot go live', allSigned: 'All {all} mandatory checks are signed', add: 'Add a check', title: 'What to check', mandatory: 'Mandatory', optional: 'Optional',
        sign: 'Sign', unsign: 'Take back', note: 'Note (optional)', unsigned: 'Unsigned',
      },
      goals: {
        before: 'Set goals before the show; the review fills actual and gap.', after: 'Actuals come from the review.', edit: 'Change goals', set: 'Set goals', none: 'No goals yet', why: 'A show without goals cannot go live: the review needs something to compare with.',
        metric: 'Metric', target: 'Target', actual: 'Actual', gap: 'Gap', dimension: 'Dimension', note: 'Note', add: 'Add a goal', met: 'Met', missed: 'Missed', badTarget: 'Target “{target}” is no number; type for example 50000',
      },
      completion: { title: 'Content completion', of: '{executed} of {scripted} segments, target {target}%', skipped: 'Not executed: {position}. “{title}”' },
      lineup: {
        number: 'No', image: 'Pic', product: 'Product', risks: 'Risks', sku: 'SPU/SKU', role: 'Role', daily_price: 'Daily', live_price: 'Live price', flash_price: 'Flash', net_price: 'Net price',
        mechanism: 'Mechanism', cost: 'Cost', margin_percent: 'Margin', commission_percent: 'Comm.', total_stock: 'Stock', live_stock: 'For show', spare_stock: 'Spare', per_user_limit: 'Limit',
        point_1: 'Point 1', point_2: 'Point 2', point_3: 'Point 3', proof: 'Proof', rival_price: 'Rival', slot: 'Slot', talk_minutes: 'Minutes', host_name: 'Host', sample_ready: 'Sample',
        sku_prices: 'SKU prices', ship: 'Ships in', after_sale: 'After-sale', risk_words: 'Risk words', note: 'Note',
      },
      script: {
        slot: 'Starts', title: 'Segment', seconds: 'Length', part: 'Part', link_number: 'Product', talk_points: 'Talk points', read: 'To read', assistant_action: 'Assistant', console_action: 'Console',
        traffic_action: 'Traffic', interaction: 'Interaction', camera: 'Camera, props', target: 'Target', compliance_note: 'Compliance', is_cant_miss: 'Can’t miss', is_locked: 'Locked', blocks: 'Interactions',
      },
      blocks: {
        title: 'Interactions', hint: 'Drag one onto a row, or choose a row and click', failed: 'Not saved; please try again', of: 'Interactions of “{title}”', name: 'Name', seconds: 'Seconds; 0 until closed by hand', unit: 's', remove: 'Remove “{title}”', none: '“{title}” carries no interaction yet', rules: 'Rules', rulesOf: 'Rules of “{title}”', frozenLater: 'Frozen with the script; the run sheet opens it with these rules on air.',
        kinds: { qa: 'Q&A', poll: 'Poll', draw: 'Lucky draw', packet: 'Red packets', guess: 'Guess', game: 'Game', card: 'Prompt' },
      },
    },
  },
}
