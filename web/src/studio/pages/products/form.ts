/** The product as it is typed: amounts are texts until they are saved. */
import { moneyInput, parseMoney } from '@/shared/format'
import type { Claim, Product, ProductBody, Sku, SkuBody } from './products'

export interface Row {
  key: number
  id: number
  code: string
  name: string
  barcode: string
  daily: string
  floor: string
  cost: string
  weight_g: number
  is_active: boolean
  is_gift: boolean
  presale: string
  image: string
  attributes: { name: string; value: string }[]
  parts: { code: string; quantity: number }[]
}
export type ProductForm = ReturnType<typeof formOf>

let keys = 0

const BLANK: Omit<Product, 'id' | 'image'> = {
  code: '', name: '', category: '', needs: [], brand: '', description: '', selling_points: [], ship_within_hours: 48,
  return_days: 7, return_exempt_reason: '', return_exempt_consent: '', claims: [], launched_on: null, is_listed: true, skus: [],
}

export function formOf(product: Product | null) {
  const { selling_points, claims, launched_on, skus, needs, ...rest } = product ?? BLANK
  const { code, name, category, brand, description, is_listed } = rest
  const { ship_within_hours, return_days, return_exempt_reason, return_exempt_consent } = rest
  return {
    code, name, category, brand, description, is_listed,
    ship_within_hours, return_days, return_exempt_reason, return_exempt_consent,
    needs: [...needs],
    points: [0, 1, 2].map((place) => selling_points[place] ?? ''),
    claims: claims.map((claim): Claim => ({ ...claim })),
    launched_on: launched_on ?? '',
    rows: product ? skus.map(rowOf) : [blankRow()],
  }
}

export function blankRow(): Row {
  return {
    key: ++keys, id: 0, code: '', name: '', barcode: '', daily: '', floor: '', cost: '', weight_g: 0, is_active: true,
    is_gift: false, presale: '', image: '', attributes: [], parts: [],
  }
}

function rowOf(sku: Sku): Row {
  const { id, code, name, barcode, weight_g, is_active, is_gift, image } = sku
  return {
    key: ++keys, id, code, name, barcode, weight_g, is_active, is_gift, image,
    daily: moneyInput(sku.daily_price), floor: moneyInput(sku.floor_price ?? 0), cost: moneyInput(sku.cost ?? 0),
    presale: sku.presale_ships_at ? sku.presale_ships_at.slice(0, 10) : '',
    attributes: Object.entries(sku.attributes).map(([attribute, value]) => ({ name: attribute, value })),
    parts: Object.entries(sku.components).map(([part, quantity]) => ({ code: part, quantity })),
  }
}

/** Throws `TypeError` with the text that is no amount. */
export function bodyOf(form: ProductForm, badMoney: (value: string) => string): ProductBody {
  const { points, rows, claims, launched_on, ...rest } = form
  return {
    ...rest,
    launched_on: launched_on || null,
    claims: claims.filter((claim) => claim.text.trim()),
    selling_points: points.filter(Boolean),
    skus: rows.filter((row) => row.code || row.daily).map((row) => skuBody(row, badMoney)),
  }
}

function skuBody(row: Row, badMoney: (value: string) => string): SkuBody {
  const { code, name, barcode, weight_g, is_active, is_gift } = row
  const amount = (text: string, empty?: number): number => {
    const minor = text === '' && empty !== undefined ? empty : parseMoney(text)
    if (minor === null) throw new TypeError(badMoney(text))
    return minor
  }
  return {
    code, name, barcode, weight_g, is_active, is_gift,
    daily_price: amount(row.daily), floor_price: amount(row.floor, 0), cost: amount(row.cost, 0),
    presale_ships_at: row.presale ? `${row.presale}T00:00:00+08:00` : null,
    attributes: Object.fromEntries(row.attributes.filter((each) => each.name && each.value).map((each) => [each.name, each.value])),
    components: Object.fromEntries(row.parts.filter((part) => part.code).map((part) => [part.code.trim(), part.quantity])),
  }
}
