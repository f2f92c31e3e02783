import { describe, expect, it } from 'vitest'
import { deskCommand, filled, findPhrases, isKeyword } from './keys'

const stroke = (key: string, isTyping = false, hasModifier = false) => deskCommand({ key, isTyping, hasModifier })

describe('keys', () => {
  it('have a command each, in any case', () => {
    const keys = ['j', 'K', 'ArrowDown', 'r', 'P', 't', 'u', 'm', '/', 'Escape']
    const wanted = ['down', 'up', 'down', 'reply', 'private', 'tag', 'promote', 'mute', 'phrase', 'escape']
    expect(keys.map((key) => stroke(key))).toEqual(wanted)
  })
  it('are letters while somebody types, and the browser\u2019s with a modifier', () => {
    expect(['m', '/', 'j'].map((key) => stroke(key, true))).toEqual([null, null, null])
    expect(stroke('Escape', true)).toBe('escape')
    expect(stroke('r', false, true)).toBeNull()
    expect(stroke('x')).toBeNull()
  })
})

describe('phrases', () => {
  const phrases = [
    { keywords: ['运费险'], reply: '都有，放心拍' },
    { keywords: ['发货', '几天到'], reply: '48 小时内' },
    { keywords: ['物流'], reply: '发货后 3 天到' },
  ]
  it('are found by keyword first, then by reply', () => {
    expect(findPhrases(phrases, '/发货').map((one) => one.keywords[0])).toEqual(['发货', '物流'])
    expect(findPhrases(phrases, '天到').map((one) => one.keywords[0])).toEqual(['发货', '物流'])
    expect(findPhrases(phrases, '').length).toBe(3)
    expect(findPhrases(phrases, '没有')).toEqual([])
  })
  it('carry the nickname wherever it stands', () => {
    expect(filled('{昵称}您好，{昵称}', '小月')).toBe('小月您好，小月')
  })
  it('said to nobody lose the place of the name, with the comma after it', () => {
    expect(filled('{昵称}，都有运费险', '')).toBe('都有运费险')
    expect(filled('@{昵称} 放心拍，{昵称}', '')).toBe('放心拍，')
  })
  it('are meant by Enter when the letters begin a keyword, never by words of one\u2019s own', () => {
    expect(isKeyword(phrases[1]!, '/几天')).toBe(true)
    expect(isKeyword(phrases[1]!, '发货很快')).toBe(false)
    expect(isKeyword(phrases[1]!, ' ')).toBe(false)
  })
})
