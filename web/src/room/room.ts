/** State of the buyer's page: the room as it is told, and what this viewer has open. */
import { computed, inject, nextTick, ref, shallowRef, type InjectionKey } from 'vue'
import { connectRoom, LiveError, type Comment, type LinkCard, type LiveConnection, type PersonalFrame, type RestrainedFrame } from '@/shared/live'
import { get, Problem } from '@/shared/http'
import type { About } from './conduct'
import { bagOrder, viewLink } from './rules'
import { asViewer, ensureSession, session } from './session'
import type { Address, RoomPage, Session } from './types'

export type SheetName = 'bag' | 'product' | 'buy' | 'cart' | 'checkout' | 'phone' | 'address' | 'addresses' | 'orders' | 'order' | 'me' | 'coupons' | 'activity' | 'draw' | 'packet' | 'gifts' | 'reserve' | 'fans' | 'viewer' | 'service' | 'share' | 'community' | 'info' | 'rules' | 'report' | 'standing' | 'questions'
export interface OpenSheet {
  name: SheetName
  /** What happens when the sheet has done its work. */
  then?: () => void
  address?: Address
  /** What a report is about. */
  about?: About
  /** The order that is looked at. */
  order?: number
  /** The comment whose writer is looked at. */
  comment?: Comment
  /** The product that is shared, null: the room; and the card that asked for it. */
  link?: number | null
  prompt?: number
  /** Go to its payment at once. */
  pays?: boolean
  /** The activity that is looked at. */
  activity?: number
  /** What goes to the checkout. */
  lines?: { offer_id: number; quantity: number }[]
}
export type LoadState = 'loading' | 'ready' | 'offline' | 'missing'

export interface OwnComment {
  key: number
  text: string
  /** The comment that it answers. */
  to?: number
  state: 'sending' | 'sent' | 'failed'
  reason: string
}

const RETRY_MS = 3000
const WIDE = window.matchMedia('(min-width: 1024px)')
const TOAST_MS = 4000
const FRESH_NEWS_MS = 10 * 60_000

export type Room = ReturnType<typeof createRoom>
export const RoomKey: InjectionKey<Room> = Symbol('room')

export function useRoom(): Room {
  const room = inject(RoomKey)
  if (!room) throw new Error('no room is provided above this component')
  return room
}

export function createRoom(slug: string, source: string) {
  const load = ref<LoadState>('loading')
  const page = shallowRef<RoomPage | null>(null)
  const live = shallowRef<LiveConnection | null>(null)
  const sheet = shallowRef<OpenSheet | null>(null)
  const chosen = shallowRef<{ linkId: number; offerId: number | null } | null>(null)
  const toast = ref('')
  const now = ref(Date.now())
  const sawLive = ref(false)
  const own = ref<OwnComment[]>([])
  const addresses = shallowRef<Address[] | null>(null)
  const ordersVersion = ref(0)
  const paid = shallowRef<ReadonlySet<number>>(new Set())
  const lastPhone = ref('')
  /** Stage, talk and bag stand side by side; sheets leave the rest of the page usable. */
  const isWide = ref(WIDE.matches)
  const measure = () => (isWide.value = WIDE.matches)
  WIDE.addEventListener('change', measure)
  /** Raised when the bag is wanted that stands beside the picture already. */
  const bagCalls = ref(0)
  let opener: HTMLElement | null = null
  const told = new Set<string>()

  const state = computed(() => live.value?.room.state ?? page.value?.state ?? null)
  const left = computed(() => live.value?.room.left ?? {})
  const isBuyer = computed(() => session.value?.kind === 'buyer')
  const links = computed(() => bagOrder(state.value?.links ?? [], state.value?.pinned_link_id ?? null))
  const views = computed(() => links.value.map((link) => viewLink(link, left.value, now.value)))
  const pinned = computed(() => views.value.find((view) => view.link.link_id === state.value?.pinned_link_id) ?? null)
  const chosenView = computed(() => views.value.find((view) => view.link.link_id === chosen.value?.linkId) ?? null)

  let toastTimer: ReturnType<typeof setTimeout> | undefined
  const clock = setInterval(() => (now.value = live.value?.now() ?? Date.now()), 500)

  async function start(): Promise<void> {
    load.value = page.value ? 'ready' : 'loading'
    try {
      const [loaded] = await Promise.all([get<RoomPage>(`/rooms/${slug}`), ensureSession(source)])
      page.value = loaded
      sawLive.value ||= loaded.state.is_on_air
      load.value = 'ready'
      if (!live.value) connect()
    } catch (error) {
      const isMissing = error instanceof Problem && error.status === 404
      load.value = isMissing ? 'missing' : page.value ? 'ready' : 'offline'
      if (!isMissing) setTimeout(() => void start(), RETRY_MS)
    }
  }

  /** A new line under the viewer's token; what the page shows stays until the new line answers. */
  function connect(): void {
    const before = live.value
    before?.close()
    const made = connectRoom({
      url: page.value!.gateway_url,
      urls: page.value!.gateway_urls ?? [],
      room: slug,
      source,
      token: async (refused) => (await ensureSession(source, refused)).token,
      onEvent: ({ event }) => {
        if (event.kind === 'show_started') sawLive.value = true
        if (event.kind === 'show_ended') void refreshPage()
      },
      onPersonal: hearNews,
      onRestrained: (frame) => (restrained.value = frame),
      onSuggest: ({ link, quantity }) => (suggested.value = { link, quantity, at: now.value }),
    })
    made.room.state = before?.room.state ?? page.value!.state
    if (before) {
      made.room.comments = before.room.comments
      made.room.online = before.room.online
      made.room.likes = before.room.likes
      made.room.left = before.room.left
    }
    live.value = made
  }

  async function refreshPage(): Promise<void> {
    try {
      page.value = await get<RoomPage>(`/rooms/${slug}`)
    } catch {
      // the next show is a courtesy; the room goes on without it
    }
  }

  /** The viewer logged in: another token, maybe another person. */
  function become(fresh: Session): void {
    const isOther = fresh.viewer_id !== live.value?.room.viewer
    if (isOther) sessionStorage.removeItem(`kaibo.person.${slug}`)
    addresses.value = null
    connect()
  }

  function hearNews(event: PersonalFrame): void {
    const order = Number(event.body['order'] ?? event.body['order_id'] ?? event.body['decision'] ?? 0)
    ordersVersion.value++
    if (event.kind === 'order_paid') paid.value = new Set([...paid.value, order])
    const isFresh = now.value - event.at < FRESH_NEWS_MS
    if (isFresh && !told.has(event.kind + order)) news.value = { kind: event.kind, order }
    told.add(event.kind + order)
  }
  /** 评论下单: what this viewer's comment would order; nothing is bought without a tap. */
  const suggested = shallowRef<{ link: number; quantity: number; at: number } | null>(null)
  /** A penalty that this page was told of, for a notice that leads to its reason. */
  const restrained = shallowRef<RestrainedFrame | null>(null)
  const news = shallowRef<{ kind: string; order: number } | null>(null)

  async function loadAddresses(force = false): Promise<Address[]> {
    if (!isBuyer.value) return []
    if (force || !addresses.value) addresses.value = await asViewer<Address[]>('/viewers/me/addresses')
    return addresses.value
  }

  function open(name: SheetName, more: Omit<OpenSheet, 'name'> = {}): void {
    if (name === 'bag' && isWide.value) {
      bagCalls.value++
      return closeSheet()
    }
    if (!sheet.value) opener = document.activeElement as HTMLElement | null
    sheet.value = { name, ...more }
  }

  /** The keyboard goes back to where it was before the first of the sheets. */
  function closeSheet(): void {
    if (!sheet.value) return
    sheet.value = null
    const back = opener
    opener = null
    void nextTick(() => {
      const at = document.activeElement
      if (back?.isConnected && (at === document.body || at?.closest('.sheet'))) back.focus({ preventScroll: true })
    })
  }

  /** 抢购. A newcomer passes log-in and address first, a returning buyer sees the sheet at once. */
  async function buy(link: LinkCard): Promise<void> {
    // Who comes from the product's own sheet has clicked already.
    if (sheet.value?.name !== 'product') live.value?.beacon({ kind: 'product_click', link: link.link_id })
    chosen.value = { linkId: link.link_id, offerId: null }
    if (!isBuyer.value) return open('phone', { then: () => void askAddressThenBuy() })
    open('buy')
    await loadAddresses().catch(() => [])
  }

  /** The product in full, while the show plays on behind it. */
  function look(link: LinkCard): void {
    live.value?.beacon({ kind: 'product_click', link: link.link_id })
    chosen.value = { linkId: link.link_id, offerId: null }
    open('product')
  }

  /** Somebody came by a share of this product; it may be unlisted by now. */
  function arrive(linkId: number | null): void {
    const link = state.value?.links.find((one) => one.link_id === linkId)
    if (link) look(link)
  }

  async function askAddressThenBuy(): Promise<void> {
    const known = await loadAddresses().catch(() => [] as Address[])
    if (known.length) open('buy')
    else open('address', { then: () => open('buy') })
  }

  /** Run `then` as a buyer; a guest logs in first. */
  function asBuyer(then: () => void): void {
    if (isBuyer.value) then()
    else open('phone', { then })
  }

  function say(text: string): void {
    toast.value = text
    clearTimeout(toastTimer)
    toastTimer = setTimeout(() => (toast.value = ''), TOAST_MS)
  }

  /** The comment that the next line answers. */
  const answering = shallowRef<Comment | null>(null)

  /** Seen at once, marked until the gateway took it; a refused one stays with its reason. */
  async function speak(text: string, retried?: OwnComment): Promise<void> {
    const to = retried ? retried.to : answering.value?.id
    const said = retried || !answering.value ? text : `@${answering.value.name} ${text}`
    answering.value = null
    const mine: OwnComment = { key: retried?.key ?? Date.now() + Math.random(), text: said, to, state: 'sending', reason: '' }
    put(mine)
    try {
      await live.value!.comment(said, to)
      put({ ...mine, state: 'sent' })
      setTimeout(() => (own.value = own.value.filter((one) => one.key !== mine.key)), 2500)
    } catch (error) {
      const failed: OwnComment = { ...mine, state: 'failed', reason: error instanceof Error ? error.message : '' }
      put(failed)
      // The rules of conduct are new, or were agreed to elsewhere: agreed to here, the comment goes on.
      if (error instanceof LiveError && error.code === 'agree_first')
        open('rules', { then: () => void speak(said, failed) })
    }
  }

  function put(mine: OwnComment): void {
    const others = own.value.filter((one) => one.key !== mine.key)
    own.value = [...others, mine].slice(-5)
  }

  /** Own comments that the stream does not carry yet. */
  const waiting = computed(() => {
    const heard = new Set((live.value?.room.comments ?? []).filter(isMine).map((comment) => comment.text))
    return own.value.filter((mine) => mine.state === 'failed' || !heard.has(mine.text))
  })
  function isMine(comment: Comment): boolean {
    return comment.viewer === live.value?.room.viewer && now.value - comment.at < 60_000
  }

  function stop(): void {
    WIDE.removeEventListener('change', measure)
    clearInterval(clock)
    clearTimeout(toastTimer)
    live.value?.close()
  }

  return {
    slug, source, load, page, live, sheet, chosen, toast, now, sawLive, addresses, ordersVersion, paid, news,
    lastPhone, isWide, bagCalls, suggested, answering, restrained, state, left, isBuyer, views, pinned, chosenView, waiting,
    start, stop, become, open, closeSheet, look, arrive, buy, asBuyer, say, speak, loadAddresses,
  }
}
