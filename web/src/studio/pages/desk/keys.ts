/** Which key means what at the comment desk. Pure: the page carries the command out. */
export type DeskCommand = 'down' | 'up' | 'reply' | 'private' | 'tag' | 'promote' | 'mute' | 'phrase' | 'escape'

export interface DeskStroke {
  key: string
  isTyping: boolean
  hasModifier: boolean
}

const KEYS: Record<string, DeskCommand> = {
  j: 'down', arrowdown: 'down', k: 'up', arrowup: 'up', r: 'reply', p: 'private', t: 'tag', u: 'promote', m: 'mute', '/': 'phrase',
}

/** Null: the stroke is not ours. While somebody types only Escape is. */
export function deskCommand(stroke: DeskStroke): DeskCommand | null {
  if (stroke.key === 'Escape') return 'escape'
  if (stroke.isTyping || stroke.hasModifier) return null
  return KEYS[stroke.key.toLowerCase()] ?? null
}

/** The phrases that have every letter sequence typed in a keyword or in the reply, best first. */
export function findPhrases<T extends { keywords: string[]; reply: string }>(phrases: readonly T[], words: string): T[] {
  const wanted = words.replace(/^\//, '').trim().toLowerCase()
  if (!wanted) return [...phrases]
  const rank = (one: T) => {
    const keywords = one.keywords.map((word) => word.toLowerCase())
    if (keywords.some((word) => word.startsWith(wanted))) return 0
    if (keywords.some((word) => word.includes(wanted))) return 1
    return one.reply.toLowerCase().includes(wanted) ? 2 : 3
  }
  return phrases.map((one) => ({ one, at: rank(one) })).filter(({ at }) => at < 3).sort((a, b) => a.at - b.at).map(({ one }) => one)
}

/** Whether these letters begin a keyword: then Enter means that phrase and not these letters. */
export function isKeyword(phrase: { keywords: string[] }, words: string): boolean {
  const wanted = words.replace(/^\//, '').trim().toLowerCase()
  return wanted !== '' && phrase.keywords.some((word) => word.toLowerCase().startsWith(wanted))
}

/** A phrase with the nickname in it; said to nobody in particular it loses the place of the name. */
export const filled = (reply: string, nickname: string) =>
  nickname ? reply.replaceAll('{昵称}', nickname) : reply.replace(/@?\{昵称\}[\s，,、：:]*/g, '').trim()
