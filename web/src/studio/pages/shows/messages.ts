import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    shows: {
      title: '直播场次', new: '新建场次', edit: '场次设置', name: '名称', theme: '主题', host: '主播', start: '开始', end: '结束',
      speed: '主播语速（每秒汉字数）', next: '下一场', draft: '草稿', notFrozen: '未冻结', ready: '可以开播前检查', sureDelete: '再点一次确认删除',
      none: '还没有场次', noneHint: '建一场直播，设目标、排品、写脚本、签检查清单，然后开播。', noneOfPhase: '没有这个阶段的场次',
      counts: '{links} 个链接 · {segments} 段脚本 · {time}',
    },
  },
  en: {
    shows: {
      title: 'Shows', new: 'New show', edit: 'Show settings', name: 'Title', theme: 'Theme', host: 'Host', start: 'Start', end: 'End',
      speed: 'Speaking speed (Chinese characters per second)', next: 'Next', draft: 'draft', notFrozen: 'not frozen', ready: 'Plan complete', sureDelete: 'Press again to delete',
      none: 'No shows yet', noneHint: 'Plan a show: goals, line-up, script, checklist; then go live.', noneOfPhase: 'No show in this phase',
      counts: '{links} links · {segments} segments · {time}',
    },
  },
}
