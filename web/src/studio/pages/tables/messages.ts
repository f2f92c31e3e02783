import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    tables: {
      title: '数据表', find: '找表', search: '搜索这张表', export: '导出', import: '导入', keys: 'J / K 上下 · Enter 打开相关 · / 搜索 · E 导出 · I 导入 · Esc 返回',
      loading: '正在读取…', empty: '这张表还没有数据', noMatch: '没有符合条件的数据', noMatchHint: '换个搜索词，或去掉筛选条件。', clear: '清除条件', more: '再看一页',
      none: '你的角色看不到任何数据表', retry: '重试', yes: '是', no: '否', related: '相关数据', row: '第 {id} 号', unmask: '查看完整信息', reason: '查看原因', reasonHint: '例如：客服回访订单',
      reasonNote: '谁、何时、为什么查看会写进操作记录。', show: '查看', filter: '筛选', anyValue: '全部', sheet: '导入「{name}」',
      trial: '先试一遍给你看，确认后才写入。', what: '结果', detail: '详情',
    },
  },
  en: {
    tables: {
      title: 'Tables', find: 'Find a table', search: 'Search this table', export: 'Export', import: 'Import', keys: 'J / K move · Enter related · / search · E export · I import · Esc back',
      loading: 'Reading…', empty: 'Nothing in this table yet', noMatch: 'Nothing matches', noMatchHint: 'Try another search or take a filter away.', clear: 'Clear', more: 'Next page',
      none: 'Your role opens no table', retry: 'Try again', yes: 'Yes', no: 'No', related: 'Related', row: 'No. {id}', unmask: 'Show in full', reason: 'Why', reasonHint: 'For example: call the buyer back',
      reasonNote: 'Who looked, when and why goes to the audit.', show: 'Show', filter: 'Filter', anyValue: 'All', sheet: 'Import “{name}”',
      trial: 'First a trial; nothing is stored before you confirm.', what: 'Result', detail: 'Details',
    },
  },
}
