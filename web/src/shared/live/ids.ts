/** Random ids: of a wish, and of this browser. */

/** RFC 4122 v4; `crypto.randomUUID` is missing on plain HTTP pages in a LAN. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** A random id that this browser keeps, so that one page with many names is noticed. */
export function deviceId(): string {
  try {
    const known = globalThis.localStorage?.getItem('kaibo.device')
    if (known) return known
    const made = uuid()
    globalThis.localStorage?.setItem('kaibo.device', made)
    return made
  } catch {
    return '' // storage is closed to us in some in-app browsers
  }
}
