/** Figures before and after each action, read anew when an action came or its window went on. */
import { onScopeDispose, shallowRef, watch } from 'vue'
import { may } from '../../session'
import { loadActions, type ShowAction } from '../board/api'
import type { Desk } from './desk'

const AGAIN_MS = 30_000

export function useEffects(desk: Desk) {
  const byId = shallowRef(new Map<number, ShowAction>())
  if (!may('analyst', 'brand_manager', 'operator', 'admin')) return byId
  async function load(): Promise<void> {
    const show = desk.state.value?.show_id
    if (!show || !desk.state.value?.is_on_air) return
    try {
      byId.value = new Map((await loadActions(show)).map((one) => [one.id, one]))
    } catch {
      // the list stays as it was; the connection light of the desk tells why
    }
  }
  watch(() => [desk.state.value?.show_id, desk.answer.value?.actions[0]?.id], () => void load(), { immediate: true })
  const again = setInterval(() => void load(), AGAIN_MS)
  onScopeDispose(() => clearInterval(again))
  return byId
}
