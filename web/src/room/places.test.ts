import { describe, expect, it } from 'vitest'
import { partsOf, placeText, split, type Place } from './places'

const PLACES: Place[] = [
  ['110000', '北京市', [['110100', '北京市', [['110105', '朝阳区', []]]]]],
  ['320000', '江苏省', [['320100', '南京市', [['320106', '鼓楼区', []]]], ['320300', '徐州市', [['320302', '鼓楼区', []]]]]],
  ['410000', '河南省', [['419001', '济源市', []]]],
]

describe('places', () => {
  it('finds the parts of a place', () => {
    expect(partsOf(PLACES, '江苏省').map((place) => place[1])).toEqual(['南京市', '徐州市'])
    expect(partsOf(PLACES, '火星省')).toEqual([])
  })
  it.each([
    ['江苏省徐州市鼓楼区', { province: '江苏省', city: '徐州市', district: '鼓楼区' }],
    ['北京市北京市朝阳区', { province: '北京市', city: '北京市', district: '朝阳区' }],
    ['河南省济源市', { province: '河南省', city: '济源市', district: '' }],
    ['江苏省徐州市朝阳区', null],
  ])('splits %s', (full, parts) => {
    expect(split(PLACES, full)).toEqual(parts)
  })
  it('says a municipality once', () => {
    expect(placeText({ province: '北京市', city: '北京市', district: '朝阳区' })).toBe('北京市朝阳区')
    expect(placeText({ province: '江苏省', city: '南京市', district: '鼓楼区' })).toBe('江苏省南京市鼓楼区')
  })
})
