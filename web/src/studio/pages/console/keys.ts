/** Which key means what at the console. Pure: the page carries the command out. */
export type Command =
  | { do: 'digit'; digit: string }
  | { do: 'enter' }
  | { do: 'move'; by: 1 | -1 }
  | { do: 'edit'; what: 'price' | 'stock' | 'flash' | 'announce' | 'phrase' }
  | { do: 'list' | 'next' | 'hold' | 'undo' | 'help' | 'escape' | 'endDown' | 'activity' }

export interface Stroke {
  key: string
  isTyping: boolean
  isRepeat: boolean
  hasModifier: boolean
}

const EDITS: Record<string, 'price' | 'stock' | 'flash' | 'announce' | 'phrase'> = {
  p: 'price',
  s: 'stock',
  k: 'flash',
  a: 'announce',
  '/': 'phrase',
}
const PLAIN: Record<string, 'list' | 'next' | 'hold' | 'undo' | 'help' | 'endDown' | 'activity'> = {
  f: 'activity',
  l: 'list',
  n: 'next',
  ' ': 'hold',
  z: 'undo',
  '?': 'help',
  '？': 'help',
  e: 'endDown',
}

/** Null: the stroke is not ours. While somebody types only Escape is. */
export function command(stroke: Stroke): Command | null {
  const key = stroke.key.length === 1 ? stroke.key.toLowerCase() : stroke.key
  if (key === 'Escape') return { do: 'escape' }
  if (stroke.isTyping || stroke.hasModifier) return null
  if (key === 'ArrowDown' || key === 'ArrowUp') return { do: 'move', by: key === 'ArrowDown' ? 1 : -1 }
  if (stroke.isRepeat) return null // a key that is held down must not act twice
  if (/^[0-9]$/.test(key)) return { do: 'digit', digit: key }
  if (key === 'Enter') return { do: 'enter' }
  const edit = EDITS[key]
  if (edit) return { do: 'edit', what: edit }
  const plain = PLAIN[key]
  return plain ? { do: plain } : null
}

/** What a number typed before Enter means among the links of the show. */
export function chosenLink(buffer: string, numbers: readonly number[]): number | 'none' | null {
  const number = Number(buffer)
  if (buffer === '' || !Number.isInteger(number)) return null
  if (number === 0) return 'none'
  return numbers.includes(number) ? number : null
}
