/** Wishes that wait for their answer, by key; sent again when the line is back. */
import type { ActAnswer, BuyAnswer, ClientFrame, GiftAnswer } from './types'

interface Wish<Answer> {
  frame: ClientFrame
  done: (answer: Answer) => void
  timer: ReturnType<typeof setTimeout>
}

export class Waiting<Answer extends { id: string; message: string }> {
  private wishes = new Map<string, Wish<Answer>>()

  /** `refusal` is the answer to a wish that fails before the gateway answered. */
  constructor(
    private readonly refusal: (id: string, code: string) => Answer,
    private readonly timeoutMs: number,
  ) {}

  /** Resolves with the answer, or with `try_again` when none came in time. */
  ask(key: string, frame: ClientFrame): Promise<Answer> {
    return new Promise((done) => {
      const timer = setTimeout(() => this.refuse(key, 'try_again'), this.timeoutMs)
      this.wishes.set(key, { frame, done, timer })
    })
  }

  has(key: string): boolean {
    return this.wishes.has(key)
  }

  frames(): ClientFrame[] {
    return [...this.wishes.values()].map((wish) => wish.frame)
  }

  answer(answer: Answer): void {
    const wish = this.wishes.get(answer.id)
    if (!wish) return
    clearTimeout(wish.timer)
    this.wishes.delete(answer.id)
    wish.done(answer)
  }

  refuse(key: string, code: string, message = ''): void {
    this.answer({ ...this.refusal(key, code), message })
  }

  refuseAll(): void {
    for (const key of [...this.wishes.keys()]) this.refuse(key, 'try_again')
  }
}

export function actRefusal(id: string, code: string): ActAnswer {
  return { k: 'act', id, ok: false, number: null, body: {}, code, message: '' }
}

export function giftRefusal(id: string, code: string): GiftAnswer {
  return { k: 'gift', id, ok: false, combo: 0, points: 0, left: 0, code, message: '' }
}

export function buyRefusal(id: string, code: string): BuyAnswer {
  return {
    k: 'buy',
    id,
    ok: false,
    order: null,
    amount: null,
    expires_at: null,
    code,
    message: '',
    price: null,
    left: null,
  }
}
