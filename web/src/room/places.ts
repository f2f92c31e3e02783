/** Provinces, cities and districts for the pickers, loaded once; reading a pasted address. */
import { get } from '@/shared/http'
import { asViewer } from './session'
import type { AddressInput } from './types'

export type Place = [code: string, name: string, parts: Place[]]
export type PastedAddress = Omit<AddressInput, 'is_default'> & { choices: string[] }

let loading: Promise<Place[]> | null = null

/** The 34 provinces. A failed load is tried again by the next caller. */
export function provinces(): Promise<Place[]> {
  loading ??= get<Place[]>('/viewers/divisions').catch((error: unknown) => {
    loading = null
    throw error
  })
  return loading
}

export const readAddress = (text: string) =>
  asViewer<PastedAddress>('/viewers/address/read', { method: 'POST', body: { text } })

export function partsOf(places: Place[], name: string): Place[] {
  return places.find((place) => place[1] === name)?.[2] ?? []
}

/** 江苏省南京市鼓楼区 → its three names; null when the list has no such place. */
export function split(places: Place[], full: string): { province: string; city: string; district: string } | null {
  for (const [, province, cities] of places.filter((place) => full.startsWith(place[1]))) {
    for (const [, city, districts] of cities.filter((place) => full.startsWith(place[1], province.length))) {
      const district = full.slice(province.length + city.length)
      if (!district || districts.some((place) => place[1] === district)) return { province, city, district }
    }
  }
  return null
}

/** How an address is written on a parcel; a municipality is not said twice. */
export function placeText(address: { province: string; city: string; district: string }): string {
  return `${address.province}${address.city === address.province ? '' : address.city}${address.district}`
}
