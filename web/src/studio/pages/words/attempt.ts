/** One problem line and one busy mark per tab: work is tried, and what went wrong is said. */
import { ref } from 'vue'

export function useAttempt() {
  const problem = ref('')
  const isBusy = ref(false)
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    problem.value = ''
    isBusy.value = true
    try {
      await work()
      return true
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error)
      return false
    } finally {
      isBusy.value = false
    }
  }
  return { problem, isBusy, attempt }
}
