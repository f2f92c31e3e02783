import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    home: {
      title: '总览', hello: '{name}，你好', denied: '你的角色不能打开这个页面（{path}），请向管理员申请。',
      yourRoles: '你在本店的角色', noRoles: '你在本店还没有角色，请联系管理员。', goTo: '去哪里', demo: '这是演示店铺：数据都是示例。',
      wizard: '换成我的店铺', noShop: '你还没有加入任何店铺，请联系管理员。',
    },
  },
  en: {
    home: {
      title: 'Overview', hello: 'Hello, {name}', denied: 'Your role cannot open that page ({path}). Ask an administrator.',
      yourRoles: 'Your roles in this shop', noRoles: 'You have no role in this shop yet. Ask an administrator.', goTo: 'Where to',
      demo: 'This is the demo shop: all data is sample data.', wizard: 'Make it my own shop', noShop: 'You belong to no shop yet. Ask an administrator.',
    },
  },
}
