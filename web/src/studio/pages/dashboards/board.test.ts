import { beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { Problem } from '@/shared/http'
import type { Answer, Chart } from './api'
import { useBoard, type Board } from './board'
import { freshChart, MOST_CHARTS } from './choosing'

const api = vi.hoisted(() => ({ askCharts: vi.fn(), createDashboard: vi.fn(), loadDashboard: vi.fn(), saveDashboard: vi.fn() }))
vi.mock('./api', async (real) => ({ ...(await real<object>()), ...api }))

const chart = (title: string): Chart => ({ ...freshChart([]), title })
const answer = (shows: number): Answer => ({ problem: '', x: [], splits: [], metrics: [], cells: [], previous: [], shows, rest: 0, notes: [] })
const stored = (version: number, name = '周会') => ({ id: 5, shop_id: 1, name, charts: [chart('a'), chart('b')], version, saved_by: '阿明', saved_at: 1 })
const problem = (extra: object) => new Problem({ title: 'Conflict', status: 409, code: 'conflict', detail: '林析刚保存过', ...extra })
const missing = () => problem({ title: 'Not found', status: 404, code: 'not_found', detail: '没有编号 5 的数据看板' })
const settled = () => new Promise((resolve) => setTimeout(resolve))

let board: Board
beforeEach(async () => {
  Object.values(api).forEach((one) => one.mockReset())
  api.loadDashboard.mockResolvedValue(stored(3))
  api.askCharts.mockImplementation((_shop: number, charts: Chart[]) => Promise.resolve({ as_of: 9, answers: charts.map((_, at) => answer(at)) }))
  board = effectScope(true).run(() => useBoard(1))!
  await board.open(5)
  await settled()
})

describe('a dashboard that is worked on', () => {
  it('asks for all charts at once and is not changed by their answers', () => {
    expect(api.askCharts).toHaveBeenCalledTimes(1)
    expect(board.items.value.map((one) => one.answer?.shows)).toEqual([0, 1])
    expect([board.isChanged.value, board.isAsking.value, board.asOf.value]).toEqual([false, false, 9])
  })
  it('keeps a newer answer when an older one comes late', async () => {
    const late: ((found: object) => void)[] = []
    api.askCharts.mockImplementation(() => new Promise((resolve) => late.push(resolve)))
    const asked = [board.ask(), board.ask()]
    late[1]?.({ as_of: 20, answers: [answer(20), answer(21)] })
    late[0]?.({ as_of: 10, answers: [answer(10), answer(11)] })
    await Promise.all(asked)
    expect([board.asOf.value, board.items.value[0]?.answer?.shows]).toEqual([20, 20])
  })
  it('says why figures did not come, and keeps those there were', async () => {
    api.askCharts.mockRejectedValue(new Error('数据服务正在重启'))
    await board.ask()
    expect([board.problem.value, board.items.value[1]?.answer?.shows, board.isAsking.value]).toEqual(['数据服务正在重启', 1, false])
  })
  it('is saved over the version that was read', async () => {
    board.name.value = ' 新名 '
    api.saveDashboard.mockResolvedValue(stored(4, '新名'))
    expect(board.isChanged.value).toBe(true)
    await board.save()
    expect(api.saveDashboard.mock.calls[0]?.slice(0, 3)).toEqual([5, 3, '新名'])
    expect([board.isChanged.value, board.saved.value?.version, board.name.value]).toEqual([false, 4, '新名'])
  })
  it('does not lose what is typed while it is saved', async () => {
    api.saveDashboard.mockImplementation(() => {
      board.name.value = '周会 2'
      return Promise.resolve(stored(4))
    })
    board.drop(board.items.value[0]!.uid)
    await board.save()
    expect([board.name.value, board.isChanged.value]).toEqual(['周会 2', true])
  })
  it('keeps the work when another was first, and a copy ends it', async () => {
    board.drop(board.items.value[0]!.uid)
    api.saveDashboard.mockRejectedValue(problem({ version: 7 }))
    expect(await board.save()).toBeNull()
    expect([board.conflict.value, board.refusal.value, board.isChanged.value, board.items.value.length]).toEqual(['林析刚保存过', '', true, 1])
    api.createDashboard.mockResolvedValue({ ...stored(1, '副本'), id: 6 })
    await board.saveAs('副本')
    expect([board.conflict.value, board.saved.value?.id, board.name.value, board.isChanged.value]).toEqual(['', 6, '副本', false])
  })
  it('tells a taken name from a conflict', async () => {
    board.name.value = '别的'
    api.saveDashboard.mockRejectedValue(problem({ fault: 'taken' }))
    await board.save()
    expect([board.conflict.value, board.refusal.value, board.isChanged.value]).toEqual(['', '林析刚保存过', true])
  })
  it('keeps the work when another deleted it, and saving it as a new one ends it', async () => {
    board.drop(board.items.value[0]!.uid)
    api.saveDashboard.mockRejectedValue(missing())
    expect(await board.save()).toBeNull()
    expect([board.isDeleted.value, board.conflict.value, board.refusal.value, board.isChanged.value]).toEqual([true, '没有编号 5 的数据看板', '', true])
    api.createDashboard.mockRejectedValueOnce(problem({ fault: 'taken', detail: '已有' }))
    await board.saveAs('周会')
    expect([board.isDeleted.value, board.refusal.value]).toEqual([true, '已有'])
    api.createDashboard.mockResolvedValue({ ...stored(1), id: 6 })
    await board.saveAs('周会 2')
    expect([board.isDeleted.value, board.conflict.value, board.saved.value?.id, board.isChanged.value]).toEqual([false, '', 6, false])
  })
  it('was deleted when what another saved is gone too', async () => {
    api.loadDashboard.mockRejectedValue(missing())
    await board.reopen()
    expect([board.isDeleted.value, board.refusal.value, board.items.value.length]).toEqual([true, '', 2])
  })
  it('begins anew without anything of the one before', async () => {
    api.saveDashboard.mockRejectedValue(missing())
    await board.save()
    board.drop(board.items.value[0]!.uid)
    board.begin('新看板', [], true)
    const left = [board.saved.value, board.isDeleted.value, board.conflict.value, board.gone.value, board.asOf.value, board.isChanged.value]
    expect(left).toEqual([null, false, '', null, null, false])
    api.createDashboard.mockResolvedValue({ ...stored(1), id: 6 })
    await board.save()
    expect([api.createDashboard.mock.calls.length, api.saveDashboard.mock.calls.length, board.saved.value?.id]).toEqual([1, 1, 6])
  })
  it('is not replaced by what was saved or opened before it', async () => {
    const late: ((found: object) => void)[] = []
    const hang = () => new Promise((resolve) => late.push(resolve))
    api.saveDashboard.mockImplementation(hang)
    api.loadDashboard.mockImplementation(hang)
    const before = [board.save(), board.open(5)]
    board.begin('新看板', [], true)
    late.forEach((resolve) => resolve(stored(4)))
    expect(await Promise.all(before)).toEqual([null, undefined])
    expect([board.saved.value, board.name.value, board.isSaving.value]).toEqual([null, '新看板', false])
  })
  it('gives way to what another saved', async () => {
    board.name.value = '我的'
    api.loadDashboard.mockResolvedValue(stored(7, '对方的'))
    await board.reopen()
    expect([board.name.value, board.saved.value?.version, board.isChanged.value]).toEqual(['对方的', 7, false])
  })
  it('takes a chart from the editor with its answer, and back what was removed', () => {
    const uid = board.put(null, chart('c'), answer(8))
    expect([board.items.value.at(-1)?.uid, board.items.value.at(-1)?.answer?.shows, api.askCharts.mock.calls.length]).toEqual([uid, 8, 1])
    board.put(uid, chart('d'), null)
    expect([board.items.value.at(-1)?.chart.title, api.askCharts.mock.calls.length]).toEqual(['d', 2])
    board.drop(uid)
    board.undo()
    expect([board.items.value.map((one) => one.chart.title), board.gone.value]).toEqual([['a', 'b', 'd'], null])
  })
  it('asks for a copy that was made while answers were on their way', async () => {
    const asked = board.ask()
    board.copy(board.items.value[1]!.uid)
    await asked
    await settled()
    expect(board.items.value.map((one) => one.answer?.shows)).toEqual([0, 1, 2])
    board.copy(board.items.value[0]!.uid)
    expect([board.items.value.length, api.askCharts.mock.calls.length]).toEqual([4, 3])
  })
  it('gives a chart that comes back the newest answer', async () => {
    const [first, second] = board.items.value.map((one) => one.uid)
    const asked = board.ask()
    board.drop(first!)
    await asked
    board.undo()
    expect([board.items.value[0]?.answer?.shows, api.askCharts.mock.calls.length]).toEqual([0, 2])
    board.drop(second!)
    await board.ask()
    board.undo()
    expect([board.items.value[1]?.answer, api.askCharts.mock.calls.length]).toEqual([null, 4])
    await settled()
    expect(board.items.value[1]?.answer?.shows).toBe(1)
  })
  it('never has more charts than can be saved', () => {
    const uid = board.items.value[0]!.uid
    for (let at = 0; at < 30; at++) board.copy(uid)
    expect([board.items.value.length, board.isFull.value]).toEqual([MOST_CHARTS, true])
    board.drop(uid)
    board.put(null, chart('c'), answer(8))
    board.undo()
    expect([board.items.value.length, board.gone.value?.item.uid]).toEqual([MOST_CHARTS, uid])
  })
  it('of another shop is not opened', async () => {
    api.loadDashboard.mockResolvedValue({ ...stored(1), shop_id: 2 })
    const other = effectScope(true).run(() => useBoard(1))!
    await other.open(5)
    expect([other.saved.value?.shop_id, other.items.value]).toEqual([2, []])
  })
})
