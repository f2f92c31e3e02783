/** The proof the guard asks for before an entry: a little work, no hands needed, the same for every reader. */

const K = new Uint32Array(64)
const START = new Uint32Array(8)
{
  let found = 0
  for (let n = 2; found < 64; n++) {
    let prime = true
    for (let k = 2; k * k <= n; k++) if (n % k === 0) prime = false
    if (!prime) continue
    if (found < 8) START[found] = (Math.sqrt(n) % 1) * 2 ** 32
    K[found++] = (Math.cbrt(n) % 1) * 2 ** 32
  }
}

const w = new Uint32Array(64)
const rotate = (x: number, n: number): number => (x >>> n) | (x << (32 - n))

/** The first 32 bits of SHA-256 of an ASCII text of at most 55 characters (one block). */
export function head(text: string): number {
  w.fill(0, 0, 16)
  for (let i = 0; i < text.length; i++) w[i >> 2]! |= text.charCodeAt(i) << (24 - 8 * (i & 3))
  w[text.length >> 2]! |= 0x80 << (24 - 8 * (text.length & 3))
  w[15] = text.length * 8
  for (let i = 16; i < 64; i++) {
    const a = w[i - 15]!
    const b = w[i - 2]!
    const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3)
    const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10)
    w[i] = w[i - 16]! + s0 + w[i - 7]! + s1
  }
  return rounds()
}

function rounds(): number {
  let [a, b, c, d, e, f, g, h] = START as unknown as [number, number, number, number, number, number, number, number]
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const one = (h + s1 + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + two) | 0
  }
  return (a + START[0]!) >>> 0
}

const SLICE_MS = 12

/** A text that makes SHA-256 of `nonce:text` begin with `bits` zero bits; leaves time to the page between slices. */
export async function prove(nonce: string, bits: number): Promise<string> {
  for (let n = 0; ; ) {
    const until = performance.now() + SLICE_MS
    while (performance.now() < until)
      for (let k = 0; k < 200; k++, n++) if (head(`${nonce}:${n}`) >>> (32 - bits) === 0) return String(n)
    await new Promise((done) => setTimeout(done, 0))
  }
}
