import { expect, test } from 'vitest'
import { aQuota } from '../../shared/made.testing.ts'
import { limitWished, offeredLimit } from './read-limit.ts'

test.each([
  ['what the plan has left', aQuota({ used: 12, limit: 30 }), '18'],
  ['less what is being read right now', aQuota({ used: 12, reserved: 8, limit: 30 }), '10'],
  ['none where none is left', aQuota({ used: 30, limit: 30 }), '0'],
  ['a hundred without a limit', aQuota(), '100'],
  ['a hundred while nobody knows', undefined, '100'],
])('what is offered is %s, and nothing is limited before somebody says so', (_, pages, typed) => {
  expect(offeredLimit(pages)).toEqual({ isOn: false, typed })
})

test.each([
  ['0', 0],
  [' 25 ', 25],
  ['1000000', 1_000_000],
  ['1000001', undefined],
  ['', undefined],
  ['  ', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['1e3', undefined],
  ['ten', undefined],
])('“%s” typed is understood as %s', (typed, wish) => {
  expect(limitWished({ isOn: true, typed })).toBe(wish)
})

test('what is typed does not matter while the limit is off', () => {
  expect(limitWished({ isOn: false, typed: 'ten' })).toBeNull()
})
