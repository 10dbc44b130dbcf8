import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { GuardedFetch } from '../../../kernel/outbound/index.ts'
import { googleToken, serviceAccount } from './google-token.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const account = {
  client_email: 'reader@home.iam.gserviceaccount.com',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
}
const tokenUrl = 'https://oauth2.googleapis.com/token'
const scope = 'https://www.googleapis.com/auth/cloud-vision'
const signal = new AbortController().signal
const start = new Date('2026-11-20T12:00:00Z')

type Sent = { url: string; form: URLSearchParams; signal: AbortSignal | null | undefined }

beforeEach(() => vi.useFakeTimers({ now: start, toFake: ['Date'] }))
afterEach(() => vi.useRealTimers())

const later = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1_000)

/** Answers each exchange by the script, and keeps what was sent. */
function tokensFrom(script: (count: number) => Response, more: Partial<typeof account> = {}) {
  const sent: Sent[] = []
  const fetch: GuardedFetch = async (url, init) => {
    const body = init?.body instanceof URLSearchParams || typeof init?.body === 'string' ? init.body : ''
    const address = url instanceof Request ? url.url : url.toString()
    sent.push({ url: address, form: new URLSearchParams(body), signal: init?.signal })
    return script(sent.length)
  }
  const token = googleToken({ account: { ...account, ...more }, tokenUrl, scope, who: 'Google Vision', fetch })
  return { sent, token: () => token(signal) }
}

const handsOut = (count: number, expires_in = 3_600) =>
  Response.json({ access_token: `token-${count}`, expires_in, token_type: 'Bearer' })

describe('a token of a service account', () => {
  test('is asked for with an assertion that only the account can sign', async () => {
    const { sent, token } = tokensFrom(handsOut)
    expect(await token()).toBe('token-1')
    expect(sent[0]).toMatchObject({ url: tokenUrl, signal })
    expect(sent[0]?.form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
    const assertion = sent[0]?.form.get('assertion') ?? ''
    expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'RS256', typ: 'JWT' })
    const { payload } = await jwtVerify(assertion, createPublicKey(privateKey), { audience: tokenUrl })
    const issuedAt = start.getTime() / 1_000
    expect(payload).toEqual({
      iss: account.client_email,
      aud: tokenUrl,
      scope,
      iat: issuedAt,
      exp: issuedAt + 3_600,
    })
  })

  test('is kept until a minute before it ends', async () => {
    const { sent, token } = tokensFrom((count) => handsOut(count, 600))
    await token()
    later(539)
    expect([await token(), sent.length]).toEqual(['token-1', 1])
    later(2)
    expect([await token(), sent.length]).toEqual(['token-2', 2])
  })

  test('that lives shorter than that is used once and asked for again', async () => {
    const { sent, token } = tokensFrom((count) => handsOut(count, 30))
    expect([await token(), await token(), sent.length]).toEqual(['token-1', 'token-2', 2])
  })

  test('without a word about its end lives an hour', async () => {
    const { sent, token } = tokensFrom((count) => Response.json({ access_token: `token-${count}` }))
    await token()
    later(3_500)
    await token()
    expect(sent).toHaveLength(1)
    later(100)
    await token()
    expect(sent).toHaveLength(2)
  })

  test('that was refused is not kept: the next call asks again', async () => {
    const { token } = tokensFrom((count) => (count === 1 ? new Response('', { status: 503 }) : handsOut(count)))
    await expect(token()).rejects.toMatchObject({ reason: 'overloaded', isRetryable: true })
    expect(await token()).toBe('token-2')
  })
})

describe('an exchange that fails', () => {
  test('with 400 means the account or its signature, which is a refused key', async () => {
    const body = { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }
    const { token } = tokensFrom(() => Response.json(body, { status: 400 }))
    await expect(token()).rejects.toMatchObject({
      reason: 'key-refused',
      isRetryable: false,
      message: expect.stringContaining('invalid_grant Invalid JWT Signature.'),
    })
  })

  test('with 429 is tried again after the time Google names', async () => {
    const { token } = tokensFrom(() => new Response('slow', { status: 429, headers: { 'retry-after': '9' } }))
    await expect(token()).rejects.toMatchObject({ reason: 'rate-limited', retryAfterMs: 9_000 })
  })

  test.each([
    ['no JSON', 'ok'],
    ['no token', '{"expires_in":3600}'],
    ['an empty token', '{"access_token":""}'],
  ])('by answering with %s is not understood, and tried again', async (_, body) => {
    const { token } = tokensFrom(() => new Response(body))
    await expect(token()).rejects.toMatchObject({ reason: 'answer-not-understood', isRetryable: true })
  })

  test.each([
    ['no key at all', 'secret'],
    ['a key of another kind', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })],
    ['half a key', account.private_key.slice(0, 300)],
  ])('because the file holds %s is never sent, and its words hold nothing of the key', async (_, key) => {
    const { sent, token } = tokensFrom(handsOut, { private_key: String(key) })
    const outage = await token().catch((error: unknown) => error)
    expect(outage).toMatchObject({ reason: 'key-refused', isRetryable: false })
    expect(String(outage)).not.toContain(String(key).slice(30, 60) || 'secret')
    expect(sent).toEqual([])
  })
})

test('a key file is known by its address and its key, and nothing else of it is kept', () => {
  const file = { ...account, type: 'service_account', token_uri: 'http://169.254.169.254/', project_id: 'x' }
  expect(serviceAccount.parse(file)).toEqual(account)
  for (const part of [{ client_email: 'nobody' }, { private_key: '' }, { private_key: undefined }]) {
    expect(serviceAccount.safeParse({ ...file, ...part }).success).toBe(false)
  }
})
