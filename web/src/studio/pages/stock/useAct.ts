import { ElMessage } from 'element-plus/es'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { Problem } from '@/shared/http'

/** Carry out one thing at a time and say what went wrong. */
export function useAct() {
  const { t } = useI18n()
  const isBusy = ref(false)
  const why = ref('')

  async function attempt(work: () => Promise<unknown>, isQuiet = false): Promise<boolean> {
    isBusy.value = true
    why.value = ''
    try {
      await work()
      if (!isQuiet) ElMessage.success(t('stock.done'))
      return true
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      why.value = error.message
      return false
    } finally {
      isBusy.value = false
    }
  }
  return { isBusy, why, attempt }
}
