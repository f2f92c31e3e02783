import { describe, expect, it } from 'vitest'
import { codeIn, isPhone, plainPhone, readAddress } from './phone'

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

describe('readAddress', () => {
  it.each([
    '张三 13800138000 浙江省杭州市余杭区文一西路969号3幢',
    '收货人：张三，电话：138-0013-8000，浙江省杭州市余杭区文一西路969号3幢',
    '浙江杭州市余杭区文一西路969号3幢\n张三\n+86 13800138000',
  ])('fills the form from %s', (text) => {
    const found = readAddress(text)
    expect(found).toEqual({
      name: '张三', phone: '13800138000', province: '浙江省', city: '杭州市', district: '余杭区', street: '文一西路969号3幢',
    })
  })
  it('knows that a municipality is its own city', () => {
    expect(readAddress('欧阳娜娜 13900139000 上海市浦东新区世纪大道100号')).toEqual({
      name: '欧阳娜娜', phone: '13900139000', province: '上海市', city: '上海市', district: '浦东新区', street: '世纪大道100号',
    })
  })
  it('finds nothing in plain talk', () => {
    expect(readAddress('')).toEqual({})
  })
})
