import { afterEach, describe, expect, it } from 'vitest'
import { clock, count, dateTime, duration, inWan, money, moneyInput, parseMoney, price, shortCount } from './format'

afterEach(() => {
  inWan.value = false
})

describe('money', () => {
  it('shows minor units with groups and two decimals', () => {
    expect(money(123450)).toBe('¥1,234.50')
    expect(money(-5)).toBe('-¥0.05')
    expect(money(100, 'USD')).toBe('$1.00')
  })

  it('switches to 万 only when asked and only where it is shorter', () => {
    inWan.value = true
    expect(money(12_345_000)).toBe('¥12.35万')
    expect(money(100_000_000)).toBe('¥100万')
    expect(money(999_999)).toBe('¥9,999.99')
  })

  it('leaves out needless decimals on a card', () => {
    expect(price(12900)).toBe('¥129')
    expect(price(12950)).toBe('¥129.5')
    expect(price(12905)).toBe('¥129.05')
  })

  it('reads what people type and nothing else', () => {
    expect(parseMoney('¥1,299.5')).toBe(129950)
    expect(parseMoney('129元')).toBe(12900)
    expect(parseMoney('0.01')).toBe(1)
    for (const text of ['', '-1', '1.234', '1e5', '十元']) expect(parseMoney(text)).toBeNull()
  })

  it('reads back what it writes', () => {
    for (const minor of [0, 1, 99, 100, 12345, 987654321]) expect(parseMoney(moneyInput(minor))).toBe(minor)
  })
})

describe('counts and times', () => {
  it('groups and shortens', () => {
    expect(count(1234567)).toBe('1,234,567')
    expect(shortCount(21034)).toBe('2.1万')
    expect(shortCount(9999)).toBe('9,999')
    inWan.value = true
    expect(count(12000)).toBe('1.2万')
  })

  it('shows times in the zone of the shop', () => {
    expect(dateTime('2026-11-22T11:05:09Z')).toBe('2026-11-22 19:05')
    expect(clock(Date.UTC(2026, 10, 22, 16, 0, 0))).toBe('00:00:00')
    expect(duration(3723)).toBe('1:02:03')
    expect(duration(-4)).toBe('00:00')
  })
})
