import { sessionId, userId } from '@kinfolio/contracts'
import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT, type JWK } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { type AccessTokens, createAccessTokens, makeSigningKey } from './access-tokens.ts'

const person = {
  userId: userId.parse('01890000-0000-7000-8000-000000000001'),
  sessionId: sessionId.parse('01890000-0000-7000-8000-000000000002'),
}
const now = new Date('2026-11-20T12:00:00.900Z')
const seconds = Math.floor(now.getTime() / 1_000)
const usual = { sub: person.userId, sid: person.sessionId, iss: 'kinfolio', aud: 'kinfolio', exp: seconds + 60 }

let signingKey = ''
let tokens: AccessTokens
beforeAll(async () => {
  signingKey = await makeSigningKey()
  tokens = await createAccessTokens({ signingKey, clock: { now: () => now } })
})

/** A token with these claims and the right signature: what a mistake of ours would look like. */
async function signed(claims: Record<string, unknown>): Promise<string> {
  const jwk: JWK = JSON.parse(signingKey)
  return new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA' }).sign(await importJWK(jwk, 'EdDSA'))
}

describe('a token', () => {
  test('names its key, its person and its session, and nothing else about them', async () => {
    const { token } = await tokens.issue(person)
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'EdDSA', kid: expect.stringMatching(/^[\w-]{43}$/) })
    expect(decodeJwt(token)).toEqual({ ...usual, iat: seconds, exp: seconds + 900 })
  })

  test('with the usual claims is believed, and tells when it ends', async () => {
    expect(await tokens.read(await signed(usual))).toEqual({ ...person, expiresAt: new Date(usual.exp * 1_000) })
  })

  test.each([
    ['for somebody else', { aud: 'another' }],
    ['by somebody else', { iss: 'another' }],
    ['of nobody', { sub: undefined }],
    ['of somebody with another kind of id', { sub: 'ada' }],
    ['without a session', { sid: undefined }],
    ['that never ends', { exp: undefined }],
    ['that begins later', { nbf: seconds + 30 }],
  ])('%s is invalid, however well it is signed', async (_, more) => {
    expect(await tokens.read(await signed({ ...usual, ...more }))).toBe('invalid')
  })

  test('ends with its last second', async () => {
    expect(await tokens.read(await signed({ ...usual, exp: seconds + 1 }))).toMatchObject(person)
    expect(await tokens.read(await signed({ ...usual, exp: seconds }))).toBe('expired')
  })

  test.each(['', '.', '..', 'a.b.c', 'eyJhbGciOiJFZERTQSJ9..', '\u0000', 'x'.repeat(10_000)])(
    'that is %j is invalid and breaks nothing',
    async (text) => {
      expect(await tokens.read(text)).toBe('invalid')
    },
  )
})
