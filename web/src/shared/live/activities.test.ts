import { describe, expect, it } from 'vitest'
import { applyEvent } from './reduce'
import { applyFrame, emptyRoom } from './store'
import type { ActivityCard, NumberedEvent, RoomState } from './types'

const card = (id: number, state: ActivityCard['state']): ActivityCard => ({
  id, state, kind: 'poll', title: `第 ${id} 次`, opens_at: 1, closes_at: 2, rules: {}, result: {}, rules_hash: 'x',
})
const base = { epoch: 1, seq: 0, links: [], activities: [] } as unknown as RoomState
function after(...cards: ActivityCard[]): ActivityCard[] {
  const told = cards.map((one, index): NumberedEvent => ({ epoch: 1, seq: index + 1, at: 0, event: { kind: 'activity_changed', card: one } }))
  return told.reduce(applyEvent, base).activities ?? []
}
const ids = (cards: ActivityCard[]) => cards.map((one) => one.id)

describe('activities of a room', () => {
  it('are known by id, in its order', () => {
    expect(after(card(2, 'open'), card(1, 'open'), card(2, 'settled'))).toEqual([card(1, 'open'), card(2, 'settled')])
  })

  it('go when they are cancelled', () => {
    expect(ids(after(card(1, 'open'), card(2, 'open'), card(1, 'cancelled')))).toEqual([2])
  })

  it('keep all that is not settled and the newest eight that are', () => {
    const settled = Array.from({ length: 12 }, (_one, index) => card(index + 2, 'settled'))
    expect(ids(after(card(1, 'open'), ...settled))).toEqual([1, 6, 7, 8, 9, 10, 11, 12, 13])
  })

  it('have tallies from the welcome and from ticks', () => {
    const room = emptyRoom()
    room.tallies = { 1: [1, 0] }
    applyFrame(room, { k: 't', now: 0, ac: { 2: [3] } }, 0)
    expect(room.tallies).toEqual({ 1: [1, 0], 2: [3] })
  })
})
