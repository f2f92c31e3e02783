import { describe, expect, it } from 'vitest'
import { verifyDraw, type DrawProof } from './drawProof'
import fixture from './drawProof.fixture.json'

// Written by tests/factories/drawn.py; a test there asks that it still is what the server makes.
const honest = () => structuredClone(fixture) as unknown as DrawProof
const failed = async (proof: DrawProof, noted = {}) =>
  (await verifyDraw(proof, noted)).filter((step) => step.ok === false).map((step) => step.name)

describe('a draw worked out again', () => {
  it('confirms what the server made', async () => {
    const proof = honest()
    const steps = await verifyDraw(proof, { commitment: proof.commitment, root: proof.root })
    expect(steps.map((step) => step.ok)).toEqual([true, true, null, true, true])
  })

  it('refuses another winner', async () => {
    const proof = honest()
    proof.winners![0]![0] = proof.winners![0]![0] === 1 ? 2 : 1
    expect(await failed(proof)).toEqual(['winners'])
  })

  it('refuses a dropped entry', async () => {
    const proof = honest()
    proof.entries!.splice(4, 1)
    expect(await failed(proof)).toContain('list')
  })

  it('refuses changed rules and another seed', async () => {
    const rules = honest()
    rules.rules_text = rules.rules_text.replace('"count":1', '"count":2')
    expect(await failed(rules)).toContain('rules')
    const seed = honest()
    seed.seed = '00'.repeat(32)
    expect(await failed(seed)).toContain('commitment')
  })

  it('refuses a whole other story by what was noted', async () => {
    expect(await failed(honest(), { commitment: 'ab'.repeat(32) })).toEqual(['commitment'])
    expect(await failed(honest(), { root: 'ab'.repeat(32) })).toEqual(['list'])
    expect(await failed(honest(), { leaf: 'ab'.repeat(32) })).toEqual(['receipt'])
  })
})
