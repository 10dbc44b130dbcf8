import { expect, test } from 'vitest'
import { sessionEnd } from './open-session.ts'
import { judge, REFRESH_GRACE_S, SESSION_DAYS } from './refresh-token.ts'
import { hashToken, makeSecretToken } from './secret-token.ts'

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
  const made = makeSecretToken()
  expect(Buffer.from(made.token, 'base64url')).toHaveLength(32)
  expect(hashToken(made.token).equals(made.sha256)).toBe(true)
  expect(makeSecretToken().token).not.toBe(made.token)
})

test('the grace ends with its last second, and does not begin before the use', () => {
  expect(judge(used(REFRESH_GRACE_S), { successor: fresh, now })).toBe('lost-answer')
  expect(judge(used(REFRESH_GRACE_S + 0.001), { successor: fresh, now })).toBe('reused')
  // A clock that was set back meanwhile: the use lies ahead, and still was just now.
  expect(judge(used(-2), { successor: fresh, now })).toBe('lost-answer')
})

test('a session ends thirty days after its last use, to the second, also across the change of clocks', () => {
  const last = new Date('2026-03-20T12:00:00Z')
  expect(SESSION_DAYS).toBe(30)
  expect(sessionEnd(last).toISOString()).toBe('2026-04-19T12:00:00.000Z')
  expect(last.toISOString()).toBe('2026-03-20T12:00:00.000Z')
})

test('a token’s hash is that of its text, so that a token of another server is simply unknown', () => {
  expect(hashToken('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(hashToken('')).toHaveLength(32)
})
