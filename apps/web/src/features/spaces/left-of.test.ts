import { expect, test } from 'vitest'
import { leftOf } from './left-of.ts'

const now = Date.parse('2026-01-31T12:00:00.000Z')

test.each([
  ['2026-01-31T12:15:00.000Z', '15:00'],
  ['2026-01-31T12:01:05.000Z', '1:05'],
  ['2026-01-31T12:00:00.001Z', '0:01'],
  ['2026-01-31T12:00:00.000Z', null],
  ['2026-01-31T11:59:00.000Z', null],
])('until %s it is %s', (iso, left) => expect(leftOf(iso, now)).toBe(left))
