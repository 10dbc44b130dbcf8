import { expect, test } from 'vitest'
import { CallFailed } from './call-failed.ts'
import { isUnder, pathOf } from './keys.ts'
import { isWorthAnotherTry } from './query-client.ts'

test('what may pass is tried again, what was refused is not', () => {
  const failed = (status: number, kind: 'offline' | 'refused' | 'misunderstood' = 'refused') =>
    isWorthAnotherTry(new CallFailed({ kind, status }))
  expect([failed(0, 'offline'), failed(503), failed(500), failed(429)]).toEqual([true, true, true, true])
  expect([failed(404), failed(403), failed(200, 'misunderstood'), isWorthAnotherTry(new Error('bug'))]).toEqual([
    false,
    false,
    false,
    false,
  ])
})

test('a key stands for all that begin with it, and for nothing else', () => {
  const stale = new Set([pathOf(['documents']), pathOf(['page', 'p1'])])
  expect(isUnder(['documents', 'root'], stale)).toBe(true)
  expect(isUnder(['page', 'p1'], stale)).toBe(true)
  expect(isUnder(['page', 'p2'], stale)).toBe(false)
  expect(isUnder(['pages', 'documents'], stale)).toBe(false)
})
