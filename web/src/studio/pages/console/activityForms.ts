/**
 * The forms of activities, one entry per kind. A form is a component with `v-model` of the kind's
 * rules; the server checks them whole. Add a kind here and its words under `console.activity.kind`.
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
