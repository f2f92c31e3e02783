import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    login: {
      title: '登录', lead: '一支团队，一场直播，一处完成。', username: '账号', password: '密码', enter: '登录',
      code: '验证器上的 6 位数字', codeHint: '打开手机上的验证器，输入当前数字。手机不在身边？输入一个恢复码。', other: '换个账号',
    },
  },
  en: {
    login: {
      title: 'Log in', lead: 'One team, one show, one place.', username: 'User name', password: 'Password', enter: 'Log in',
      code: 'Six digits of your authenticator', codeHint: 'Open the authenticator on your phone and type the current digits. No phone at hand? Type a recovery code.', other: 'Use another account',
    },
  },
}
