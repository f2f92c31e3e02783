import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    quality: {
      title: '数据质量', hint: '每天每个来源：进来多少行，去掉、修正了多少行，为什么。', span: '统计天数', lastDays: '近 {n} 天',
      came: '进入', kept: '入库', dropped: '去掉', fixed: '修正', day: '日期', source: '来源', share: '入库率',
      total: '合计', why: '为什么', fine: '全部原样入库', none: '这几天没有事件。开播后，观众的每个动作都会记在这里。',
      open: '{day} {source}：看原因和样例', samples: '样例', noSamples: '没有样例', damagedBytes: '损坏 {n} 字节，读取时跳过',
      rows: '{n} 行',
      sources: { gateway: '直播间网页', outbox: '订单与中控', intake: '外部批量' },
      reasons: {
        repeated: '重复：同一编号已经记过，只计一次', shape: '格式不对：不是 21 列的一行', value: '某一列的类型或大小不对', kind: '事件种类未知，或不能从外部写入（订单、中控动作只认本店账）',
        range: '编号、次数或时长为负', old: '早于 30 天', text: '文字不是 UTF-8，或含空字符', id: '事件编号不是 UUID', frame: '网页发来的内容无法识别',
        overload: '磁盘写入跟不上，超出等待上限', disk: '磁盘不可写或快满', clock: '对方时钟不准，已按收到时间整体校正', future: '时间在未来，改为收到的时间', late: '晚到 10 分钟以上，照记',
      },
      keeping: '保留与保全', keep: '事件保留', forever: '永久保留', keepDays: '保留最近 {n} 天', keptFrom: '{day} 之前的事件已删除，保全的日子除外。',
      change: '修改', days: '保留天数', daysHint: '30 到 3650 天；留空表示永久保留。到期的日子每天凌晨删除，保全的日子不删。', save: '保存', cancel: '取消', saved: '已保存',
      deleteSure: '保存后，{n} 天以前的事件会在今晚凌晨删除，无法恢复（保全的日子除外）。',
      holds: '法律保全', hold: '新增保全', noHolds: '没有保全。接到调查、诉讼或投诉需要留证时，在这里锁定日期。', from: '开始日', to: '结束日', reason: '原因', reasonHint: '案件编号、来函单位',
      inForce: '生效中', lifted: '已解除', lift: '解除', liftWhy: '解除原因（至少 4 个字）', by: '{who} · {at}', liftedBy: '{who} 于 {at} 解除：{why}', range: '{from} 至 {to}',
    },
  },
  en: {
    quality: {
      title: 'Data quality', hint: 'Each day and source: rows that came, were dropped or mended, and why.', span: 'Days', lastDays: 'Last {n} days',
      came: 'Came', kept: 'Kept', dropped: 'Dropped', fixed: 'Fixed', day: 'Day', source: 'Source', share: 'Kept',
      total: 'Total', why: 'Why', fine: 'All kept as they came', none: 'No events in these days. Once a show is on air, everything viewers do is noted here.',
      open: '{day} {source}: reasons and samples', samples: 'Samples', noSamples: 'No samples', damagedBytes: '{n} damaged bytes, skipped when reading',
      rows: '{n} rows',
      sources: { gateway: 'Live room pages', outbox: 'Orders and console', intake: 'Batches of others' },
      reasons: {
        repeated: 'Repeated: this id was there before and counts once', shape: 'Not a row of 21 values', value: 'A value of the wrong type or size', kind: 'Unknown kind, or one that may not come from outside (orders, console actions)',
        range: 'A negative id, count or time', old: 'Older than 30 days', text: 'Text that is not UTF-8, or has NUL', id: 'The event id is no UUID', frame: 'A page sent something that cannot be read',
        overload: 'The disk did not keep up with the queue', disk: 'The disk refused, or is nearly full', clock: 'The sender’s clock was wrong; moved to the time of arrival', future: 'A time in the future; set to the time of arrival', late: 'More than 10 minutes late; counted all the same',
      },
      keeping: 'Keeping and holds', keep: 'Events are kept', forever: 'For ever', keepDays: 'For {n} days', keptFrom: 'Events before {day} were deleted, held days aside.',
      change: 'Change', days: 'Days to keep', daysHint: '30 to 3650 days; empty keeps for ever. Days that are over are deleted each night, held days are not.', save: 'Save', cancel: 'Cancel', saved: 'Saved',
      deleteSure: 'Once saved, events older than {n} days are deleted tonight and cannot be brought back (held days aside).',
      holds: 'Legal holds', hold: 'New hold', noHolds: 'No holds. When an inquiry, a lawsuit or a complaint needs evidence, lock the days here.', from: 'First day', to: 'Last day', reason: 'Reason', reasonHint: 'Case number, authority',
      inForce: 'In force', lifted: 'Lifted', lift: 'Lift', liftWhy: 'Why it is lifted (at least 4 characters)', by: '{who} · {at}', liftedBy: 'Lifted by {who} at {at}: {why}', range: '{from} to {to}',
    },
  },
}
