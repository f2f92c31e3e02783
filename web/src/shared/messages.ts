import type { Messages } from './i18n'

export const messages: Messages = {
  'zh-CN': {
    common: {
      save: '保存', cancel: '取消', close: '关闭', delete: '删除', edit: '编辑', add: '添加', search: '搜索',
      retry: '重试', back: '返回', next: '下一步', done: '完成', copy: '复制', copied: '已复制', loading: '加载中…',
      saved: '已保存', empty: '暂无内容', all: '全部', yes: '是', no: '否', total: '共 {n} 条', language: 'English',
    },
    role: {
      operator: '中控/运营', host: '主播', brand_manager: '品牌经理', compliance: '合规',
      analyst: '分析', warehouse: '仓库', service: '客服', admin: '管理员',
    },
  },
  en: {
    common: {
      save: 'Save', cancel: 'Cancel', close: 'Close', delete: 'Delete', edit: 'Edit', add: 'Add', search: 'Search',
      retry: 'Try again', back: 'Back', next: 'Next', done: 'Done', copy: 'Copy', copied: 'Copied', loading: 'Loading…',
      saved: 'Saved', empty: 'Nothing here yet', all: 'All', yes: 'Yes', no: 'No', total: '{n} in all', language: '中文',
    },
    role: {
      operator: 'Operator', host: 'Host', brand_manager: 'Brand manager', compliance: 'Compliance',
      analyst: 'Analyst', warehouse: 'Warehouse', service: 'Service', admin: 'Administrator',
    },
  },
}
