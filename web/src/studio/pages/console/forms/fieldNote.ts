/** What the server said about one field of the rules, shown beside that field. */
import { inject, provide, type InjectionKey, type Ref } from 'vue'
import type { Problem } from '@/shared/http'

export interface Wrong {
  field: string
  message: string
}
interface Notes {
  wrong: Ref<Wrong | null>
  /** Fields that have a place of their own; what is wrong elsewhere is said below the form. */
  places: Set<string>
}
const KEY: InjectionKey<Notes> = Symbol('wrong')

/** `rules.options` is the field `options`; its code name leads the sentence and is left out. */
export function wrongOf(problem: Problem): Wrong {
  const field = String(problem.body.field ?? '').replace(/^rules\./, '')
  const message = field && problem.message.startsWith(`${field} `) ? problem.message.slice(field.length + 1) : problem.message
  return { field, message }
}
export function useNotes(wrong: Ref<Wrong | null>): Set<string> {
  const places = new Set<string>()
  provide(KEY, { wrong, places })
  return places
}
export const notes = () => inject(KEY, null)
