import { expect, test } from 'vitest'
import type { PhaseCard, ShowCard, TaskCard } from '../plan/types'
import { coming, openTasks } from './today'

const NOW = 1_000_000
const show = (id: number, some: Partial<ShowCard>): ShowCard =>
  ({ id, phase: 'prepare', is_rehearsal: false, planned_start_at: NOW + id, planned_end_at: NOW + id + 1, ...some }) as ShowCard
const task = (id: number, some: Partial<TaskCard>): TaskCard =>
  ({ id, phase: 'prepare', title: `${id}`, owner: '', due_at: null, done_at: null, ...some })
const phase = (state: PhaseCard['state'], tasks: TaskCard[]): PhaseCard =>
  ({ phase: 'prepare', state, entered_at: null, tasks, open_tasks: 0, gate: '', reasons: [] })

test('the show on air stands first, then the nearest; past plans and rehearsals are left out', () => {
  const found = coming(
    [
      show(5, {}),
      show(4, { planned_end_at: NOW - 1 }),
      show(3, { is_rehearsal: true }),
      show(2, {}),
      show(9, { phase: 'on_air' }),
      show(1, { phase: 'review' }),
    ],
    NOW,
  )
  expect(found.map((each) => each.id)).toEqual([9, 2, 5])
})

test('tasks of phases ahead wait, done ones go, the earliest due comes first', () => {
  const phases = [
    phase('done', [task(1, {}), task(2, { done_at: 5 })]),
    phase('current', [task(3, { due_at: 20 }), task(4, { due_at: 10 })]),
    phase('ahead', [task(5, {})]),
  ]
  expect(openTasks(show(1, {}), phases).map((each) => each.id)).toEqual([4, 3, 1])
})
