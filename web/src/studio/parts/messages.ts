import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    importing: {
      template: '下载模板', choose: '选择 CSV 或 XLSX 文件', good: '{n} 行可以写入', nothing: '没有可以写入的行', bad: '{n} 处要改，这些行不会写入',
      line: '行', column: '列', value: '填的是', message: '怎么改', saveBad: '下载问题清单', store: '写入 {n} 行', stored: '已写入 {n} 行',
    },
  },
  en: {
    importing: {
      template: 'Template', choose: 'Choose a CSV or XLSX file', good: '{n} rows can be stored', nothing: 'No row can be stored', bad: '{n} cells to correct; their rows will not be stored',
      line: 'Row', column: 'Column', value: 'It says', message: 'What to do', saveBad: 'Download the list', store: 'Store {n} rows', stored: '{n} rows stored',
    },
  },
}
