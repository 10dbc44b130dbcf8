import { PROOF_S, PROOF_TYPE } from '@kinfolio/contracts'
import { SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import type { SignedRequest } from '../../../kernel/http/index.ts'
import { makeDevice, type TestDevice } from './keys.fixture.ts'
import { judgeProof, sha256 } from './request-proof.ts'

const now = new Date('2026-11-20T12:00:00Z')
const body = '{"a":1}'
const asked = { method: 'POST', url: '/api/thing?x=1', token: 'token', body, now }
let device: TestDevice
beforeAll(async () => {
  device = await makeDevice()
})

const requestWith = (proof: string | undefined, changed: Partial<SignedRequest> = {}): SignedRequest => ({
  method: asked.method,
  url: asked.url,
  token: asked.token,
  bodySha256: sha256(body).toString('base64url'),
  proof,
  ...changed,
})
const judge = async (proof: string | undefined, changed: Partial<SignedRequest> = {}) => {
  const verdict = await judgeProof(requestWith(proof, changed), { key: device.signing, now })
  return typeof verdict === 'string' ? verdict : 'holds'
}

describe('a signed request', () => {
  test.each(['ES256', 'EdDSA'] as const)('holds with %s', async (algorithm) => {
    const other = await makeDevice(algorithm)
    const verdict = await judgeProof(requestWith(await other.prove(asked)), { key: other.signing, now })
    expect(verdict).toMatchObject({ htm: 'POST', htu: asked.url })
  })

  test('is missed where there is none', async () => {
    expect(await judge(undefined)).toBe('missing')
  })

  test.each<[string, Partial<SignedRequest>]>([
    ['another method', { method: 'DELETE' }],
    ['another address', { url: '/api/thing?x=2' }],
    ['another body', { bodySha256: sha256('{"a":2}').toString('base64url') }],
    ['another token', { token: 'stolen' }],
  ])('is worth nothing for %s', async (_, changed) => {
    const proof = await device.prove(asked)
    expect(await judge(proof)).toBe('holds')
    expect(await judge(proof, changed)).toBe('invalid')
  })

  test.each([
    [-PROOF_S, 'holds'],
    [-PROOF_S - 1, 'expired'],
    [PROOF_S, 'holds'],
    [PROOF_S + 1, 'expired'],
  ])('of %d seconds from now %s', async (awayS, verdict) => {
    expect(await judge(await device.prove(asked, { iat: now.getTime() / 1_000 + awayS }))).toBe(verdict)
  })

  test('by another key is none, whatever key it names', async () => {
    const thief = await makeDevice()
    expect(await judge(await thief.prove(asked))).toBe('invalid')
    const { kid } = JSON.parse(Buffer.from((await device.prove(asked)).split('.')[0] ?? '', 'base64url').toString())
    const says = JSON.parse(Buffer.from((await thief.prove(asked)).split('.')[1] ?? '', 'base64url').toString())
    expect(await judge(await thief.sign(says, PROOF_TYPE, { kid }))).toBe('invalid')
    expect(await judge(await thief.sign(says, PROOF_TYPE, { kid, jwk: thief.signing }))).toBe('invalid')
  })

  test('of another type is none: what signs an approval signs no request', async () => {
    const says = JSON.parse(Buffer.from((await device.prove(asked)).split('.')[1] ?? '', 'base64url').toString())
    expect(await judge(await device.sign(says, PROOF_TYPE))).toBe('holds')
    expect(await judge(await device.sign(says, 'kinfolio-approval+jwt'))).toBe('invalid')
  })

  test('without a signature, or signed with the public key as a secret, is none', async () => {
    const [header, says, signature] = (await device.prove(asked)).split('.')
    const bare = Buffer.from(JSON.stringify({ alg: 'none', typ: PROOF_TYPE })).toString('base64url')
    const secret = new TextEncoder().encode(JSON.stringify(device.signing))
    const mixed = await new SignJWT({}).setProtectedHeader({ alg: 'HS256', typ: PROOF_TYPE }).sign(secret)
    for (const proof of [
      `${bare}.${says}.`,
      `${header}.${says}.`,
      `${header}.${says}.x${signature}`,
      mixed,
      'x',
      '',
      '..',
    ])
      expect([proof, await judge(proof)]).toEqual([proof, 'invalid'])
  })

  test('by a key that is no point of its curve is none', async () => {
    const key = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'B'.repeat(43) } as const
    const verdict = await judgeProof(requestWith(await device.prove(asked)), { key, now })
    expect(verdict).toBe('invalid')
  })

  test('that says less than it has to is none', async () => {
    for (const says of [{}, [], null, 7, { htm: 'POST' }, { ...asked, jti: 'short' }]) {
      expect(await judge(await device.sign(says as object, PROOF_TYPE))).toBe('invalid')
    }
  })
})
