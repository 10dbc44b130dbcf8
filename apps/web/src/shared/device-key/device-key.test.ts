// @vitest-environment happy-dom
import { PROOF_HEADER, registerDeviceKey, userId } from '@kinfolio/contracts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { uuid } from '../made.testing.ts'
import { aPerson, aServer } from '../server.testing.ts'
import { bindSession, canHaveKeys, learnServerTime, signApproval, signRequest } from './device-key.ts'
import { forgetKeys, keepKeys, readKeys } from './key-store.ts'
import { giveKeyStore } from './key-store.testing.ts'
import { partsOf, readProof, someKeys } from './keys.testing.ts'
import { sha256 } from './sign.ts'

const other = userId.parse(uuid(72))
const now = new Date('2026-11-20T12:00:00Z')
const asked = { method: 'POST', url: '/api/thing?x=1', body: '{"a":1}', token: 'a token' }
/** As the server issues them, as far as a browser reads them. */
const tokenOf = (sid: string): string => `head.${btoa(JSON.stringify({ sid })).replaceAll('=', '')}.signature`

type Registering = { proof: string; body: { signing: object; agreement: object }; token: string }
let registered: Registering[]
let answers: number[]

beforeEach(() => {
  // Gives the locks by which tabs take turns.
  aServer()
  giveKeyStore()
  localStorage.clear()
  vi.useFakeTimers({ toFake: ['Date'], now })
  learnServerTime(now.getTime() / 1_000)
  registered = []
  answers = []
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function server(path: unknown, init: RequestInit = {}): Promise<Response> {
  expect([path, init.method]).toEqual([registerDeviceKey.path, 'POST'])
  const headers = new Headers(init.headers)
  const body: Registering['body'] = JSON.parse(typeof init.body === 'string' ? init.body : '')
  registered.push({ proof: headers.get(PROOF_HEADER) ?? '', body, token: headers.get('authorization') ?? '' })
  return new Response('{}', { status: answers.shift() ?? 201 })
}
const bind = async (sid: string) => bindSession({ userId: aPerson.id, token: tokenOf(sid), fetch: server })

describe('the keys of a browser', () => {
  test('are kept for each person alone, replaced, and forgotten', async () => {
    const [mine, theirs] = [await someKeys(), await someKeys()]
    expect(await readKeys(aPerson.id)).toBeNull()
    await keepKeys(aPerson.id, mine)
    await keepKeys(other, theirs)
    expect([await readKeys(aPerson.id), await readKeys(other)]).toEqual([mine, theirs])
    await keepKeys(aPerson.id, theirs)
    expect((await readKeys(aPerson.id))?.signing).toBe(theirs.signing)
    await forgetKeys(aPerson.id)
    expect([await readKeys(aPerson.id), await readKeys(other)]).toEqual([null, theirs])
  })

  test('leave no connection to the store open, whatever came of it', async () => {
    const fine = giveKeyStore()
    await keepKeys(other, await someKeys())
    await readKeys(other)
    expect(fine).toEqual({ opened: 2, closed: 2 })
    const full = giveKeyStore({ commits: false })
    await expect(keepKeys(other, await someKeys())).rejects.toThrow('the key store failed')
    expect(full).toEqual({ opened: 1, closed: 1 })
  })

  test('are missed, not made up, where the store does not open', async () => {
    giveKeyStore({ opens: false })
    await expect(readKeys(aPerson.id)).rejects.toThrow('the key store does not open')
  })

  test('do not exist over plain http, and nothing is signed', async () => {
    vi.stubGlobal('indexedDB', undefined)
    expect(canHaveKeys()).toBe(false)
    expect(await signRequest(aPerson.id, asked)).toBeNull()
    expect(await signApproval(aPerson.id, { says: {}, type: 'x' })).toBeNull()
    await bind('one')
    expect(registered).toEqual([])
  })
})

describe('a session', () => {
  test('is bound once to new keys, which sign their own registration', async () => {
    await bind('one')
    await bind('one')
    expect(registered).toHaveLength(1)
    const [{ proof, body, token }] = registered as [Registering]
    expect(token).toBe(`Bearer ${tokenOf('one')}`)
    expect(body).toMatchObject({ signing: { kty: 'EC', crv: 'P-256' }, agreement: { kty: 'EC', crv: 'P-256' } })
    expect(JSON.stringify(body)).not.toContain('"d"')
    expect(await readProof(proof, aPerson.id)).toMatchObject({
      head: { typ: 'kinfolio-proof+jwt', alg: 'ES256' },
      says: { htm: 'POST', htu: registerDeviceKey.path, body: await sha256(JSON.stringify(body)) },
      holds: true,
    })
  })

  test('of the same browser later is bound to the same keys', async () => {
    await bind('one')
    const kept = await readKeys(aPerson.id)
    await bind('two')
    expect(await readKeys(aPerson.id)).toBe(kept)
    expect(registered.map(({ body }) => body.signing)).toEqual([
      registered[0]?.body.signing,
      registered[0]?.body.signing,
    ])
  })

  test('gets new keys where the old ones were revoked', async () => {
    await bind('one')
    answers = [422, 201]
    await bind('two')
    expect(registered).toHaveLength(3)
    const [old, refused, fresh] = registered.map(({ body }) => JSON.stringify(body.signing))
    expect(refused).toBe(old)
    expect(fresh).not.toBe(old)
    expect(await readProof(registered[2]?.proof ?? '', aPerson.id)).toMatchObject({ holds: true })
  })

  test('makes no third pair where even new keys are refused', async () => {
    answers = [422]
    await bind('one')
    expect(registered).toHaveLength(1)
  })

  test('is tried again next time where the server did not answer well', async () => {
    answers = [503]
    await expect(bind('one')).rejects.toThrow('the device key was not registered: 503')
    const kept = await readKeys(aPerson.id)
    await bind('one')
    expect([registered.length, await readKeys(aPerson.id)]).toEqual([2, kept])
  })

  test('in two tabs at once makes one pair', async () => {
    await Promise.all([bind('one'), bind('one')])
    expect(registered).toHaveLength(1)
  })

  test.each(['', 'x', 'a.bm8.c', `a.${btoa('{"no":1}')}.c`, `a.${btoa('7')}.c`])(
    'that the token %j does not name is not bound',
    async (token) => {
      await bindSession({ userId: aPerson.id, token, fetch: server })
      expect(registered).toEqual([])
    },
  )
})

describe('a critical request', () => {
  beforeEach(async () => keepKeys(aPerson.id, await someKeys()))
  const proofOf = async (request: Parameters<typeof signRequest>[1] = asked) =>
    (await signRequest(aPerson.id, request)) ?? ''

  test('is signed over its method, address, body, token and time, under the thumbprint of the key', async () => {
    const { head, says, holds } = await readProof(await proofOf(), aPerson.id)
    expect(holds).toBe(true)
    const { jti, ...rest } = says
    expect(rest).toEqual({
      htm: 'POST',
      htu: '/api/thing?x=1',
      body: await sha256('{"a":1}'),
      ath: await sha256('a token'),
      iat: now.getTime() / 1_000,
    })
    expect(jti).toMatch(/^[\w-]{22}$/)
    expect(head).toEqual({ alg: 'ES256', typ: 'kinfolio-proof+jwt', kid: expect.stringMatching(/^[\w-]{43}$/) })
  })

  test('without a body signs that there is none', async () => {
    expect(partsOf(await proofOf({ ...asked, body: undefined })).says['body']).toBe(await sha256(''))
  })

  test('is signed anew each time, so that no proof serves twice', async () => {
    const [one, two] = [partsOf(await proofOf()), partsOf(await proofOf())]
    expect(one.says['jti']).not.toBe(two.says['jti'])
    expect(one.head['kid']).toBe(two.head['kid'])
  })

  test.each([-3_600, 90, 7])('is signed by the clock of the server, which is %d seconds away', async (awayS) => {
    learnServerTime(now.getTime() / 1_000 + awayS)
    expect(partsOf(await proofOf()).says['iat']).toBe(now.getTime() / 1_000 + awayS)
  })

  test('of a person who has no key here is not signed', async () => {
    expect(await signRequest(other, asked)).toBeNull()
    expect(await signApproval(other, { says: {}, type: 'x' })).toBeNull()
  })
})
