import { describe, expect, it } from 'vitest'
import type { LinkCard, RoomState } from '@/shared/live'
import { isShort, linkLine, sheet } from './facts'
import { chosenLink, command } from './keys'
import type { Run, ScriptRow } from './types'

const stroke = (key: string, more = {}) => ({ key, isTyping: false, isRepeat: false, hasModifier: false, ...more })

describe('keys', () => {
  it('means what the help page says', () => {
    expect(command(stroke('7'))).toEqual({ do: 'digit', digit: '7' })
    expect(command(stroke('P'))).toEqual({ do: 'edit', what: 'price' })
    expect(command(stroke('k'))).toEqual({ do: 'edit', what: 'flash' })
    expect(command(stroke('n'))).toEqual({ do: 'next' })
    expect(command(stroke('？'))).toEqual({ do: 'help' })
    expect(command(stroke('f'))).toEqual({ do: 'activity' })
    expect(command(stroke('j'))).toBeNull()
  })

  it('never acts while somebody types, with a modifier, or twice for one press', () => {
    expect(command(stroke('z', { isTyping: true }))).toBeNull()
    expect(command(stroke('Escape', { isTyping: true }))).toEqual({ do: 'escape' })
    expect(command(stroke('s', { hasModifier: true }))).toBeNull()
    expect(command(stroke('n', { isRepeat: true }))).toBeNull()
  })

  it('knows only numbers of this show', () => {
    expect(chosenLink('12', [1, 12])).toBe(12)
    expect(chosenLink('3', [1, 12])).toBeNull()
    expect(chosenLink('0', [1])).toBe('none')
    expect(chosenLink('', [1])).toBeNull()
  })
})

const offer = (more = {}) => ({
  offer_id: 1, link_id: 1, sku_id: 1, sku_name: '', normal_price: 19900, price: 19900, flash_price: null,
  flash_starts_at: null, flash_ends_at: null, per_user_limit: 0, left: 50, released: 50, is_listed: true, version: 1, ...more,
})
const link = (offers = [offer()]) => ({ link_id: 1, number: 1, name: '四件套', offers }) as unknown as LinkCard
const room = (pinned: number | null = null) => ({ pinned_link_id: pinned }) as RoomState

describe('links', () => {
  it('shows one light, the worst first', () => {
    expect(linkLine(link(), room(), {}, 0).light).toBe('listed')
    expect(linkLine(link(), room(1), {}, 0).light).toBe('on')
    expect(linkLine(link(), room(1), { 1: 0 }, 0).light).toBe('problem')
    expect(linkLine(link([offer({ is_listed: false })]), room(1), {}, 0).light).toBe('off')
  })

  it('takes the newest stock and the price that holds', () => {
    const flash = link([offer({ flash_price: 15900, flash_starts_at: 10, flash_ends_at: 20 })])
    expect(linkLine(flash, room(), {}, 15)).toMatchObject({ price: 15900, light: 'armed', flashEndsAt: 20 })
    expect(linkLine(flash, room(), {}, 20)).toMatchObject({ price: 19900, light: 'listed', flashEndsAt: null })
    const line = linkLine(link(), room(), { 1: 5 }, 0)
    expect([line.left, line.sold, isShort(line)]).toEqual([5, 45, true])
  })
})

describe('run sheet', () => {
  const script = [1, 2, 3, 4].map((id) => ({ id }) as ScriptRow)
  const run = (segment_id: number, was_skipped = false) => ({ segment_id, was_skipped }) as Run

  it('tells what became of each segment', () => {
    expect(sheet(script, [run(1), run(2, true), run(3)], 3).map((line) => line.state)).toEqual(['done', 'skipped', 'now', 'next'])
    expect(sheet(script, [], null).map((line) => line.state)).toEqual(['next', 'ahead', 'ahead', 'ahead'])
  })
})
