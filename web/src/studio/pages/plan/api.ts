import { get, patch, post, put, remove } from '@/shared/http'
import type {
  Block, BlockDraft, BlockTemplate,
  CanSell, Change, CheckCard, Choices, Completion, GateReason, GoalCard, LineupAnswer, PhaseCard, PlanVersion,
  ScriptAnswer, ShowCard,
} from './types'

export interface RowEdit {
  id: number | null
  at?: number
  cells: Record<string, string | boolean>
}
export interface ShowFrame {
  title: string
  theme: string
  host_name: string
  planned_start_at: string
  planned_end_at: string
  read_chars_per_second: number
}
export interface GoalInput {
  metric: string
  target: number
  dimension: string
  note: string
}

export const api = {
  shows: () => get<ShowCard[]>('/shows'),
  show: (id: number) => get<ShowCard>(`/shows/${id}`),
  createShow: (shop: number, frame: ShowFrame) => post<ShowCard>('/shows', { ...frame, shop_id: shop }),
  editShow: (id: number, frame: ShowFrame) => put<ShowCard>(`/shows/${id}`, frame),
  deleteShow: (id: number) => remove(`/shows/${id}`),
  choices: () => get<Choices>('/shows/choices'),
  goals: (id: number) => get<GoalCard[]>(`/shows/${id}/goals`),
  setGoals: (id: number, goals: GoalInput[]) => put<GoalCard[]>(`/shows/${id}/goals`, { goals }),
  products: (id: number, q: string) => get<CanSell[]>(`/shows/${id}/products`, { q }),
  versions: (id: number) => get<PlanVersion[]>(`/shows/${id}/versions`),
  freeze: (id: number) => post<PlanVersion>(`/shows/${id}/freeze`),
  diff: (id: number, old: number, fresh: number | null) =>
    get<{ changes: Change[] }>(`/shows/${id}/diff`, { old, new: fresh }),
  checklist: (id: number) => get<CheckCard[]>(`/shows/${id}/checklist`),
  sign: (id: number, item: number, note: string) => post<CheckCard[]>(`/shows/${id}/checklist/${item}/sign`, { note }),
  unsign: (id: number, item: number) => remove<CheckCard[]>(`/shows/${id}/checklist/${item}/sign`),
  addCheck: (id: number, body: { category: string; title: string; is_mandatory: boolean }) =>
    post<CheckCard[]>(`/shows/${id}/checklist`, body),
  removeCheck: (id: number, item: number) => remove<CheckCard[]>(`/shows/${id}/checklist/${item}`),
  phases: (id: number) => get<PhaseCard[]>(`/shows/${id}/phases`),
  enterPhase: (id: number, phase: string) => post<ShowCard>(`/shows/${id}/phase`, { phase }),
  addTask: (id: number, body: { phase: string; title: string; owner: string; due_at: string | null }) =>
    post<PhaseCard[]>(`/shows/${id}/tasks`, body),
  tick: (id: number, task: number, is_done: boolean) => put<PhaseCard[]>(`/shows/${id}/tasks/${task}`, { is_done }),
  removeTask: (id: number, task: number) => remove<PhaseCard[]>(`/shows/${id}/tasks/${task}`),
  gate: (id: number, name: string) => get<GateReason[]>(`/shows/${id}/gates/${name}`),
  blockTemplates: () => get<BlockTemplate[]>('/shows/block-templates'),
  setBlocks: (id: number, segment: number, blocks: BlockDraft[]) =>
    put<Block[]>(`/shows/${id}/script/segments/${segment}/blocks`, { blocks }),
  completion: (id: number) => get<Completion>(`/shows/${id}/completion`),
}

/** The calls of one editable table: the line-up or the script. */
export function tableApi<T extends LineupAnswer | ScriptAnswer>(show: number, table: 'lineup' | 'script') {
  const base = `/shows/${show}/${table}`
  return {
    load: () => get<T>(base),
    edit: (rows: RowEdit[], removed: number[] = []) => patch<T>(base, { rows, removed }),
    paste: (text: string, row: number, column: string) => post<T>(`${base}/paste`, { text, row, column }),
    reorder: (order: number[]) => put<T>(`${base}/order`, { order }),
    template: (template: string, at: number | null) => post<T>(`${base}/template`, { template, at }),
  }
}
export type TableApi<T extends LineupAnswer | ScriptAnswer> = ReturnType<typeof tableApi<T>>
