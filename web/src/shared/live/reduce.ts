/** Room state + reliable event = room state. Pure; mirrors `liveroom/rules/room_state.py`. */
import type { ActivityCard, LinkCard, NumberedEvent, OfferCard, RoomEvent, RoomState } from './types'

/** Settled activities that a page still shows; those that are not settled are all shown. */
const SETTLED_KEPT = 8

/** The state after the event. An event that the state already contains changes nothing. */
export function applyEvent(state: RoomState, numbered: NumberedEvent): RoomState {
  if (numbered.epoch === state.epoch && numbered.seq <= state.seq) return state
  return { ...change(state, numbered.event), epoch: numbered.epoch, seq: numbered.seq }
}

function change(state: RoomState, event: RoomEvent): RoomState {
  switch (event.kind) {
    case 'show_started':
      return {
        ...state,
        show_id: event.show_id,
        show_title: event.title,
        host_name: event.host_name,
        is_on_air: true,
        is_rehearsal: event.is_rehearsal,
        went_live_at: event.at,
        comment_orders: false,
        announcement: '',
        segment: null,
        pinned_link_id: null,
        links: event.links,
        activities: [],
        questions: [],
        pinned_comment: null,
      }
    case 'show_ended':
      return {
        ...state,
        is_on_air: false,
        segment: null,
        pinned_link_id: null,
        announcement: '',
        pinned_comment: null,
      }
    case 'segment_started':
      return { ...state, segment: event.segment }
    case 'link_pinned':
      return {
        ...state,
        pinned_link_id: event.link.link_id,
        links: withLink(state.links, event.link),
      }
    case 'link_unpinned':
      return { ...state, pinned_link_id: null }
    case 'offers_changed':
      return { ...state, links: withOffers(state.links, event.offers) }
    case 'announced':
      return { ...state, announcement: event.text }
    case 'comment_orders_set':
      return { ...state, comment_orders: event.is_on }
    case 'questions_set':
      return { ...state, questions: event.questions }
    case 'comment_pinned':
      return { ...state, pinned_comment: event.comment }
    case 'stream_changed':
      return { ...state, stream_state: event.state, stream_at: event.at }
    case 'activity_changed':
      return { ...state, activities: withActivity(state.activities ?? [], event.card) }
    default:
      return state // viewer_muted concerns a person, not the room
  }
}

function withLink(links: LinkCard[], link: LinkCard): LinkCard[] {
  const others = links.filter((one) => one.link_id !== link.link_id)
  return [...others, link].sort((a, b) => a.number - b.number)
}

/** Upsert by id; a cancelled one goes, and so do all but the newest that are settled. */
function withActivity(known: ActivityCard[], card: ActivityCard): ActivityCard[] {
  const others = known.filter((one) => one.id !== card.id)
  const cards = card.state === 'cancelled' ? others : [...others, card].sort((a, b) => a.id - b.id)
  const settled = cards.filter((one) => one.state === 'settled').map((one) => one.id)
  const gone = new Set(settled.slice(0, -SETTLED_KEPT))
  return cards.filter((one) => !gone.has(one.id))
}

function withOffers(links: LinkCard[], changed: OfferCard[]): LinkCard[] {
  const byId = new Map(changed.map((offer) => [offer.offer_id, offer]))
  return links.map((link) => {
    const added = changed.filter(
      (offer) =>
        offer.link_id === link.link_id && !link.offers.some((o) => o.offer_id === offer.offer_id),
    )
    if (!added.length && !link.offers.some((offer) => byId.has(offer.offer_id))) return link
    const offers = link.offers.map((offer) => byId.get(offer.offer_id) ?? offer)
    return { ...link, offers: [...offers, ...added].sort((a, b) => a.offer_id - b.offer_id) }
  })
}

/** Unit price at `nowMs` of the server's clock: the flash price holds in [start, end). */
export function priceAt(offer: OfferCard, nowMs: number): number {
  return isFlash(offer, nowMs) ? (offer.flash_price as number) : offer.normal_price
}

/** Whether the flash price holds at `nowMs` of the server's clock. */
export function isFlash(offer: OfferCard, nowMs: number): boolean {
  const { flash_price, flash_starts_at, flash_ends_at } = offer
  if (flash_price === null || flash_starts_at === null || flash_ends_at === null) return false
  return flash_starts_at <= nowMs && nowMs < flash_ends_at
}
