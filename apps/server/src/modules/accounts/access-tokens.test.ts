import { randomUUID } from 'node:crypto'
import { sessionId, userId } from '@kinfolio/contracts'
import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { ACCESS_TOKEN_S, createAccessTokens } from './access-tokens.ts'
import { testKeys } from './signing-keys.fixture.ts'

const person = {
  userId: userId.parse('01890000-0000-7000-8000-000000000001'),
  sessionId: sessionId.parse('01890000-0000-7000-8000-000000000002'),
}
const at = { now: new Date('2026-11-20T12:00:00Z') }
const clock = { now: () => at.now }

test('a token says who speaks until fifteen minutes are over', async () => {
  const tokens = createAccessTokens({ signingKeys: testKeys(clock), clock })
  const { token, expiresInS } = await tokens.issue(person)
  expect(expiresInS).toBe(900)
  expect(await tokens.read(token)).toMatchObject(person)
  at.now = new Date(at.now.getTime() + (ACCESS_TOKEN_S + 1) * 1_000)
  expect(await tokens.read(token)).toBe('expired')
})

test('a token of another server, a changed one and no token at all are invalid', async () => {
  const ours = createAccessTokens({ signingKeys: testKeys(clock), clock })
  const theirs = createAccessTokens({ signingKeys: testKeys(clock), clock })
  const { token } = await theirs.issue(person)
  expect(await ours.read(token)).toBe('invalid')
  const [head, , signature] = (await ours.issue(person)).token.split('.')
  const forged = `${head}.${Buffer.from(JSON.stringify({ sub: person.userId })).toString('base64url')}.${signature}`
  expect(await ours.read(forged)).toBe('invalid')
  expect(await ours.read('nonsense')).toBe('invalid')
})

test('a token without a signature, or signed with a shared secret, is invalid', async () => {
  const tokens = createAccessTokens({ signingKeys: testKeys(clock), clock })
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.`
  const shared = await new SignJWT({ sid: person.sessionId })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(person.userId)
    .setExpirationTime('1h')
    .sign(new Uint8Array(32))
  expect([await tokens.read(none), await tokens.read(shared)]).toEqual(['invalid', 'invalid'])
})

test('of more tokens than are remembered each is still believed, and none longer than it lasts', async () => {
  at.now = new Date('2026-11-20T12:00:00Z')
  const tokens = createAccessTokens({ signingKeys: testKeys(clock), clock })
  const { token: first } = await tokens.issue(person)
  expect(await tokens.read(first)).toMatchObject(person)
  for (let i = 1; i <= 1_000; i++) {
    at.now = new Date(at.now.getTime() + 1)
    const { token } = await tokens.issue({ ...person, sessionId: sessionId.parse(randomUUID()) })
    expect(await tokens.read(token)).not.toMatchObject(person)
  }
  expect(await tokens.read(first)).toMatchObject(person)
  at.now = new Date('2026-11-20T12:15:00Z')
  expect(await tokens.read(first)).toBe('expired')
})
