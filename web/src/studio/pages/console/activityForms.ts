/**
 * The forms of activities, one entry per kind. A form is a component with `v-model` of the kind's
 * rules and the shop's coupons; the server checks them whole, the console and the script use them. Add a kind here and its words under `console.activity.kind`.
 */
import { defineAsyncComponent, type Component } from 'vue'
import type { Rules } from './activityTypes'

export interface ActivityForm {
  kind: string
  /** Preset of the duration, seconds; 0: until it is closed by hand. */
  seconds: number
  fresh: () => Rules
  form: Component
}

export const FORMS: ActivityForm[] = [
  {
    kind: 'poll', seconds: 60, fresh: () => ({ options: ['', ''], may_change: true, who: 'buyers' }),
    form: defineAsyncComponent(() => import('./forms/PollForm.vue')),
  },
  {
    kind: 'qa', seconds: 300, fresh: () => ({ text: '', who: 'buyers' }),
    form: defineAsyncComponent(() => import('./forms/QaForm.vue')),
  },
  {
    kind: 'draw', seconds: 180,
    fresh: () => ({ audience: 'all', need_order: false, need_follow: false, keyword: '', prizes: [{ name: '', kind: 'points', count: 10, value: 0, amount: 100 }] }),
    form: defineAsyncComponent(() => import('./forms/DrawForm.vue')),
  },
  {
    kind: 'packet', seconds: 30, fresh: () => ({ total: 5_000, count: 50, mode: 'lucky', valid_days: 7 }),
    form: defineAsyncComponent(() => import('./forms/PacketForm.vue')),
  },
  {
    kind: 'guess', seconds: 90,
    fresh: () => ({ mode: 'price', who: 'buyers', answer: 0, most: 100_000, nearest: 'nearest', winners: 3, prize: { kind: 'points', amount: 100 } }),
    form: defineAsyncComponent(() => import('./forms/GuessForm.vue')),
  },
  {
    kind: 'game', seconds: 120, fresh: () => ({ rounds: 3, winners: 3, who: 'buyers', prize: { kind: 'points', amount: 100 } }),
    form: defineAsyncComponent(() => import('./forms/GameForm.vue')),
  },
  {
    kind: 'card', seconds: 0, fresh: () => ({ purpose: 'follow', text: '', button: '', who: 'everyone' }),
    form: defineAsyncComponent(() => import('./forms/PromptForm.vue')),
  },
]
