/** Names of channels that Kaibo itself tells by `?from=`; an owner's own codes stay. */
import { isEnglish } from '../pages/review/figures'

export const CHANNELS: Record<string, [zh: string, en: string]> = {
  '': ['未标来源', 'No source'],
  direct: ['直接打开', 'Direct'],
  share: ['分享', 'Share'],
  wechat: ['微信卡片', 'WeChat card'],
  reminder: ['预约提醒', 'Reminder'],
  app: ['主屏图标', 'Home screen'],
  feed: ['推荐流', 'Feed'],
  follow: ['关注', 'Following'],
  search: ['搜索', 'Search'],
}

export function channelName(code: string): string {
  const names = Object.hasOwn(CHANNELS, code) ? CHANNELS[code] : undefined
  return names ? names[isEnglish.value ? 1 : 0] : code
}
