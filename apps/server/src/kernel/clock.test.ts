import { expect, test } from 'vitest'
import { systemClock } from './clock.ts'

test('the clock of the system goes on, and hands out a time that nobody can move for others', () => {
  const first = systemClock.now()
  expect(Math.abs(first.getTime() - Date.now())).toBeLessThan(1_000)
  first.setFullYear(1999)
  expect(systemClock.now().getFullYear()).toBeGreaterThan(2_000)
})
