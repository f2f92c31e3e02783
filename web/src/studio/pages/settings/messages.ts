import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
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
