import { describe, expect, it } from 'vitest'
import { useWishes } from './wishes'

const held = () => {
  let open = () => {}
  return { post: () => new Promise<void>((done) => (open = done)), open: () => open() }
}
const turn = () => new Promise((done) => setTimeout(done))

describe('wishes', () => {
  it('takes a double press once', () => {
    const { begin, pending } = useWishes()
    const first = begin('segment', 'segment')
    expect(begin('segment', 'segment')).toBeNull()
    first!.end()
    expect(pending.size).toBe(0)
    expect(begin('segment', 'segment')).not.toBeNull()
  })

  it('sends a changed mind, in the order of the presses', async () => {
    const { begin } = useWishes()
    const gate = held()
    const order: number[] = []
    const first = begin('pin:2', 'pin')!.send(gate.post).then(() => order.push(2))
    const second = begin('pin:3', 'pin')!.send(async () => void order.push(3))
    const third = begin('pin:2', 'pin')
    expect(third).not.toBeNull()
    const again = third!.send(async () => void order.push(22))
    await turn()
    expect(order).toEqual([])
    gate.open()
    await Promise.all([first, second, again])
    expect(order).toEqual([2, 3, 22])
  })

  it('takes another segment chosen meanwhile, and the same one once', async () => {
    const { begin, pending } = useWishes()
    const gate = held()
    const order: string[] = []
    const third = begin('segment.3', 'segment')!.send(gate.post).then(() => order.push('3'))
    const fourth = begin('segment.4', 'segment')!.send(async () => void order.push('4'))
    expect(begin('segment.4', 'segment')).toBeNull()
    const next = begin('segment', 'segment')!.send(async () => void order.push('next'))
    expect([...pending.keys()]).toEqual(['segment.3', 'segment.4', 'segment'])
    await turn()
    gate.open()
    await Promise.all([third, fourth, next])
    expect(order).toEqual(['3', '4', 'next'])
  })

  it('stays pending until the last of the same wish ended', () => {
    const { begin, pending } = useWishes()
    const first = begin('pin:2', 'pin')!
    const other = begin('pin:3', 'pin')!
    const again = begin('pin:2', 'pin')!
    first.end()
    other.end()
    expect([...pending.keys()]).toEqual(['pin:2'])
    again.end()
    expect(pending.size).toBe(0)
  })

  it('goes on after a refusal and tells only who asked', async () => {
    const { begin } = useWishes()
    const refused = begin('pin:2', 'pin')!.send(() => Promise.reject(new Error('no')))
    const next = begin('pin:3', 'pin')!.send(() => Promise.resolve('done'))
    await expect(refused).rejects.toThrow('no')
    await expect(next).resolves.toBe('done')
  })
})
