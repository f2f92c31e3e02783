/** Send the room's link to a friend: WeChat's card inside WeChat, the phone's own dialog, else the
 *  clipboard. */
import type { Room } from './room'

export async function share(room: Room, t: (key: string) => string): Promise<void> {
  const url = `${location.origin}/r/${room.slug}?from=share`
  const title = room.state.value?.show_title || room.state.value?.title || ''
  try {
    if (/MicroMessenger/i.test(navigator.userAgent)) {
      await (await import('./wechat')).setShareCard(room)
      room.say(t('room.shareByMenu'))
    } else if (navigator.share) await navigator.share({ title, url })
    else {
      await copy(url)
      room.say(t('room.shared'))
    }
    room.live.value?.beacon({ kind: 'share' })
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) room.say(t('room.shareFailed'))
  }
}

/** The clipboard API is missing on plain HTTP pages in a LAN. */
export async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  const isDone = document.execCommand('copy')
  area.remove()
  if (!isDone) throw new Error('copy')
}
