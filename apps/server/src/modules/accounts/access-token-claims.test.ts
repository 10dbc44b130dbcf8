import { createHmac, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { sessionId, userId } from '@kinfolio/contracts'
import { decodeJwt, decodeProtectedHeader, exportJWK, exportSPKI, importJWK, SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { type AccessTokens, createAccessTokens } from './access-tokens.ts'
import { createSigningKeys, makeSigningKeys, type SigningKeys } from './signing-keys.ts'

const person = {
  userId: userId.parse('01890000-0000-7000-8000-000000000001'),
  sessionId: sessionId.parse('01890000-0000-7000-8000-000000000002'),
}
const now = new Date('2026-11-20T12:00:00.900Z')
const clock = { now: () => now }
const seconds = Math.floor(now.getTime() / 1_000)
const usual = { sub: person.userId, sid: person.sessionId, iss: 'kinfolio', aud: 'kinfolio', exp: seconds + 60 }

let file = ''
let signingKeys: SigningKeys
let tokens: AccessTokens
let kid = ''
beforeAll(async () => {
  file = await makeSigningKeys()
  signingKeys = createSigningKeys({ clock, read: async () => file })
  tokens = createAccessTokens({ signingKeys, clock })
  kid = (await signingKeys.signer()).kid
})

/** A token with these claims and the right signature: what a mistake of ours would look like. */
async function signed(claims: Record<string, unknown>): Promise<string> {
  const { key } = await signingKeys.signer()
  return new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt' }).sign(key)
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a token', () => {
  test('names its key, its person and its session, and nothing else about them', async () => {
    const { token } = await tokens.issue(person)
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'EdDSA',
      typ: 'at+jwt',
      kid: expect.stringMatching(/^[\w-]{43}$/),
    })
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

  /** Signed with the right key over exactly this header, which no library would let one do. */
  async function withHeader(head: object): Promise<string> {
    const [{ d, x }] = JSON.parse(file).keys
    const key = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x }, format: 'jwk' })
    const signing = `${encoded({ alg: 'EdDSA', kid, typ: 'at+jwt', ...head })}.${encoded(usual)}`
    return `${signing}.${sign(null, Buffer.from(signing), key).toString('base64url')}`
  }

  test('whose header is made by hand is believed when it is as ours', async () => {
    expect(await tokens.read(await withHeader({}))).toMatchObject(person)
  })

  test.each([
    ['without the name of its key', { kid: undefined }],
    ['that names a key we never had', { kid: 'another' }],
    ['that names a file', { kid: '../../../../dev/null' }],
    ['that names a part of an SQL statement', { kid: "' or '1'='1" }],
    ['that names many keys', { kid: ['a', 'b'] }],
    ['made for another purpose', { typ: 'JWT' }],
    ['that says of itself no purpose', { typ: undefined }],
    ['that says it needs what we do not know', { crit: ['exp'], exp: 1 }],
    ['of another algorithm', { alg: 'HS256' }],
  ])('%s is invalid, however well it is signed', async (_, head) => {
    expect(await tokens.read(await withHeader(head))).toBe('invalid')
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

describe('an attacker who knows the public key', () => {
  /** The public part of the key that signs, in the forms libraries have taken for a shared secret. */
  async function publicForms(): Promise<(string | Buffer)[]> {
    const [jwk] = JSON.parse(file).keys
    const { d: _private, ...publicJwk } = jwk
    const key = await importJWK(publicJwk, 'EdDSA')
    if (key instanceof Uint8Array) throw new Error('a public key is no secret')
    const pem = await exportSPKI(key)
    return [pem, pem.trim(), JSON.stringify(publicJwk), publicJwk.x, Buffer.from(publicJwk.x, 'base64url')]
  }

  test.each(['HS256', 'HS384', 'HS512'])('cannot sign with it as the shared secret of %s', async (alg) => {
    const forms = await publicForms()
    expect(forms).toHaveLength(5)
    for (const secret of forms) {
      const signing = `${encoded({ alg, kid, typ: 'at+jwt' })}.${encoded(usual)}`
      const mac = createHmac(alg.replace('HS', 'sha'), secret).update(signing).digest('base64url')
      expect(await tokens.read(`${signing}.${mac}`)).toBe('invalid')
    }
  })

  test.each(['none', 'None', 'NONE', ''])('cannot say that the token has the algorithm %j', async (alg) => {
    const unsigned = `${encoded({ alg, kid, typ: 'at+jwt' })}.${encoded(usual)}`
    const [, , signature] = (await signed(usual)).split('.')
    for (const token of [`${unsigned}.`, unsigned, `${unsigned}.${signature}`]) {
      expect(await tokens.read(token)).toBe('invalid')
    }
  })

  test('cannot bring a key along: in the header, by its address, or as a certificate', async () => {
    const own = generateKeyPairSync('ed25519')
    const jwk = { ...(await exportJWK(own.publicKey)), kid }
    for (const more of [
      { jwk },
      { jku: 'http://127.0.0.1:1/keys.json' },
      { x5u: 'http://127.0.0.1:1/' },
      { x5c: ['AA=='] },
    ]) {
      const head = { alg: 'EdDSA', kid, typ: 'at+jwt', ...more }
      const token = await new SignJWT(usual).setProtectedHeader(head).sign(own.privateKey)
      expect(await tokens.read(token)).toBe('invalid')
    }
  })

  test('cannot sign with the key of another curve, or with another server’s', async () => {
    const others = createSigningKeys({ clock, read: makeSigningKeys })
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const byEc = await new SignJWT(usual).setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' }).sign(ec.privateKey)
    const { key } = await others.signer()
    const byOther = await new SignJWT(usual).setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt' }).sign(key)
    expect([await tokens.read(byEc), await tokens.read(byOther)]).toEqual(['invalid', 'invalid'])
  })
})
