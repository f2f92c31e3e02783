import { expect, it } from 'vitest'
import { sparkline } from './figures'

it('draws the weeks from left to right, the best at the top', () => {
  expect(sparkline([0, 5, 10], 80, 20)).toBe('0.0,20.0 40.0,10.0 80.0,0.0')
  expect(sparkline([0, 0], 80, 20)).toBe('0.0,20.0 80.0,20.0')
  expect(sparkline([7], 80, 20)).toBe('0.0,0.0')
})
