import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { declaredRoutes, exampleId } from './declared.fixture.ts'
import { generalProblems } from './problems/general.ts'

const named = declaredRoutes.map(([name, route]) => ({ name, route }))
const placeholders = (path: string): string[] => [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '')

/** What two addresses share when a router cannot tell them apart. */
const shapeOf = (path: string): string => path.replace(/:\w+/g, ':')

test('the routes of the package are found', () => {
  // A wrong enumeration would make everything below true of nothing.
  const methods = new Set(named.map(({ route }) => route.method))
  expect(named.length).toBeGreaterThan(25)
  expect(methods).toEqual(new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']))
  expect(named.some(({ route }) => 'produces' in route)).toBe(true)
})

test('no two routes share a method and an address', () => {
  const addresses = named.map(({ route }) => `${route.method} ${shapeOf(route.path)}`)
  expect(addresses.filter((address, at) => addresses.indexOf(address) !== at)).toEqual([])
})

test('no placeholder hides a written-out part of another route', () => {
  const hidden: string[] = []
  for (const { route } of named) {
    const pattern = new RegExp(`^${shapeOf(route.path).replaceAll(':', '[^/:]+')}$`)
    for (const other of named) {
      if (other.route === route || other.route.method !== route.method) continue
      if (pattern.test(other.route.path)) hidden.push(`${other.route.path} by ${route.path}`)
    }
  }
  expect(hidden).toEqual([])
})

describe.each(named)('$name', ({ route }) => {
  test('has an address in the one spelling of the house', () => {
    expect(route.path).toMatch(/^\/api(\/([a-z]+(-[a-z]+)*|:[a-z]+(_[a-z]+)*))+$/)
  })

  test('parses exactly the placeholders of its address', () => {
    expect(route.params).toBeInstanceOf(z.ZodObject)
    const shape = route.params instanceof z.ZodObject ? Object.keys(route.params.shape) : []
    expect(shape.toSorted()).toEqual(placeholders(route.path).toSorted())
  })

  test('takes an id where its address says so, and nothing that only looks like one', () => {
    const given = Object.fromEntries(placeholders(route.path).map((name) => [name, exampleId('a')]))
    expect(route.params.safeParse(given).success).toBe(true)
    for (const name of placeholders(route.path)) {
      for (const wrong of ['x', '', `${exampleId('a')}/..`, undefined]) {
        expect([name, wrong, route.params.safeParse({ ...given, [name]: wrong }).success]).toEqual([name, wrong, false])
      }
    }
  })

  test('is told apart by one line that reads like a sentence', () => {
    expect(route.summary).toMatch(/^[A-Z][^\n]{5,120}[^.\s]$/)
    expect(named.filter((other) => other.route.summary === route.summary)).toHaveLength(1)
  })

  test('repeats no problem, and none that every route may answer', () => {
    const types = route.problems.map(({ type }) => type)
    expect(new Set(types).size).toBe(types.length)
    expect(types.filter((type) => generalProblems.some((general) => general.type === type))).toEqual([])
  })

  test('says not-found by name where its address names something of the space', () => {
    const names = placeholders(route.path).filter((name) => name !== 'space_id')
    for (const name of names) {
      const notFound = `/problems/${name.replace(/_id$/, '').replaceAll('_', '-')}-not-found`
      expect(route.problems.map(({ type }) => type)).toContain(notFound)
    }
  })

  test('has a stricter limit of its own only where it is one', () => {
    if (route.perMinute !== undefined) {
      expect(Number.isInteger(route.perMinute)).toBe(true)
      expect(route.perMinute).toBeGreaterThan(0)
      expect(route.perMinute).toBeLessThanOrEqual(30)
    }
  })

  test('answers a body exactly when its status has one', () => {
    if ('produces' in route) {
      expect(route.method).toBe('GET')
      expect(route.produces.length).toBeGreaterThan(0)
      for (const mediaType of route.produces) expect(mediaType).toMatch(/^[a-z]+\/[a-z0-9.+-]+$/)
      return
    }
    const isEmpty = route.answer instanceof z.ZodObject && Object.keys(route.answer.shape).length === 0
    expect(isEmpty).toBe(route.status === 204)
  })

  test('has a second answer only with another status', () => {
    if ('produces' in route || route.otherwise === undefined) return
    expect(route.otherwise.status).not.toBe(route.status)
    expect(route.method).not.toBe('GET')
  })

  test('reads nothing from the body of a request that only asks', () => {
    if (route.method !== 'GET' || 'produces' in route) return
    expect([route.bodyKind, route.status]).toEqual(['none', 200])
  })
})

/** What somebody who is not signed in may change, and how often in a minute. */
const OPEN_CHANGES = {
  setUp: 10,
  register: 5,
  previewInvitation: 10,
  askPasswordReset: 5,
  resetPassword: 10,
  verifyEmail: 10,
  login: 5,
  loginWithTotp: 10,
  loginWithRecoveryCode: 10,
  startNewcomerPasskey: 30,
  registerByPasskey: 5,
  startPasskeySignIn: 30,
  signInByPasskey: 10,
  startPasskeyStep: 30,
  loginWithPasskey: 10,
  requestDeviceCode: 10,
  requestDeviceTokens: 30,
  startProviderSignIn: 20,
  startGoogleSignIn: 20,
  startAppleSignIn: 20,
  requestApproval: 10,
  awaitApproval: 30,
  cancelApproval: 10,
}

describe('whoever changes something', () => {
  const changes = named.filter(({ route }) => route.method !== 'GET')

  test('is signed in, except where one signs in', () => {
    const open = changes.filter(({ route }) => route.access === 'public').map(({ name }) => name)
    expect(open.toSorted()).toEqual([...Object.keys(OPEN_CHANGES), 'refreshTokens'].toSorted())
  })

  test('can be kept from guessing: each public change with a secret has its own limit or a one-time token', () => {
    const open = changes.filter(({ name, route }) => route.access === 'public' && name !== 'refreshTokens')
    const limits = open.map(({ name, route }) => [name, route.perMinute])
    expect(Object.fromEntries(limits)).toEqual(OPEN_CHANGES)
  })
})

describe('a list', () => {
  const lists = named.flatMap(({ name, route }) => {
    const query = route.query instanceof z.ZodObject ? route.query.shape : {}
    return 'limit' in query ? [{ name, route }] : []
  })

  test('is read in pages, with a limit and a way to the rest', () => {
    expect(lists.map(({ name }) => name)).toEqual(expect.arrayContaining(['listDocuments', 'listPages', 'listJobs']))
    for (const { name, route } of lists) {
      const answer = 'answer' in route && route.answer instanceof z.ZodObject ? Object.keys(route.answer.shape) : []
      expect([name, answer.includes('next_cursor') || answer.includes('has_more')]).toEqual([name, true])
    }
  })

  test.each(lists)('$name takes a limit as text, and none below one, beyond its own, or in part', ({ name, route }) => {
    const given = name === 'search' ? { q: 'tea' } : {}
    const limitOf = (limit: unknown) => route.query.safeParse({ ...given, limit })
    expect(limitOf('1').data).toMatchObject({ limit: 1 })
    expect(route.query.safeParse(given).data).toMatchObject({ limit: expect.any(Number) })
    for (const wrong of ['0', '-1', '1.5', 'ten', '1e9', 'Infinity', '', 'NaN', ['1', '2']]) {
      expect([wrong, limitOf(wrong).success]).toEqual([wrong, false])
    }
  })
})
