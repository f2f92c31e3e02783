import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    layout: {
      menu: '菜单', air: '开播', office: '筹备', sales: '成交', figures: '数据', trust: '秩序', settings: '管理', shop: '店铺', logOut: '退出登录', wan: '万', wanHint: '数字以万为单位',
      notFound: '没有这个页面', notFoundHint: '地址可能写错了，或者页面已经移走。', goHome: '回到总览',
      failed: '页面没有载入', failedHint: '可能是网络断了，或者平台刚更新过。', admin: '后台管理',
    },
  },
  en: {
    layout: {
      menu: 'Menu', air: 'On air', office: 'Plan', sales: 'Sales', figures: 'Figures', trust: 'Order', settings: 'Settings', shop: 'Shop', logOut: 'Log out', wan: '万', wanHint: 'Figures in units of 10,000',
      notFound: 'There is no such page', notFoundHint: 'The address may be wrong, or the page has moved.', goHome: 'Go to the overview',
      failed: 'The page did not load', failedHint: 'The network may be down, or the platform was just updated.', admin: 'Back office',
    },
  },
}
