/** 主播交接 at the desk: the card that waits for the next host's signature. */
import { computed, ref, shallowRef, watch } from 'vue'
import { get, Problem } from '@/shared/http'
import type { Desk } from '../console/desk'
import type { HandOver } from './api'

const VERBS = ['hand_over', 'take_over']

export function useHandOver(desk: Desk) {
  const cards = shallowRef<HandOver['cards']>([])
  const hidden = ref('')
  const isOpen = ref(false)
  const waiting = computed(() => cards.value.find((one) => one.taken_at === null) ?? null)
  const key = computed(() => (waiting.value ? `${waiting.value.id}:${waiting.value.given_at}` : ''))
  /** A card that is signed anew is shown anew. */
  const isHidden = computed(() => hidden.value === key.value)
  const newest = computed(() => (desk.answer.value?.actions ?? []).find((one) => VERBS.includes(one.verb))?.id ?? 0)

  async function load(): Promise<void> {
    try {
      cards.value = (await get<HandOver>(`/service/rooms/${desk.slug}/hand-over`)).cards
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      cards.value = [] // this role does not see the stage
    }
  }
  watch([newest, () => desk.state.value?.show_id ?? 0], () => void load(), { immediate: true })

  return {
    waiting, isOpen, isHidden,
    open: () => void (isOpen.value = true),
    close: () => void (isOpen.value = false),
    hide: () => void (hidden.value = key.value),
  }
}

export type HandOverDesk = ReturnType<typeof useHandOver>
