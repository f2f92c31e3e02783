import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    ask: {
      title: '数据查询', hint: '一条 SELECT，只读本店数据；最多 20 秒，页面显示前 1000 行，文件最多 20 万行', sql: '查询语句', run: '运行', running: '正在查询…', keys: 'Ctrl + Enter 运行', save: '收藏', name: '给这条查询起个名字',
      saved: '收藏的查询', noSaved: '还没有收藏，运行后可以收藏起来反复用', kept: '已收藏“{name}”', dropped: '已删除“{name}”', drop: '删除“{name}”', sure: '删除收藏的查询“{name}”？', yes: '删除', no: '取消',
      tables: '可用的表', examplesTitle: '例子', rows: '{n} 行', cut: '只显示前 {n} 行，要全部请下载', none: '没有符合的行', first: '写一条查询，或从例子、收藏里选一条开始。', insert: '插入 {name}', csv: '下载 CSV', parquet: '下载 Parquet', answer: '查询结果',
      examples: { sources: '各渠道的观众与访问', products: '各商品的成交', hours: '一天里各小时的互动' },
    },
  },
  en: {
    ask: {
      title: 'Ask in SQL', hint: 'One SELECT over this shop’s data, read only; 20 s at most, 1,000 rows on the page, 200,000 in a file', sql: 'Question in SQL', run: 'Run', running: 'Asking…', keys: 'Ctrl + Enter runs it', save: 'Save', name: 'Give this question a name',
      saved: 'Saved questions', noSaved: 'Nothing saved yet: save a question to ask it again', kept: '“{name}” saved', dropped: '“{name}” deleted', drop: 'Delete “{name}”', sure: 'Delete the saved question “{name}”?', yes: 'Delete', no: 'Cancel',
      tables: 'Tables', examplesTitle: 'Examples', rows: '{n} rows', cut: 'Only the first {n} rows; download for all', none: 'No row fits', first: 'Write a question, or begin with an example or a saved one.', insert: 'Insert {name}', csv: 'Download CSV', parquet: 'Download Parquet', answer: 'Answer',
      examples: { sources: 'Viewers and visits by source', products: 'Sales by product', hours: 'Interactions by hour of day' },
    },
  },
}
