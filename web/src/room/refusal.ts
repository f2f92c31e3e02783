/** Why an order was not taken, in the buyer's words. */
import { Problem } from '@/shared/http'

/** `isUnknown`: the order may have been made after all; the same key must be sent again. */
export function refusalOf(error: unknown, t: (key: string) => string): { text: string; isUnknown: boolean } {
  if (!(error instanceof Problem)) throw error
  const isUnknown = error.status === 0 || error.status >= 500 || error.body['reason'] === 'try_again'
  return { text: isUnknown ? t('buy.tryAgain') : error.message, isUnknown }
}
