import { API_KEYS_MAX, type ApiScope, type SpaceId, type Tokens, type User } from '@kinfolio/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPersonAndSpace } from '../../../../test/database.ts'
import { lookInside } from '../../../../test/look-inside.ts'
import { openTestAccounts, type TestAccounts, typeOf } from '../accounts.testing.ts'
import { type ApiKeys, createApiKeys } from './api-keys.routes.ts'

const visitor = { address: '192.0.2.1', userAgent: 'script' }

let world: TestAccounts
let apiKeys: ApiKeys
let ada: User
beforeAll(async () => {
  world = await openTestAccounts()
  apiKeys = createApiKeys({ ...world.deps, personLog: { appendFor: async () => undefined } })
})
afterAll(async () => world[Symbol.asyncDispose]())
beforeEach(async () => {
  ada = await world.newcomer()
  world.deps.events.heard.length = 0
})

const person = (user = ada) => ({ userId: user.id, sessionId: crypto.randomUUID() as never })
type Wish = { scopes?: ApiScope[]; spaceId?: SpaceId | null; days?: number; user?: User }
const make = async ({ scopes = ['read'], spaceId = null, days = 90, user = ada }: Wish = {}) =>
  apiKeys.createApiKey({ person: person(user), name: 'Script', scopes, spaceId, days, visitor })
const signIn = async (key: string, address = '192.0.2.1') =>
  apiKeys.signInByKey({ key, visitor: { ...visitor, address } })
const holderOf = async (tokens: Tokens) => world.deps.accessTokens.read(tokens.access_token)
const audited = async () =>
  (await lookInside(world.test, 'select action from audit_log where user_id = $1 order by id', [ada.id])).map(
    ({ action }) => action,
  )

describe('a key', () => {
  test('is shown once and kept as a hash, with enough of it to know it again by', async () => {
    const { api_key, key } = await make()
    expect(key).toMatch(/^kfl_[\w-]{43}$/)
    expect(api_key).toMatchObject({ name: 'Script', prefix: key.slice(0, 10), scopes: ['read'], last_used_at: null })
    const kept = JSON.stringify(await lookInside(world.test, 'select * from api_keys where id = $1', [api_key.id]))
    expect(kept).not.toContain(key.slice(11))
    expect(await apiKeys.listApiKeys({ person: person() })).toEqual([api_key])
    expect(await audited()).toEqual(['api-key.created'])
    expect(world.deps.events.heard).toMatchObject([{ body: { change: 'api-key-made', user_id: ada.id } }])
  })

  test('opens a session of a quarter of an hour that carries its limits, and no refresh token', async () => {
    const { spaceId } = await createPersonAndSpace(world.test.database)
    await lookInside(world.test, "insert into members (space_id, user_id, role) values ($1, $2, 'member')", [
      spaceId,
      ada.id,
    ])
    const { api_key, key } = await make({ scopes: ['read', 'write'], spaceId })
    const tokens = await signIn(key)
    expect(tokens).toMatchObject({ refresh_token: null, expires_in: 900, user: { id: ada.id } })
    expect(await holderOf(tokens)).toMatchObject({ userId: ada.id, scopes: ['read', 'write'], onlySpaceId: spaceId })
    const [session] = await lookInside(world.test, 'select * from sessions where api_key_id = $1', [api_key.id])
    expect(session).toMatchObject({ proved_at: null, user_agent: 'script' })
    expect(Number(session?.['expires_at']) - Number(session?.['created_at'])).toBe(900_000)
    const [used] = await apiKeys.listApiKeys({ person: person() })
    expect(used?.last_used_at).toBe(world.deps.clock.now().toISOString())
  })

  test('of all spaces says none', async () => {
    expect(await holderOf(await signIn((await make()).key))).not.toHaveProperty('onlySpaceId')
  })

  test('opens nothing once it has run out, nor for longer than it lasts', async () => {
    const { api_key, key } = await make({ days: 1 })
    world.later(86_400 - 60)
    await signIn(key)
    const [session] = await lookInside(world.test, 'select * from sessions where api_key_id = $1', [api_key.id])
    expect(session?.['expires_at']).toEqual(new Date(api_key.expires_at))
    world.later(60)
    expect(await typeOf(signIn(key))).toBe('/problems/api-key-refused')
  })

  test('that is revoked opens nothing, and what it opened ends', async () => {
    const { api_key, key } = await make()
    await signIn(key)
    await apiKeys.revokeApiKey({ person: person(), id: api_key.id, visitor })
    expect(await typeOf(signIn(key))).toBe('/problems/api-key-refused')
    const open = 'select id from sessions where api_key_id = $1 and ended_at is null'
    expect(await lookInside(world.test, open, [api_key.id])).toEqual([])
    expect(await apiKeys.listApiKeys({ person: person() })).toEqual([])
    expect(await audited()).toEqual(['api-key.created', 'session.opened', 'api-key.revoked'])
    const again = apiKeys.revokeApiKey({ person: person(), id: api_key.id, visitor })
    expect(await typeOf(again)).toBe('/problems/api-key-not-found')
  })

  test('of somebody else can be neither seen nor revoked', async () => {
    const other = await world.newcomer()
    const { api_key, key } = await make({ user: other })
    expect(await apiKeys.listApiKeys({ person: person() })).toEqual([])
    const revoking = apiKeys.revokeApiKey({ person: person(), id: api_key.id, visitor })
    expect(await typeOf(revoking)).toBe('/problems/api-key-not-found')
    expect(await typeOf(signIn(key))).toBe('ok')
  })
})

test('a key for a space of others is made as little as one for a space that is none', async () => {
  const { spaceId } = await createPersonAndSpace(world.test.database)
  expect(await typeOf(make({ spaceId }))).toBe('/problems/not-found')
  expect(await typeOf(make({ spaceId: crypto.randomUUID() as SpaceId }))).toBe('/problems/not-found')
})

test('there are as many keys as the limit says, also when two are made at once', async () => {
  for (let n = 0; n < API_KEYS_MAX - 1; n++) await make()
  const both = await Promise.all([typeOf(make()), typeOf(make())])
  expect(new Set(both)).toEqual(new Set(['/problems/too-many-api-keys', 'ok']))
  const [first] = await apiKeys.listApiKeys({ person: person() })
  if (first !== undefined) await apiKeys.revokeApiKey({ person: person(), id: first.id, visitor })
  expect(await typeOf(make())).toBe('ok')
})

test('keys cannot be guessed: ten wrong ones lock the address', async () => {
  const { key } = await make()
  for (let n = 0; n < 10; n++) expect(await typeOf(signIn(`kfl_${n}`, '203.0.113.9'))).toBe('/problems/api-key-refused')
  expect(await typeOf(signIn(key, '203.0.113.9'))).toBe('/problems/too-many-attempts')
  expect(await typeOf(signIn(key))).toBe('ok')
})
