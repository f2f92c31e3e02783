// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { createApp, defineComponent, h } from 'vue'
import { Problem } from '@/shared/http'
import { useListing, useTries, type Listing } from './listing'

const flushPromises = () => new Promise((done) => setTimeout(done))

function opened(read: (signal: AbortSignal) => Promise<string>): Listing<string> {
  let made: Listing<string> | null = null
  createApp(defineComponent({ setup: () => ((made = useListing(read)), () => h('p')) })).mount(document.createElement('div'))
  return made!
}

describe('a listing', () => {
  it('keeps the newest answer, whichever comes last', async () => {
    const answers: { resolve: (text: string) => void; reject: (why: Error) => void }[] = []
    const page = opened(() => new Promise((resolve, reject) => answers.push({ resolve, reject })))
    void page.load()
    void page.load()
    answers[2]!.resolve('newest')
    await flushPromises()
    expect([page.found.value, page.isLoading.value]).toEqual(['newest', false])
    answers[0]!.resolve('oldest')
    answers[1]!.reject(new Error('too late'))
    await flushPromises()
    expect([page.found.value, page.problem.value]).toEqual(['newest', ''])
  })

  it('says why the newest question was not answered, and keeps what is known', async () => {
    let fails = false
    const page = opened(() => (fails ? Promise.reject(new Error('没有网')) : Promise.resolve('known')))
    await flushPromises()
    fails = true
    await page.load()
    expect([page.found.value, page.problem.value, page.isLoading.value]).toEqual(['known', '没有网', false])
  })

  it('gives an older question up', async () => {
    const asked: AbortSignal[] = []
    const page = opened((signal) => (asked.push(signal), Promise.resolve('told')))
    await flushPromises()
    await page.load()
    expect(asked.map((signal) => signal.aborted)).toEqual([true, false])
  })
})

describe('a try', () => {
  it('tells a refusal and forgets it at the next', async () => {
    const { problem, tried } = useTries()
    await tried(() => Promise.reject(new Problem({ status: 409, code: 'taken', title: '已被占用', detail: '' })))
    expect(problem.value).toBe('已被占用')
    await tried(() => Promise.resolve())
    expect(problem.value).toBe('')
  })

  it('hides no bug', async () => {
    await expect(useTries().tried(() => Promise.reject(new TypeError('bug')))).rejects.toThrow('bug')
  })
})
