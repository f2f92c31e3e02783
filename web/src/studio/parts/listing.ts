import { onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'

export interface Listing<T> {
  /** The newest answer; null until there was one. */
  found: ShallowRef<T | null>
  isLoading: Ref<boolean>
  /** Why the newest question was not answered; empty when it was. */
  problem: Ref<string>
  load: () => Promise<void>
}

/** What a page lists. An older answer, or its failure, never replaces a newer one. */
export function useListing<T>(read: () => Promise<T>): Listing<T> {
  const found = shallowRef<T | null>(null)
  const isLoading = ref(true)
  const problem = ref('')
  let asked = 0

  async function load(): Promise<void> {
    const turn = ++asked
    isLoading.value = true
    problem.value = ''
    try {
      const answer = await read()
      if (turn === asked) found.value = answer
    } catch (error) {
      if (turn === asked) problem.value = error instanceof Error ? error.message : String(error)
    } finally {
      if (turn === asked) isLoading.value = false
    }
  }
  onMounted(load)
  return { found, isLoading, problem, load }
}

/** Runs `work` when `asked` changed and rests, so that typing asks once. */
export function afterPause(asked: () => unknown, work: () => void, milliseconds = 250): void {
  let timer = 0
  watch(asked, () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(work, milliseconds)
  })
  onBeforeUnmount(() => window.clearTimeout(timer))
}
