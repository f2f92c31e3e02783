import { ref } from 'vue'

/** Whether large figures are shown in 万 (10,000); people switch it in the studio. */
export const inWan = ref(false)

const SIGNS: Record<string, string> = { CNY: '¥', USD: '$', EUR: '€', GBP: '£' }

/** Minor units to text: 123450 → ¥1,234.50; with 万 on: 12345000 → ¥12.35万. */
export function money(minor: number, currency = 'CNY'): string {
  const sign = SIGNS[currency] ?? `${currency} `
  const minus = minor < 0 ? '-' : ''
  const absolute = Math.round(Math.abs(minor)) // averages come with fractions of a cent
  if (inWan.value && absolute >= 1_000_000) {
    return `${minus}${sign}${trim((absolute / 1_000_000).toFixed(2))}万`
  }
  const whole = Math.floor(absolute / 100)
  return `${minus}${sign}${group(whole)}.${String(absolute % 100).padStart(2, '0')}`
}

/** Price on a card: 12900 → ¥129, 12950 → ¥129.5. */
export function price(minor: number, currency = 'CNY'): string {
  const sign = SIGNS[currency] ?? `${currency} `
  const absolute = Math.round(Math.abs(minor))
  const whole = Math.floor(absolute / 100)
  const cents = absolute % 100
  const tail = cents ? '.' + trimZeros(String(cents).padStart(2, '0')) : ''
  return `${minor < 0 ? '-' : ''}${sign}${group(whole)}${tail}`
}

/** A count: 12345 → 12,345, or 1.23万 when 万 is on. */
export function count(value: number): string {
  if (inWan.value && Math.abs(value) >= 10_000) return `${trim((value / 10_000).toFixed(2))}万`
  return `${value < 0 ? '-' : ''}${group(Math.abs(Math.round(value)))}`
}

/** A count where room is scarce, whatever the switch says: 21034 → 2.1万. */
export function shortCount(value: number): string {
  return value >= 10_000 ? `${trim((value / 10_000).toFixed(1))}万` : group(value)
}

/** What somebody typed to minor units; null when it is not an amount: "129.5" → 12950. */
export function parseMoney(text: string): number | null {
  const clean = text.replace(/[¥￥,，\s元]/g, '')
  if (!/^\d{1,12}(\.\d{1,2})?$/.test(clean)) return null
  const [whole = '0', cents = ''] = clean.split('.')
  return Number(whole) * 100 + Number(cents.padEnd(2, '0'))
}

/** Minor units as an input shows them: 12950 → 129.50. */
export function moneyInput(minor: number): string {
  return (minor / 100).toFixed(2)
}

const ZONE = 'Asia/Shanghai'

/** Unix ms or ISO text to 2026-11-22 19:05 in the shop's zone. */
export function dateTime(at: number | string | Date, zone = ZONE): string {
  return formatter(zone, { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' })
    .format(new Date(at))
    .replace(',', '')
}

/** 19:05:09 in the shop's zone. */
export function clock(at: number | string | Date, zone = ZONE): string {
  return formatter(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(at))
}

/** Seconds to 1:02:03 or 02:03. */
export function duration(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds))
  const parts = [Math.floor(total / 60) % 60, total % 60].map((part) => String(part).padStart(2, '0'))
  const hours = Math.floor(total / 3600)
  return hours ? `${hours}:${parts.join(':')}` : parts.join(':')
}

/** 0.1234 → 12.3%. */
export function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)}%`
}

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('sv-SE', { ...options, timeZone: zone, hourCycle: 'h23' })
}

function group(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

function trim(text: string): string {
  return text.includes('.') ? trimZeros(text).replace(/\.$/, '') : text
}

function trimZeros(text: string): string {
  return text.replace(/0+$/, '')
}
