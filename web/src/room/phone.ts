/** What a Chinese mobile number and a code in a text message look like; the server has the last word. */
/** Eleven digits of what was typed or pasted, +86 and separators removed. */
export function plainPhone(text: string): string {
  return text.normalize('NFKC').replace(/[\s\-().]/g, '').replace(/^(\+86|0086|86(?=1[3-9]\d{9}$))/, '')
}

export function isPhone(text: string): boolean {
  return /^1[3-9]\d{9}$/.test(plainPhone(text))
}

/** The six digits of a pasted text message, or ''. */
export function codeIn(text: string): string {
  return /(?:^|\D)(\d{6})(?!\d)/.exec(text.normalize('NFKC'))?.[1] ?? ''
}
