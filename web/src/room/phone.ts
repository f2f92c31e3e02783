/** What a Chinese mobile number and a pasted address look like; the server has the last word. */
import type { AddressInput } from './types'

export const PROVINCES = [
  '北京市', '天津市', '上海市', '重庆市', '河北省', '山西省', '辽宁省', '吉林省', '黑龙江省', '江苏省',
  '浙江省', '安徽省', '福建省', '江西省', '山东省', '河南省', '湖北省', '湖南省', '广东省', '海南省',
  '四川省', '贵州省', '云南省', '陕西省', '甘肃省', '青海省', '台湾省', '内蒙古自治区', '广西壮族自治区',
  '西藏自治区', '宁夏回族自治区', '新疆维吾尔自治区', '香港特别行政区', '澳门特别行政区',
] as const
export const MUNICIPALITIES: readonly string[] = PROVINCES.slice(0, 4)

const SUFFIX = /(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市)$/

/** Eleven digits of what was typed or pasted, +86 and separators removed. */
export function plainPhone(text: string): string {
  return text.normalize('NFKC').replace(/[\s\-().]/g, '').replace(/^(\+86|0086|86(?=1[3-9]\d{9}$))/, '')
}

export function isPhone(text: string): boolean {
  return /^1[3-9]\d{9}$/.test(plainPhone(text))
}

/** The six digits of a pasted text message, or ''. */
export function codeIn(text: string): string {
  return /(?:^|\D)(\d{6})(?!\d)/.exec(text.normalize('NFKC'))?.[1] ?? ''
}

/** Name, phone and places out of one pasted line; what is not found stays empty. */
export function readAddress(text: string): Partial<AddressInput> {
  const phone = /(?:\+?86)?[ -]?(1[3-9]\d[ -]?\d{4}[ -]?\d{4})/.exec(text)
  const rest = (phone ? text.replace(phone[0], ' ') : text).replace(/[，,；;：:\n\t]+/g, ' ')
  const words = rest.split(/\s+/).filter(Boolean)
  const place = words.findIndex((word) => findProvince(word))
  const tail = place < 0 ? [] : words.slice(place)
  // People also write the name last: a short word after the place is no street.
  const last = place === 0 && tail.length > 1 && /^[\u4e00-\u9fff·]{2,4}$/.test(tail[tail.length - 1]!) ? tail.pop()! : ''
  const found = tail.length ? readPlace(tail.join('')) : {}
  const others = place < 0 ? words : last ? [last] : words.slice(0, place)
  const name = others.map((word) => word.replace(/^(收货人|姓名|收件人|电话|手机号?)/, '')).find(isName)
  return { ...found, ...(name ? { name } : {}), ...(phone ? { phone: plainPhone(phone[1]!) } : {}) }
}

function isName(word: string): boolean {
  return word.length >= 2 && word.length <= 25
}

function findProvince(text: string): string | undefined {
  return PROVINCES.find((name) => text.startsWith(name.replace(SUFFIX, '')))
}

function readPlace(text: string): Partial<AddressInput> {
  const province = findProvince(text)!
  const short = province.replace(SUFFIX, '')
  let rest = text.startsWith(province) ? text.slice(province.length) : text.slice(short.length)
  const cityFound = /^(.{1,9}?(?:自治州|地区|盟|市))/.exec(rest)
  const city = MUNICIPALITIES.includes(province) ? province : (cityFound?.[1] ?? '')
  if (cityFound) rest = rest.slice(cityFound[1]!.length)
  const district = /^(.{1,9}?(?:新区|区|县|旗|市))/.exec(rest)?.[1] ?? ''
  return { province, city, district, street: rest.slice(district.length) }
}
