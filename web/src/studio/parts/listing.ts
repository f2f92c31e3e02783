import { onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { Problem } from '@/shared/http'

export interface Listing<T> {
  /** The newest answer; null until there was one. */
  found: ShallowRef<T | null>
  isLoading: Ref<boolean>
  /** Why the newest question was not answered; empty when it was. */
  problem: Ref<string>
  load: () => Promise<void>
}

/** What a page lists. An older question is given up; its answer, or its failure, never replaces a newer one. */
export function useListing<T>(read: (signal: AbortSignal) => Promise<T>): Listing<T> {
  const found = shallowRef<T | null>(null)
  const isLoading = ref(true)
  const problem = ref('')
  let running: AbortController | null = null

  async function load(): Promise<void> {
    running?.abort()
    const own = (running = new AbortController())
    isLoading.value = true
    problem.value = ''
    try {
      const answer = await read(own.signal)
      if (running === own) found.value = answer
    } catch (error) {
      if (running === own) problem.value = error instanceof Error ? error.message : String(error)
    } finally {
      if (running === own) isLoading.value = false
    }
  }
  onMounted(load)
  onBeforeUnmount(() => {
    running?.abort()
    running = null
  })
  return { found, isLoading, problem, load }
}

export interface Tries {
  /** Why the newest work was refused; empty when it was not. */
  problem: Ref<string>
  /** Does it; a refusal is told, any other error is a bug and goes on. */
  tried: (work: () => Promise<void>) => Promise<void>
}

export function useTries(): Tries {
  const problem = ref('')
  async function tried(work: () => Promise<void>): Promise<void> {
    problem.value = ''
    try {
      await work()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problem.value = error.message
    }
  }
  return { problem, tried }
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
