import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    social: {
      followed: '已关注，开播时更容易找到我们', unfollowed: '已取消关注', failed: '没有成功，请再试一次',
      reserve: '预约提醒', reserved: '已预约', reserveTitle: '预约下一场', starts: '{time} 开播', waiting: '{n} 人已预约', host: '主播 {name}', nothing: '下一场还没有排期', nothingHint: '关注店铺，排期后在这里预约',
      sms: '同意发短信提醒我（仅这一场，开播前和开播时各一条）', doReserve: '预约', keepSms: '更新提醒方式', cancel: '取消预约', isReserved: '已预约，开播前 15 分钟和开播时提醒你', cancelled: '已取消预约',
      push: '用这台设备接收提醒', pushOn: '这台设备会收到提醒', pushOff: '关闭设备提醒', pushDenied: '浏览器已拒绝通知，请在浏览器设置里打开', pushNone: '这个浏览器不支持通知，可以用短信提醒', pushFailed: '没有打开，请稍后再试',
      reminders: '开播提醒', noReminders: '还没有预约', close: '关闭',
      share: '分享', shareProduct: '分享这件商品', shareRoom: '分享直播间', product: '分享内容', wholeRoom: '整个直播间', copy: '复制链接', copied: '链接已复制，去发给朋友吧', poster: '生成海报', drawing: '正在画海报…', save: '保存海报', saveHint: '长按图片保存或发送给朋友', native: '更多方式', wechat: '发给微信好友', wechatHint: '点右上角“···”发送给朋友', posterAlt: '{name} 的分享海报', scan: '长按识别二维码进直播间', from: '来自 {name} 的分享',
      fans: '粉丝团', badge: '粉丝灯牌', join: '加入粉丝团', joinFor: '{n} 积分加入', joined: '欢迎加入粉丝团', leave: '退出粉丝团', left: '已退出，成长值会保留', noClub: '这家店还没有粉丝团', level: '{n} 级', activity: '成长值 {n}', toNext: '再攒 {n} 升级', top: '已到最高级',
      checkIn: '签到', checkedIn: '今天已签到', streak: '连续 {n} 天', gotPoints: '签到成功，得 {n} 积分', checked: '签到成功', points: '我的积分 {n}', rules: '成长规则', ruleMinute: '看直播每满 1 分钟 +{n}，每天最多 {most} 分钟', ruleCheckIn: '每天签到 +{n}', ruleOrder: '每笔付款订单 +{n}（退款后扣回）', ruleLevels: '升级所需：{list}', rewards: '互动得积分', r_comment: '发言', r_like: '点赞', r_share: '分享', r_watch: '每看 5 分钟', r_check_in: '签到', reward: '+{n} 积分，每天最多 {day} 次、每场最多 {show} 次',
      loginFirst: '登录后使用', viewer: '观众', reply: '回复 TA', follow: '关注 TA', unfollow: '取消关注', mutual: '互相关注', followsMe: '关注了你', followers: '{n} 人关注', block: '不看 TA 的发言', unblock: '恢复显示', blocked: '已隐藏 TA 的发言', closed: '对方不公开资料', replying: '回复 {name}', stopReply: '取消回复', says: 'TA 说：',
      circle: '社交', circleOn: '允许其他观众关注我', circleOnHint: '关闭后双方的关注都会解除', following: '我关注的', hidden: '我隐藏的', nobody: '还没有',
      community: '加入社群', openLink: '打开入群页面', scanGroup: '保存二维码，用微信扫一扫进群', code: '群公告里的口令', confirm: '我已进群', confirmed: '已确认，欢迎入群', confirmedPoints: '已确认，得 {n} 积分', communityPoints: '进群后输入口令得 {n} 积分',
    },
  },
  en: {
    social: {
      followed: 'Following', unfollowed: 'No longer following', failed: 'That did not work. Try again',
      reserve: 'Remind me', reserved: 'Reserved', reserveTitle: 'The next show', starts: 'Live at {time}', waiting: '{n} are waiting', host: 'Host {name}', nothing: 'The next show is not scheduled yet', nothingHint: 'Follow the shop and reserve here later',
      sms: 'Text me (this show only: one before, one at the start)', doReserve: 'Reserve', keepSms: 'Save', cancel: 'Cancel', isReserved: 'Reserved. We remind you 15 minutes before and at the start', cancelled: 'Reservation cancelled',
      push: 'Remind me on this device', pushOn: 'This device gets reminders', pushOff: 'No reminders on devices', pushDenied: 'The browser refused notifications; allow them in its settings', pushNone: 'This browser has no notifications; take a text message', pushFailed: 'Not switched on. Try again later',
      reminders: 'Reminders', noReminders: 'Nothing reserved', close: 'Close',
      share: 'Share', shareProduct: 'Share this product', shareRoom: 'Share the room', product: 'What to share', wholeRoom: 'The whole room', copy: 'Copy link', copied: 'Link copied. Send it to a friend', poster: 'Make a poster', drawing: 'Drawing…', save: 'Save the poster', saveHint: 'Press and hold the picture to save or send it', native: 'More ways', wechat: 'Send in WeChat', wechatHint: 'Tap ··· at the top right to send it', posterAlt: 'Poster of {name}', scan: 'Scan to enter the room', from: 'Shared by {name}',
      fans: 'Fan club', badge: 'Fan badge', join: 'Join the fan club', joinFor: 'Join for {n} points', joined: 'Welcome to the fan club', leave: 'Leave the club', left: 'You left; your activity is kept', noClub: 'This shop has no fan club yet', level: 'Level {n}', activity: 'Activity {n}', toNext: '{n} to the next level', top: 'Top level',
      checkIn: 'Check in', checkedIn: 'Checked in today', streak: '{n} days in a row', gotPoints: 'Checked in: {n} points', checked: 'Checked in', points: 'My points: {n}', rules: 'How levels grow', ruleMinute: '+{n} a minute watched, at most {most} minutes a day', ruleCheckIn: '+{n} a daily check-in', ruleOrder: '+{n} a paid order (taken back with a refund)', ruleLevels: 'Levels begin at: {list}', rewards: 'Points for taking part', r_comment: 'Comment', r_like: 'Like', r_share: 'Share', r_watch: 'Every 5 minutes watched', r_check_in: 'Check-in', reward: '+{n} points, at most {day} a day and {show} a show',
      loginFirst: 'Log in first', viewer: 'Viewer', reply: 'Reply', follow: 'Follow', unfollow: 'Unfollow', mutual: 'You follow each other', followsMe: 'Follows you', followers: '{n} followers', block: 'Hide their comments', unblock: 'Show again', blocked: 'Their comments are hidden', closed: 'This profile is not public', replying: 'Reply to {name}', stopReply: 'No reply', says: 'Said:',
      circle: 'Other viewers', circleOn: 'Others may follow me', circleOnHint: 'Switched off, follows in both directions end', following: 'I follow', hidden: 'I hide', nobody: 'Nobody yet',
      community: 'Join the community', openLink: 'Open the community', scanGroup: 'Save the QR code and scan it in WeChat', code: 'Code of the group', confirm: 'I am in', confirmed: 'Confirmed. Welcome', confirmedPoints: 'Confirmed: {n} points', communityPoints: 'Type the code in the group for {n} points',
    },
  },
}
