/**
 * Works a draw out again from its published proof (decision 30), in the browser's own cryptography.
 * The same arithmetic stands in docs/verify_draw.py and in the stand-alone page.
 */
export interface DrawProof {
  v: string
  activity: number
  title: string
  state: string
  rules_text: string
  rules_hash: string
  closes_at: number
  commitment: string
  sealed_at: number | null
  count?: number
  root?: string
  head?: string
  /** [number, tag, nonce, Unix ms, counted] each. */
  entries?: [number, string, string, number, number][]
  seed?: string
  /** [number, index of the prize] in the order drawn. */
  winners?: [number, number][]
}

/** What this page wrote down while the draw was running; nobody could change it since. */
export interface Noted {
  commitment?: string
  leaf?: string
  root?: string
}

export type StepName = 'rules' | 'commitment' | 'receipt' | 'list' | 'winners'
/** ok: null when the page had noted nothing to compare with. */
export interface Step {
  name: StepName
  ok: boolean | null
}

const WORD = 2 ** 32
const utf8 = new TextEncoder()

export function canVerify(): boolean {
  return typeof crypto !== 'undefined' && crypto.subtle !== undefined
}

/** Every check in its order; all of them are done even when one fails. */
export async function verifyDraw(proof: DrawProof, noted: Noted = {}): Promise<Step[]> {
  const entries = proof.entries ?? []
  const rules = JSON.parse(proof.rules_text) as { work: number; prizes: { count: number }[] }
  const seed = unhex(proof.seed ?? '')
  const rulesHash = hex(await sha(utf8.encode(proof.rules_text)))
  const commitment = await sha(lines('kaibo-draw-1', 'commit', proof.activity, rulesHash, proof.closes_at, hex(seed)))
  const leaves = await Promise.all(entries.map((entry) => sha(join([0], lines(proof.activity, ...entry)))))
  const head = await chain(commitment, leaves)
  const root = await merkle(leaves)
  const salt = lines('kaibo-draw-1', 'draw', proof.activity, rulesHash, leaves.length, hex(root), hex(head))
  const key = await stretch(seed, salt, rules.work)
  const winners = await draw(key, entries, rules.prizes)
  const isNumbered = entries.every((entry, index) => entry[0] === index + 1)
  const isListed = proof.count === leaves.length && proof.root === hex(root) && proof.head === hex(head)
  const own = noted.leaf
  return [
    { name: 'rules', ok: proof.v === 'kaibo-draw-1' && rulesHash === proof.rules_hash },
    { name: 'commitment', ok: same(hex(commitment), proof.commitment, noted.commitment) },
    { name: 'receipt', ok: own === undefined ? null : leaves.some((leaf) => hex(leaf) === own) },
    { name: 'list', ok: isNumbered && isListed && same(hex(root), proof.root, noted.root) },
    { name: 'winners', ok: JSON.stringify(winners) === JSON.stringify(proof.winners) },
  ]
}

/** What was worked out equals what is published, and what was noted, if anything was. */
const same = (made: string, told: string | undefined, noted: string | undefined) =>
  made === told && (noted === undefined || noted === made)

async function chain(start: Uint8Array, leaves: Uint8Array[]): Promise<Uint8Array> {
  let head = start
  for (const leaf of leaves) head = await sha(join([2], head, leaf))
  return head
}

async function merkle(leaves: Uint8Array[]): Promise<Uint8Array> {
  let row = leaves
  if (!row.length) return sha(new Uint8Array())
  while (row.length > 1) {
    const pairs: Promise<Uint8Array>[] = []
    for (let i = 0; i + 1 < row.length; i += 2) pairs.push(sha(join([1], row[i]!, row[i + 1]!)))
    row = [...(await Promise.all(pairs)), ...row.slice(pairs.length * 2)]
  }
  return row[0]!
}

async function stretch(seed: Uint8Array, salt: Uint8Array, iterations: number): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', seed as BufferSource, 'PBKDF2', false, ['deriveBits'])
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: salt as BufferSource, iterations }
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256))
}

async function draw(
  key: Uint8Array,
  entries: NonNullable<DrawProof['entries']>,
  prizes: { count: number }[],
): Promise<[number, number][]> {
  const next = await words(key)
  const order = entries.filter((entry) => entry[4]).map((entry) => entry[0])
  const won = prizes.flatMap((prize, index) => Array<number>(prize.count).fill(index))
  const places = Math.min(won.length, order.length)
  for (let i = 0; i < places; i++) {
    const j = i + (await below(next, order.length - i))
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order.slice(0, places).map((number, place) => [number, won[place]!])
}

/** A number in [0, n), each as likely: words beyond the last whole multiple are thrown away. */
async function below(next: () => Promise<number>, n: number): Promise<number> {
  const limit = WORD - (WORD % n)
  for (;;) {
    const word = await next()
    if (word < limit) return word % n
  }
}

async function words(key: Uint8Array): Promise<() => Promise<number>> {
  const signer = await crypto.subtle.importKey('raw', key as BufferSource, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  let block = 0
  let view: DataView | null = null
  let at = 32
  return async () => {
    if (at === 32) {
      const counter = new DataView(new ArrayBuffer(8))
      counter.setUint32(4, block++)
      view = new DataView(await crypto.subtle.sign('HMAC', signer, counter.buffer))
      at = 0
    }
    at += 4
    return view!.getUint32(at - 4)
  }
}

const sha = async (data: Uint8Array) => new Uint8Array(await crypto.subtle.digest('SHA-256', data as BufferSource))
const lines = (...values: (string | number)[]) => utf8.encode(values.join('\n'))
const hex = (data: Uint8Array) => Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('')
const unhex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16))

function join(...parts: (number[] | Uint8Array)[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
