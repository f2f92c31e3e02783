import { describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { giveUp, mayLeave, useUnsaved } from './unsaved'

const route = vi.hoisted(() => ({ leave: (): unknown => true }))
vi.mock('vue-router', () => ({ onBeforeRouteLeave: (guard: () => unknown) => (route.leave = guard) }))

describe('unsaved work', () => {
  it('keeps the page until its user lets go', async () => {
    let isSure = false
    const page = effectScope()
    page.run(() => useUnsaved(() => isSure))
    expect(await mayLeave()).toBe(false)
    expect(route.leave()).toBe(false)
    isSure = true
    expect(await mayLeave()).toBe(true)
    page.stop()
  })

  it('asks nothing of a page that is gone or given up', async () => {
    const ask = vi.fn(() => false)
    const page = effectScope()
    page.run(() => useUnsaved(ask))
    giveUp()
    expect(route.leave()).toBe(true)
    page.run(() => useUnsaved(ask))
    page.stop()
    expect(await mayLeave()).toBe(true)
    expect(ask).not.toHaveBeenCalled()
  })
})
