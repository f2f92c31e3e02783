import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    home: {
      title: '总览', hello: '{name}，你好', denied: '你的角色不能打开这个页面（{path}），请向管理员申请。',
      yourRoles: '你的角色：', noRoles: '你在本店还没有角色，请联系管理员。', demo: '这是演示店铺：数据都是示例。',
      wizard: '换成我的店铺', noShop: '你还没有加入任何店铺，请联系管理员。',
      onAir: '正在直播', offAir: '现在没有直播。', rooms: '查看直播间', pictureUp: '画面正常', pictureDown: '没有画面',
      console: '进中控台', prompter: '主播屏', watch: '看直播间',
      next: '接下来的场次', allShows: '全部场次', noNext: '没有排好的场次。', tasks: '待办', noTasks: '没有待办', due: '{time} 前',
      review: '最近复盘', allReviews: '全部复盘', noReview: '还没有复盘：第一场直播或彩排结束后，这里会出现结论。',
      start: '从这里开始', stepProducts: '录入或导入商品', stepShow: '建一场直播：目标、排品表、脚本、检查清单', stepAir: '打开中控台，推流、开播',
    },
  },
  en: {
    home: {
      title: 'Overview', hello: 'Hello, {name}', denied: 'Your role cannot open that page ({path}). Ask an administrator.',
      yourRoles: 'Your roles: ', noRoles: 'You have no role in this shop yet. Ask an administrator.',
      demo: 'This is the demo shop: all data is sample data.', wizard: 'Make it my own shop', noShop: 'You belong to no shop yet. Ask an administrator.',
      onAir: 'On air', offAir: 'Nothing is on air.', rooms: 'See the rooms', pictureUp: 'Picture fine', pictureDown: 'No picture',
      console: 'Open console', prompter: 'Prompter', watch: 'Watch the room',
      next: 'Next shows', allShows: 'All shows', noNext: 'No show is planned.', tasks: 'Open tasks', noTasks: 'No open tasks', due: 'by {time}',
      review: 'Latest review', allReviews: 'All reviews', noReview: 'No review yet: it appears after the first show or rehearsal.',
      start: 'Start here', stepProducts: 'Enter or import products', stepShow: 'Plan a show: goals, line-up, script, checklist', stepAir: 'Open the console, send the picture, go on air',
    },
  },
}
