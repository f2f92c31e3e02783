/** What a page gives to enter a room, and what it can do there. */
import type { LiveRoom } from './store'
import type {
  ActAnswer,
  BeaconItem,
  BuyAnswer,
  GiftAnswer,
  NumberedEvent,
  Page,
  PersonalFrame,
  RestrainedFrame,
  SuggestFrame,
} from './types'

export interface RoomOptions {
  /** `ws://host:8001/ws` */
  url: string
  /** All gateways, `url` first: where one does not answer the next is asked. */
  urls?: string[]
  /** Room slug. */
  room: string
  /** The viewer's or staff token; asked again with `renew` when the gateway refused it. */
  token: (renew: boolean) => string | Promise<string>
  page?: Page
  source?: string
  /** Reliable events as they happen, each once. */
  onEvent?: (event: NumberedEvent) => void
  /** Events of this person, each once; replayed ones carry their old `at`. */
  onPersonal?: (event: PersonalFrame) => void
  onSuggest?: (frame: SuggestFrame) => void
  /** A penalty for this viewer, or its end. */
  onRestrained?: (frame: RestrainedFrame) => void
  onDesk?: (topic: 'talk' | 'service') => void
  /** For tests. */
  socket?: (url: string) => WebSocket
}

export interface BuyWish {
  offer: number
  quantity: number
  /** Unit price the buyer sees, minor units. */
  price: number
  address?: number | null
}

export class LiveError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly retryMs: number | null = null,
  ) {
    super(message)
  }
}

export interface LiveConnection {
  /** Shallow reactive: each field is replaced, never changed inside. */
  room: LiveRoom
  /** Server time now, Unix ms. */
  now: () => number
  /** Resolves with the answer after the commit; sent again after a reconnect under the same key. */
  buy: (wish: BuyWish, key?: string) => Promise<BuyAnswer>
  /**
   * Take part in an activity; resolves after the commit. Sent again after a reconnect: a viewer has
   * one entry, however often it asks.
   */
  act: (activity: number, body?: Record<string, unknown>, key?: string) => Promise<ActAnswer>
  /** Resolves after the commit; sent again after a reconnect under the same key, paid once. */
  gift: (gift: number, n?: number, key?: string) => Promise<GiftAnswer>
  /** Resolves when the gateway took the comment (`to`: the one it answers); rejects with a `LiveError`. */
  comment: (text: string, to?: number) => Promise<void>
  like: (n?: number) => void
  beacon: (item: Omit<BeaconItem, 'id'>) => void
  close: () => void
}
