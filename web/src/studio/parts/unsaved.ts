/** Unsaved work of the open page: whatever takes the page away asks first. */
import { onScopeDispose } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'

/** True: the page may go. */
export type Ask = () => boolean | Promise<boolean>

const asks = new Set<Ask>()

/** For the setup of a page; a leave of the route, a switch of shop and a log-out ask. */
export function useUnsaved(ask: Ask): void {
  asks.add(ask)
  onScopeDispose(() => asks.delete(ask))
  onBeforeRouteLeave(() => !asks.has(ask) || ask())
}

export async function mayLeave(): Promise<boolean> {
  for (const ask of asks) if (!(await ask())) return false
  return true
}

/** The work is given up: nothing asks again. */
export const giveUp = (): void => asks.clear()
