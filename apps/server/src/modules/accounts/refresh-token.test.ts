import { expect, test } from 'vitest'
import { hashToken, judge, makeRefreshToken } from './refresh-token.ts'

const now = new Date('2026-11-20T12:00:00Z')
const ago = (s: number) => new Date(now.getTime() - s * 1_000)
const fresh = { used_at: null, replaced_by: null }
const used = (s: number) => ({ used_at: ago(s), replaced_by: Buffer.alloc(32) })

test('a token works the first time', () => {
  expect(judge(fresh, { successor: undefined, now })).toBe('fresh')
})
test('a token that comes again at once, before its successor was used, had its answer lost', () => {
  expect(judge(used(59), { successor: fresh, now })).toBe('lost-answer')
})
test.each([
  ['after the grace', used(61), fresh],
  ['when its successor was used', used(5), used(1)],
  ['when its successor is gone', used(5), undefined],
])('a token that comes again %s was stolen', (_, token, successor) => {
  expect(judge(token, { successor, now })).toBe('reused')
})
test('a token has 256 random bits and is kept as its hash only', () => {
  const made = makeRefreshToken()
  expect(Buffer.from(made.token, 'base64url')).toHaveLength(32)
  expect(hashToken(made.token).equals(made.sha256)).toBe(true)
  expect(makeRefreshToken().token).not.toBe(made.token)
})
