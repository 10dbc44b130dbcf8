import { TOTP, URI } from 'otpauth'
import { describe, expect, test } from 'vitest'
import { hashRecoveryCode, makeRecoveryCodes, RECOVERY_CODES } from './recovery-codes.ts'
import { makeTotpSecret, stepOf, totpUri } from './totp.ts'

/** RFC 6238, appendix B: the secret of its SHA-1 row. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const at = (s: number) => ({ secret, now: new Date(s * 1_000), lastStep: undefined })

describe('a code of an authenticator app', () => {
  test.each([
    [59, '287082', 1],
    [1_111_111_109, '081804', 37_037_036],
    [1_234_567_890, '005924', 41_152_263],
  ])('at %i seconds is that of the standard', (s, code, step) => {
    expect(stepOf(code, at(s))).toBe(step)
  })

  test('is taken one step early and late, and not two', () => {
    const code = '287082' // of step 1: from 30 s to 60 s
    expect([0, 29, 30, 59, 60, 89].map((s) => stepOf(code, at(s)))).toEqual([1, 1, 1, 1, 1, 1])
    expect(stepOf(code, at(90))).toBeUndefined()
    expect(stepOf('755224', { ...at(90), now: new Date(90_000) })).toBeUndefined()
  })

  test('is not taken twice, nor one of a step before', () => {
    expect(stepOf('287082', { ...at(59), lastStep: 1 })).toBeUndefined()
    expect(stepOf('287082', { ...at(59), lastStep: 2 })).toBeUndefined()
    expect(stepOf('287082', { ...at(59), lastStep: 0 })).toBe(1)
  })

  test.each(['', '28708', '2870820', 'abcdef'])('%j is none', (code) => {
    expect(stepOf(code, at(59))).toBeUndefined()
  })
})

test('a secret has 160 random bits and is read from its address by an app', () => {
  const made = makeTotpSecret()
  expect(made).toMatch(/^[A-Z2-7]{32}$/)
  expect(makeTotpSecret()).not.toBe(made)
  const read = URI.parse(totpUri(made, 'ada@example.org'))
  expect(read).toBeInstanceOf(TOTP)
  expect(read).toMatchObject({ issuer: 'Kinfolio', label: 'ada@example.org', digits: 6, period: 30, algorithm: 'SHA1' })
  expect(read.secret.base32).toBe(made)
})

describe('recovery codes', () => {
  test('are ten different ones, without signs that look like others', () => {
    const codes = makeRecoveryCodes()
    expect(new Set(codes).size).toBe(RECOVERY_CODES)
    for (const code of codes) expect(code).toMatch(/^([a-hj-km-np-z2-9]{4}-){3}[a-hj-km-np-z2-9]{4}$/)
  })

  test('are the same however they are typed, and different from each other', () => {
    const hash = hashRecoveryCode('abcd-efgh-jkmn-pqrs')
    for (const typed of ['ABCD-EFGH-JKMN-PQRS', 'abcdefghjkmnpqrs', ' abcd efgh jkmn pqrs ']) {
      expect(hashRecoveryCode(typed)).toEqual(hash)
    }
    expect(hashRecoveryCode('abcd-efgh-jkmn-pqrt')).not.toEqual(hash)
  })
})
