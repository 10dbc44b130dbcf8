import {
  type ApiScope,
  apiScope,
  createApiKey,
  isAtLeast,
  login,
  type Permission,
  permissions,
  scopeOf,
  type SpaceId,
} from '@kinfolio/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AnyOne, attemptIn, ofASpace, routes, rowOf } from './access/attempt.ts'
import { type Answer, openWorld, type World } from './access-world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
}, 120_000)
afterAll(async () => world?.[Symbol.asyncDispose]())

const closed = routes.filter(({ route }) => route.access !== 'public')

/** An access token of the family's owner, exchanged for a key with these scopes. */
async function tokenOfKey(scopes: readonly ApiScope[], spaceId: SpaceId | null = null): Promise<string> {
  const token = await world.signIn(world.people.owner)
  const json = { name: 'A script', scopes, space_id: spaceId }
  const made = await world.ask({ method: 'POST', url: createApiKey.path, token, json })
  if (made.status !== 201) throw new Error(made.body)
  const { key } = createApiKey.answer.parse(made.json())
  const opened = await world.ask({
    method: 'POST',
    url: login.path,
    headers: { authorization: `Bearer ${key}` },
  })
  if (opened.status !== 200) throw new Error(opened.body)
  return login.answer.parse(opened.json()).access_token
}

async function ask(name: string, { route, token }: { route: AnyOne; token: string }): Promise<Answer> {
  const row = rowOf(name)
  const ids = { ...world.own, ...(await row.first?.(world)) }
  return attemptIn(world, { route, row, token, space: world.own.space_id, ids })
}

const typeOf = (answer: Answer): unknown =>
  answer.status < 400 || answer.body === '' ? undefined : answer.json()['type']

describe('a scope', () => {
  test('is “manage” for what only those who manage a space may do', () => {
    const ofKeys = ofASpace.filter(({ route }) => scopeOf(route) !== 'none')
    const managing = ofKeys.filter(({ name }) => {
      const wanted = rowOf(name).for
      return wanted in permissions && isAtLeast(permissions[wanted as Permission], 'admin')
    })
    const scoped = ofKeys.filter(({ route }) => scopeOf(route) === 'manage')
    expect(scoped.map(({ name }) => name)).toEqual(managing.map(({ name }) => name))
  })

  test('“read” is for nothing that changes a space', () => {
    const reading = ofASpace.filter(({ route }) => scopeOf(route) === 'read')
    expect(reading.filter(({ route }) => route.method !== 'GET')).toEqual([])
  })

  test('opens nothing that is a person’s own, except the answer to who it speaks for', () => {
    const personal = closed.filter(({ route }) => route.access === 'person' && scopeOf(route) !== 'none')
    expect(personal.map(({ name }) => name)).toEqual(['getMe'])
  })
})

describe.each(apiScope.options)('a key that may %s', (has) => {
  let token = ''
  beforeAll(async () => {
    token = await tokenOfKey([has])
  })

  test.each(closed)('meets $name', async ({ name, route }) => {
    const answer = await ask(name, { route, token })
    const needs = scopeOf(route)
    if (needs !== has) {
      expect([answer.status, typeOf(answer)]).toEqual([403, '/problems/scope-missing'])
      return
    }
    // A key proves nothing about the person, so that nothing critical passes.
    const expected = route.stepUp === true ? 403 : (rowOf(name).answer ?? ('status' in route ? route.status : 200))
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: expected })
    if (route.stepUp === true) expect(typeOf(answer)).toBe('/problems/step-up-required')
  })
})

describe('a key for one space', () => {
  test('finds no other of the person’s spaces, on any route', async () => {
    const token = await tokenOfKey(apiScope.options, world.personal.space_id)
    for (const { name, route } of ofASpace.filter((one) => scopeOf(one.route) !== 'none')) {
      const answer = await ask(name, { route, token })
      expect([name, answer.status, answer.json()['what']]).toEqual([name, 404, 'space'])
    }
  })

  test('tells of no other space', async () => {
    const token = await tokenOfKey(['read'], world.own.space_id)
    const { body } = await world.ask({ method: 'GET', url: '/api/me', token })
    expect(body).toContain(world.own.space_id)
    expect(body).not.toContain(world.personal.space_id)
  })
})
