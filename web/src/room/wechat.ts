/** Inside WeChat's own browser: who the viewer is there, and the card that a shared link becomes.
 *
 *  The bridge that WeChat puts into its pages is spoken to directly; the script that wraps it
 *  stands on another host, which our pages do not load from. */
import { keepSession, asViewer, session } from './session'
import type { Room } from './room'
import type { Session } from './types'

type Answer = { err_msg?: string }
interface Bridge {
  invoke(name: string, values: Record<string, unknown>, done: (answer: Answer) => void): void
}
interface Signature {
  app_id: string
  timestamp: number
  nonce: string
  signature: string
}
declare global {
  interface Window {
    WeixinJSBridge?: Bridge
  }
}

const SHARING = ['updateAppMessageShareData', 'updateTimelineShareData'] as const
const BRIDGE_WAIT_MS = 3000
const TRIED = 'kaibo.wechat'

export const isWeChat = (agent = navigator.userAgent) => /MicroMessenger/i.test(agent) && !/wxwork/i.test(agent)

/** Take the code WeChat brought back; otherwise go there once a visit, so that who has bought
 *  before is known again. Resolves to whether the page is being left. */
export async function enterByWeChat(): Promise<boolean> {
  const query = new URLSearchParams(location.search)
  const [code, state] = [query.get('code'), query.get('state')]
  if (code && state) {
    cleanAddress(query)
    const body = { code, state }
    keepSession(await asViewer<Session>('/viewers/wechat/login', { method: 'POST', body }))
    return false
  }
  if (session.value?.kind === 'buyer' || sessionStorage.getItem(TRIED)) return false
  sessionStorage.setItem(TRIED, '1')
  const back = location.pathname + location.search
  const { url } = await asViewer<{ url: string }>('/viewers/wechat/authorize', { query: { back } })
  location.replace(url)
  return true
}

/** Make the menu ··· send a card with the show's title and picture. */
export async function setShareCard(room: Room, link = `${location.origin}/r/${room.slug}?from=wechat`): Promise<void> {
  const page = location.href.split('#')[0]!
  const signed = await asViewer<Signature>('/viewers/wechat/share', { query: { url: page } })
  const base = {
    appId: signed.app_id, verifyAppId: signed.app_id, verifySignType: 'sha1',
    verifyTimestamp: String(signed.timestamp), verifyNonceStr: signed.nonce, verifySignature: signed.signature,
  }
  await invoke('preVerifyJSAPI', { ...base, verifyJsApiList: [...SHARING] })
  for (const name of SHARING) await invoke(name, { ...base, ...card(room, link) })
}

function card(room: Room, link: string): Record<string, string> {
  const state = room.state.value
  const picture = state?.links.find((link) => link.image)?.image ?? '/static/icon-512.png'
  return {
    title: state?.show_title || state?.title || document.title,
    desc: state?.title ?? '',
    link,
    imgUrl: new URL(picture, location.origin).toString(),
  }
}

/** WeChat's own pay sheet; a bridge that does not come is a failure, not a wait. */
export async function openPaySheet(values: Record<string, string>): Promise<'ok' | 'cancel' | 'fail'> {
  const late = new Promise<null>((done) => setTimeout(() => done(null), BRIDGE_WAIT_MS))
  const bridge = await Promise.race([ready(), late])
  if (!bridge) return 'fail'
  const answer = await new Promise<Answer>((done) => bridge.invoke('getBrandWCPayRequest', values, done))
  if (/:ok$/.test(answer.err_msg ?? '')) return 'ok'
  return /:cancel$/.test(answer.err_msg ?? '') ? 'cancel' : 'fail'
}

async function invoke(name: string, values: Record<string, unknown>): Promise<void> {
  const bridge = await ready()
  const answer = await new Promise<Answer>((done) => bridge.invoke(name, values, done))
  if (answer.err_msg && !/:(ok|confirm)$/.test(answer.err_msg)) throw new Error(answer.err_msg)
}

/** The bridge appears some time after the page. */
function ready(): Promise<Bridge> {
  if (window.WeixinJSBridge) return Promise.resolve(window.WeixinJSBridge)
  return new Promise((done) => {
    document.addEventListener('WeixinJSBridgeReady', () => done(window.WeixinJSBridge!), { once: true })
  })
}

/** A code is good once; an address with a used one must not be kept or shared. */
function cleanAddress(query: URLSearchParams): void {
  query.delete('code')
  query.delete('state')
  const rest = query.toString()
  history.replaceState(null, '', location.pathname + (rest ? `?${rest}` : ''))
}
