// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { createApp, defineComponent, h } from 'vue'
import { useListing, type Listing } from './listing'

const flushPromises = () => new Promise((done) => setTimeout(done))

function opened(read: () => Promise<string>): Listing<string> {
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
})
