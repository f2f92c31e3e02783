import { describe, expect, it } from 'vitest'
import { codeIn, isPhone, plainPhone } from './phone'

describe('phones and codes', () => {
  it.each(['13800138000', '+86 138-0013-8000', '008613800138000', '８６13800138000', ' 138 0013 8000 '])('reads %s', (text) => {
    expect(plainPhone(text)).toBe('13800138000')
  })
  it.each(['', '1380013800', '12800138000', '86138001380', 'abc'])('refuses %s', (text) => {
    expect(isPhone(text)).toBe(false)
  })
  it('takes the code out of a pasted message', () => {
    expect(codeIn('【云禾】验证码 482913，5 分钟内有效')).toBe('482913')
    expect(codeIn('482913')).toBe('482913')
    expect(codeIn('订单 1234567 已发货')).toBe('')
  })
})
