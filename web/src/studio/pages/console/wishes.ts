/** Actions on their way, in lanes: `pin:3` and `pin:0` share one, so the last word is the one that counts. */
import { reactive } from 'vue'

/** A request that hangs holds the next of its lane no longer than this. */
const HOLD_MS = 3_000

export interface Wish {
  /** Send after what its lane sent before was answered, whatever the answer. */
  send: <T>(post: () => Promise<T>) => Promise<T>
  end: () => void
}

export function useWishes() {
  /** Key → verb, for as long as the page shows it as on its way. */
  const pending = reactive(new Map<string, string>())
  const owners = new Map<string, symbol>()
  const last = new Map<string, string>()
  const sent = new Map<string, Promise<unknown>>()

  /** Null: the same press once more. After another wish of its lane it is a changed mind and goes out. */
  function begin(key: string, verb: string): Wish | null {
    const lane = key.split(/[:.]/, 1)[0]!
    if (pending.has(key) && last.get(lane) === key) return null
    const owner = Symbol(key)
    pending.set(key, verb)
    owners.set(key, owner)
    last.set(lane, key)
    return { send: (post) => follow(lane, post), end: () => end(key, owner) }
  }

  function follow<T>(lane: string, post: () => Promise<T>): Promise<T> {
    const held = new Promise((go) => setTimeout(go, HOLD_MS))
    const mine = Promise.race([sent.get(lane), held]).then(post)
    sent.set(lane, mine.catch(() => undefined))
    return mine
  }

  function end(key: string, owner: symbol): void {
    if (owners.get(key) !== owner) return // the same wish was made again
    owners.delete(key)
    pending.delete(key)
  }

  return { pending, begin }
}
