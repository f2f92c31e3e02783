import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    wizard: {
      title: '开自己的店', lead: '填完这一页，演示数据会收起来，这里就是你的店铺。', shop: '店铺', admin: '第一位管理员',
      shop_name: '店铺名称', slug: '直播间地址', company_name: '公司名称', license_no: '统一社会信用代码', username: '账号', display_name: '姓名', password: '密码',
      slugHint: '观众打开的地址：{address}', passwordHint: '至少 8 位，不要太常见', licenseHint: '18 位，会在直播间的商家信息里公示',
      warning: '演示账号将不能再登录；演示的订单和数据保留在库里，但不再显示。', go: '创建店铺', closed: '这里已经有店铺了，或者你不是演示店的管理员。', toLogin: '去登录',
    },
  },
  en: {
    wizard: {
      title: 'Make it my shop', lead: 'Fill in this page: the demo is put away and this becomes your shop.', shop: 'Shop', admin: 'First administrator',
      shop_name: 'Name of the shop', slug: 'Address of the room', company_name: 'Company', license_no: 'Social credit code', username: 'User name', display_name: 'Name', password: 'Password',
      slugHint: 'What viewers open: {address}', passwordHint: 'At least 8 characters, nothing common', licenseHint: '18 characters; shown to viewers as the seller',
      warning: 'The demo accounts can no longer log in; demo orders and data stay in the database but are no longer shown.', go: 'Create the shop', closed: 'There is a shop here already, or you are not the administrator of the demo.', toLogin: 'Log in',
    },
  },
}
