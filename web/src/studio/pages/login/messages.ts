import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    login: {
      title: '登录', lead: '一支团队，一场直播，一处完成。', username: '账号', password: '密码', enter: '登录',
      code: '验证器上的 6 位数字', codeHint: '打开手机上的验证器，输入当前数字。手机不在身边？输入一个恢复码。', other: '换个账号',
    },
    totp: {
      title: '两步登录', lead: '本店要求两步登录：密码之外，再输入手机验证器上的数字。', scan: '1. 用手机验证器（微软、谷歌、1Password 等）扫这个二维码',
      typed: '扫不了？手动输入密钥：', confirm: '2. 输入验证器上的 6 位数字', turnOn: '启用', codes: '恢复码，只显示这一次',
      codesHint: '手机丢了时，每个恢复码可以登录一次。请抄下来或下载，放在安全的地方。', download: '下载恢复码', kept: '我已保存，进入工作台', replace: '更换验证器',
      on: '已启用两步登录', off: '未启用两步登录',
    },
  },
  en: {
    login: {
      title: 'Log in', lead: 'One team, one show, one place.', username: 'User name', password: 'Password', enter: 'Log in',
      code: 'Six digits of your authenticator', codeHint: 'Open the authenticator on your phone and type the current digits. No phone at hand? Type a recovery code.', other: 'Use another account',
    },
    totp: {
      title: 'Two-step log-in', lead: 'This shop asks for two-step log-in: digits of your phone besides the password.', scan: '1. Scan this picture with an authenticator (Microsoft, Google, 1Password …)',
      typed: 'Cannot scan? Type the key:', confirm: '2. Type the six digits it shows', turnOn: 'Turn on', codes: 'Recovery codes, shown this once',
      codesHint: 'If the phone is lost, each code logs you in once. Write them down or download them, and keep them safe.', download: 'Download the codes', kept: 'I have kept them; go on', replace: 'Replace the authenticator',
      on: 'Two-step log-in is on', off: 'Two-step log-in is off',
    },
  },
}
