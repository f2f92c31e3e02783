import type { LinkCard, OfferCard, RoomState } from '@/shared/live'

/** `GET /rooms/{slug}`: everything of the first paint. */
export interface RoomPage {
  state: RoomState
  now: number
  gateway_url: string
  gateway_urls?: string[]
  play: { ws: string; hls: string }
  seller: Seller
  asks_ratings?: boolean
  next_show: NextShow | null
}
export interface Seller {
  shop_name: string
  company_name: string
  license_no: string
  service_contact: string
  is_demo: boolean
}
export interface NextShow {
  title: string
  host_name: string
  starts_at: number
}

export interface Session {
  token: string
  viewer_id: number
  nickname: string
  kind: 'guest' | 'buyer'
  expires_at: number
}

export interface Address {
  id: number
  name: string
  phone: string
  province: string
  city: string
  district: string
  street: string
  is_default: boolean
}
export type AddressInput = Omit<Address, 'id'>

export interface ConsentText {
  purpose: string
  text_version: string
  is_required: boolean
  title: string
  text: string
}
export interface Profile {
  viewer_id: number
  nickname: string
  kind: 'guest' | 'buyer'
  phone_masked: string
  consents: { purpose: string; text_version: string; is_required: boolean; granted: boolean }[]
}
export interface CodeSent {
  resend_after_s: number
  expires_in_s: number
  demo_code: string | null
}

/** What the buyer is about to buy. */
export interface Choice {
  link: LinkCard
  offer: OfferCard
}
