import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    shop: {
      ratings: '环节评分', ratingsAsk: '环节结束后请观众打星', ratingsHint: '看了大半个环节的观众会在商品卡上方看到一张小卡，一点即评，每几分钟至多一次。关掉后，已打开的页面也不再收评分。',
      title: '店铺设置', only: '只有管理员可以改动。', seller: '经营者', name: '店铺名称', company: '公司名称', license: '统一社会信用代码', licenseHint: '18 位，照营业执照填写；直播间的“商家信息”里公示',
      contact: '客服联系方式', contactHint: '电话或客服账号，买家在直播间的“商家信息”里看到', noContact: '还没有填客服联系方式，买家找不到人。', prices: '价格规则', limit: '改价上限', limitHint: '直播中一次改价超过原价的这个比例，要第二个人在 2 分钟内确认。0 表示每次改价都要确认。',
      limitLook: '改价上限将从 {old}% 改为 {new}%。例：原价 ¥100.00 的商品，改到 ¥{low} 以下或 ¥{high} 以上才要第二个人确认。', limitNever: '改价上限将从 {old}% 改为 0%：每次改价都要第二个人确认。', limitTitle: '再核对一次', limitYes: '确认改为 {new}%',
      market: '划线价依据哪里的法律', marketHint: '中国：前 7 天内成交的最低价；欧盟：前 30 天内的最低价。', marketOf: { CN: '中国（7 天）', EU: '欧盟（30 天）' }, place: '时区与币种', zone: '时区', currency: '币种', now: '现在 {time}', fixed: '开店时确定，不能更改：已有的账目按它记录。', address: '直播间地址', failed: '没能读取店铺设置',
    },
    team: {
      title: '团队', invite: '邀请同事', name: '姓名', username: '账号', email: '邮箱（选填）', roles: '角色', totp: '两步登录', on: '已启用', off: '未启用',
      changeRoles: '改角色', resetPassword: '重设密码', resetTotp: '清除验证器', remove: '移出本店', sure: '确定要{what}吗？对象：{name}',
      handOver: '请把账号和密码当面或用安全的方式交给 {name}，密码只显示这一次。', existing: '{name} 已有账号，角色已生效，用原来的密码登录。', password: '密码', you: '你',
      only: '只有管理员可以改动团队。', inactive: '已停用', actions: '操作',
    },
    audit: { title: '操作记录', at: '时间', who: '谁', action: '做了什么', subject: '对象', detail: '内容', more: '更早的', hint: '每条记录与前一条以哈希相连，改动会被发现。', hash: '哈希' },
    account: {
      title: '我的账号', password: '改密码', old: '现在的密码', fresh: '新密码', change: '改密码', changed: '密码已更改，其他设备上的登录已退出', totp: '两步登录',
      manage: '设置验证器', on: '已启用：登录时要输入验证器上的数字。', off: '未启用。启用后，即使密码泄露，别人也登不进来。',
    },
  },
  en: {
    shop: {
      ratings: 'Segment ratings', ratingsAsk: 'Ask viewers for stars after a segment', ratingsHint: 'Viewers who saw most of a segment get a small card above the product: one tap, at most once in a few minutes. Switched off, pages that are open take no ratings either.',
      title: 'Shop settings', only: 'Only administrators change these.', seller: 'Seller', name: 'Name of the shop', company: 'Company', license: 'Social credit code', licenseHint: '18 characters as on the business license; shown to buyers in the room',
      contact: 'Service contact', contactHint: 'Phone or account of the service desk; buyers see it with the seller in the room', noContact: 'There is no service contact yet: buyers cannot reach anybody.', prices: 'Price rules', limit: 'Limit of price changes', limitHint: 'During a show, a change of more than this share of the price needs a second person within 2 minutes. 0: every change.',
      limitLook: 'The limit goes from {old}% to {new}%. For example, a price of ¥100.00 needs a second person only below ¥{low} or above ¥{high}.', limitNever: 'The limit goes from {old}% to 0%: every change needs a second person.', limitTitle: 'Look once more', limitYes: 'Set it to {new}%',
      market: 'Whose law of before-prices holds', marketHint: 'China: lowest deal of the 7 days before; EU: lowest price of the 30 days before.', marketOf: { CN: 'China (7 days)', EU: 'EU (30 days)' }, place: 'Time zone and currency', zone: 'Time zone', currency: 'Currency', now: 'now {time}', fixed: 'Set when the shop was opened and not changed: its books are kept in it.', address: 'Address of the room', failed: 'The settings could not be read',
    },
    team: {
      title: 'Team', invite: 'Invite a colleague', name: 'Name', username: 'User name', email: 'E-mail (optional)', roles: 'Roles', totp: 'Two-step log-in', on: 'On', off: 'Off',
      changeRoles: 'Roles', resetPassword: 'New password', resetTotp: 'Clear authenticator', remove: 'Remove from shop', sure: '{what}: {name}. Are you sure?',
      handOver: 'Give {name} the user name and the password in person or another safe way; the password is shown this once.', existing: '{name} had an account already; the roles hold now, with the old password.', password: 'Password', you: 'you',
      only: 'Only administrators change the team.', inactive: 'inactive', actions: 'Actions',
    },
    audit: { title: 'Audit', at: 'When', who: 'Who', action: 'Did what', subject: 'To what', detail: 'Content', more: 'Earlier', hint: 'Each entry is chained to the one before by a hash; changes are found.', hash: 'Hash' },
    account: {
      title: 'My account', password: 'Password', old: 'Current password', fresh: 'New password', change: 'Change', changed: 'Changed; log-ins on other devices have ended', totp: 'Two-step log-in',
      manage: 'Set up an authenticator', on: 'On: the digits of your authenticator are asked for at log-in.', off: 'Off. Once on, a leaked password alone lets nobody in.',
    },
  },
}
