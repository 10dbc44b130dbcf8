import { join } from 'node:path'
import * as contracts from '@kinfolio/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { accessTokens } from '../src/modules/accounts/index.ts'
import { accessTable, references } from './access-table.ts'
import { type AnyOne, attemptIn, type Extra, ofASpace, routes, rowOf, type Try, withIds } from './access/attempt.ts'
import type { Row } from './access/row.ts'
import { addMember, createPersonAndSpace } from './database.ts'
import { type Answer, CALLERS, type Caller, type Holdings, openWorld, type World } from './access-world.ts'

let world: World
const tokens = new Map<Caller, string>()
beforeAll(async () => {
  world = await openWorld()
  for (const caller of CALLERS) if (caller !== 'nobody') tokens.set(caller, await world.signIn(world.people[caller]))
}, 120_000)
afterAll(async () => world?.[Symbol.asyncDispose]())

const openApi = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })

/** What changes something of a space although it asks for no more than to be in it. */
const CHANGED_BY_WHO_LOOKS: readonly string[] = ['leaveSpace']

const attempt = async (about: Try, extra: Extra = {}): Promise<Answer> => attemptIn(world, { ...about, ...extra })

/** What an answer looks like from outside, without what differs between any two requests. */
function face({ status, headers, body }: Answer, ids: Holdings): object {
  const anonymous = Object.values(ids).reduce((text, id) => text.replaceAll(id, 'ID'), body)
  const type = headers['content-type']
  return { status, type, body: anonymous.replace(/"instance":"[^"]*"/, '"instance":"N"') }
}

/** What the table says a caller is answered. */
function expected(route: AnyOne, { row, caller }: { row: Row; caller: Caller }): number {
  const success = row.answer ?? ('status' in route ? route.status : 200)
  if (row.for === 'everybody') return success
  if (caller === 'nobody') return 401
  if (row.for === 'signed in') return success
  if (caller === 'outsider' || isForeign(caller)) return 404
  return row.for === 'look' || contracts.mayDo(caller, row.for) ? success : 403
}

function isForeign(caller: Exclude<Caller, 'nobody'>): caller is Extract<Caller, `foreign ${string}`> {
  return caller.startsWith('foreign ')
}

describe('the table', () => {
  test('is about the routes that the OpenAPI document of the running server names', async () => {
    const { status, json } = await world.ask({ method: 'GET', url: '/docs/json' })
    expect(status).toBe(200)
    const { paths } = openApi.parse(json())
    const printed = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    )
    const declared = routes.map(({ route }) => `${route.method} ${route.path}`)
    expect(printed.filter((one) => one.includes(' /api/')).toSorted()).toEqual(declared.toSorted())
  })

  test('has a row for every route, and none for what is no route', () => {
    expect(Object.keys(accessTable).toSorted()).toEqual(routes.map(({ name }) => name).toSorted())
  })

  test('lets in those whom the contract lets in', () => {
    for (const { name, route } of routes) {
      const admitted = new Map<string, string>(Object.entries({ everybody: 'public', 'signed in': 'person' }))
      expect([name, admitted.get(rowOf(name).for) ?? 'space']).toEqual([name, route.access])
    }
  })

  test('lets nobody change anything who may only look', () => {
    const changing = ofASpace.filter(({ name, route }) => {
      const about = { row: rowOf(name), caller: 'view_only' } as const
      return route.method !== 'GET' && expected(route, about) !== 403
    })
    expect(changing.map(({ name }) => name)).toEqual(CHANGED_BY_WHO_LOOKS)
  })

  test('names every id that a route takes outside its address', () => {
    const shapes = ({ route }: { route: AnyOne }) => ({
      query: route.query,
      json: 'body' in route ? route.body : z.object({}),
    })
    const found = ofASpace.flatMap((one) =>
      Object.entries(shapes(one)).flatMap(([where, schema]) =>
        Object.keys(schema instanceof z.ZodObject ? schema.shape : {})
          .filter((field) => field.endsWith('_id'))
          .map((field) => `${one.name} ${where} ${field}`),
      ),
    )
    expect(references.map(({ route, where, field }) => `${route} ${where} ${field}`).toSorted()).toEqual(
      found.toSorted(),
    )
  })
})

describe.each(routes)('$name', ({ name, route }) => {
  test.each(CALLERS)('answers %s as the table says', async (caller) => {
    const row = rowOf(name)
    // A session that is signed out is over for every later row, and a proof gets old: those have a session of their own.
    const isSpent = (route === contracts.logout || route.stepUp === true) && caller !== 'nobody'
    const role = row.spends === 'membership' ? contracts.memberRole.safeParse(caller).data : undefined
    const somebody = role !== undefined ? await world.join(role) : isSpent ? world.people[caller] : undefined
    const token = somebody === undefined ? tokens.get(caller) : await world.signIn(somebody)
    const ids = { ...world.own, ...(await row.first?.(world)) }
    const answer = await attempt({ route, row, token, space: world.own.space_id, ids })
    // The body stands here for the reader of a failure: it says which problem came instead.
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: expected(route, { row, caller }) })
    if (answer.status >= 400) {
      expect(answer.headers['content-type']).toBe('application/problem+json')
      const listed = [...contracts.generalProblems, ...route.problems].map(({ type }) => type)
      expect(listed).toContain(answer.json()['type'])
    }
  })
})

describe('ids of strangers', () => {
  const roles = ['view_only', 'member', 'admin', 'owner'] as const

  describe.each(withIds)('in the address of $name', ({ name, route }) => {
    test.each(roles)('look to %s exactly like made-up ones', async (caller) => {
      const row = rowOf(name)
      const about = { route, row, token: tokens.get(caller), space: world.own.space_id }
      const made = face(await attempt({ ...about, ids: world.madeUp }), world.madeUp)
      expect(made).toMatchObject({ status: expected(route, { row, caller }) === 403 ? 403 : 404 })
      expect(face(await attempt({ ...about, ids: world.foreign }), world.foreign)).toEqual(made)
      expect(face(await attempt({ ...about, ids: world.personal }), world.personal)).toEqual(made)
    })

    test('beside own ones are not found either', async () => {
      const row = rowOf(name)
      const about = { route, row, token: tokens.get('owner'), space: world.own.space_id }
      for (const placeholder of [...route.path.matchAll(/:(\w+)/g)].map(([, found = '']) => found)) {
        const strange = Object.fromEntries(Object.entries(world.foreign).filter(([field]) => field === placeholder))
        const answer = await attempt({ ...about, ids: { ...world.own, ...strange } })
        expect([placeholder, answer.status]).toEqual([placeholder, 404])
      }
    })

    test('stay unknown in capitals, and own ones are known in capitals', async () => {
      const row = rowOf(name)
      const loud = (ids: Holdings): Holdings =>
        // Only the spelling differs; the ids are those of the world.
        Object.fromEntries(Object.entries(ids).map(([field, id]) => [field, id.toUpperCase()])) as Holdings
      const about = { route, row, token: tokens.get('owner'), space: world.own.space_id }
      expect((await attempt({ ...about, ids: loud(world.foreign) })).status).toBe(404)
      const ids = { ...world.own, ...(await row.first?.(world)) }
      const known = await attempt({ ...about, ids: loud(ids) })
      expect(known.status).toBe(expected(route, { row, caller: 'owner' }))
    })
  })

  test.each(references)(
    'in the $where of $route as $field look like made-up ones',
    async ({ route: name, where, field, answer }) => {
      const found = routes.find((one) => one.name === name)
      if (found === undefined) throw new Error(`no route ${name}`)
      const about = {
        route: found.route,
        row: rowOf(name),
        token: tokens.get('owner'),
        space: world.own.space_id,
        ids: world.own,
      }
      const kind = field === 'parent_id' ? (name === 'listJobs' ? 'job_id' : 'collection_id') : field
      const by = async (ids: Holdings) => face(await attempt(about, { [where]: { [field]: ids[kind] } }), ids)
      const made = await by(world.madeUp)
      expect(made).toMatchObject({ status: answer })
      expect(await by(world.foreign)).toEqual(made)
      expect(await by(world.personal)).toEqual(made)
    },
  )

  test('bring nothing of theirs into any list or search', async () => {
    const lists = ofASpace.filter(({ route }) => route.method === 'GET' && !route.path.includes(':'))
    expect(lists.map(({ name }) => name)).toEqual(expect.arrayContaining(['listDocuments', 'listJobs', 'search']))
    for (const { name, route } of lists) {
      const about = { route, row: rowOf(name), ids: world.own, space: world.own.space_id }
      for (const caller of roles) {
        const { body } = await attempt({ ...about, token: tokens.get(caller) })
        const seen = [world.foreign, world.personal].flatMap((ids) =>
          Object.values(ids).filter((id) => body.includes(id)),
        )
        expect([name, caller, seen]).toEqual([name, caller, []])
        expect(body).not.toMatch(/Their notes|My notes/)
      }
    }
  })
})

describe('a space in the header', () => {
  test.each([
    ['of strangers', () => world.foreign.space_id],
    ['that does not exist', () => world.madeUp.space_id],
    ['that is no id', () => 'family'],
    ['that is two', () => `${world.own.space_id}, ${world.foreign.space_id}`],
    ['of nothing', () => ''],
  ])('%s is not there, on every route', async (_what, space) => {
    for (const { name, route } of ofASpace) {
      const answer = await attempt({
        route,
        row: rowOf(name),
        token: tokens.get('owner'),
        space: space(),
        ids: world.own,
      })
      expect([name, answer.status, answer.json()['what']]).toEqual([name, 404, 'space'])
    }
  })

  test('is the personal one when it is left out: what the family has is not in it', async () => {
    for (const { name, route } of withIds) {
      const answer = await attempt({ route, row: rowOf(name), token: tokens.get('owner'), ids: world.own })
      expect([name, answer.status]).toEqual([name, 404])
    }
  })
})

describe('a token', () => {
  const closed = routes.filter(({ route }) => route.access !== 'public')
  const ago = (ms: number) => ({ now: () => new Date(Date.now() - ms) })

  async function refusals(token: string): Promise<string[]> {
    const seen = new Set<string>()
    for (const { name, route } of closed) {
      const answer = await attempt({ route, row: rowOf(name), token, space: world.own.space_id, ids: world.own })
      seen.add(`${answer.status} ${String(answer.json()['type'])} ${String(answer.json()['reason'])}`)
    }
    return [...seen]
  }
  const refused = (reason: string) => [`401 /problems/sign-in-required ${reason}`]

  test('that has run out opens nothing', async () => {
    const late = await accessTokens.open({ keysDir: world.keysDir, clock: ago(16 * 60_000) })
    const { sessionId } = await sessionOf(await world.signIn(world.people.owner))
    const { token } = await late.issue({ userId: world.people.owner, sessionId })
    expect(await refusals(token)).toEqual(refused('expired'))
  })

  test('of another server opens nothing', async () => {
    const other = await accessTokens.open({ keysDir: join(world.keysDir, 'other-server'), clock: ago(0) })
    const { sessionId } = await sessionOf(await world.signIn(world.people.owner))
    const { token } = await other.issue({ userId: world.people.owner, sessionId })
    expect(await refusals(token)).toEqual(refused('invalid'))
  })

  test('without a signature, or with a changed word, opens nothing', async () => {
    const good = await world.signIn(world.people.owner)
    const [header = '', payload = '', signature = ''] = good.split('.')
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    expect(await refusals(`${encoded({ alg: 'none' })}.${payload}.`)).toEqual(refused('invalid'))
    expect(await refusals(`${header}.${encoded({ ...claims, exp: claims.exp + 9_999 })}.${signature}`)).toEqual(
      refused('invalid'),
    )
    expect(await refusals(`${header}.${payload}`)).toEqual(refused('invalid'))
  })

  test('opens nothing once its session has ended, although it has not run out', async () => {
    const token = await world.signIn(world.people.owner)
    const url = contracts.getMe.path
    expect((await world.ask({ method: 'GET', url, token })).status).toBe(200)
    await world.ask({ method: 'POST', url: contracts.logout.path, token })
    expect(await refusals(token)).toEqual(refused('expired'))
  })

  test('speaks for the person of its session and for nobody else', async () => {
    const { sessionId } = await sessionOf(await world.signIn(world.people.outsider))
    const { token } = await world.tokens.issue({ userId: world.people.owner, sessionId })
    expect(await refusals(token)).toEqual(refused('expired'))
  })

  test('whose owner has not proved for a while who they are opens nothing critical', async () => {
    const critical = routes.filter(({ route }) => route.stepUp === true)
    const token = await world.signIn(world.people.owner)
    const { userId, sessionId } = await sessionOf(token)
    const old = { proved_at: new Date(Date.now() - 6 * 60_000) }
    await world.test.database.write({ kind: 'person', userId }, async (tx) =>
      tx.updateTable('sessions').set(old).where('id', '=', sessionId).execute(),
    )
    for (const { name, route } of critical) {
      const answer = await attempt({ route, row: rowOf(name), token, space: world.own.space_id, ids: world.own })
      expect([name, answer.status, answer.json()['type']]).toEqual([name, 403, '/problems/step-up-required'])
    }
  })

  test('of a person who was taken out of the space opens it no more, from the next request on', async () => {
    const { userId } = await createPersonAndSpace(world.test.database, { name: 'Former' })
    await addMember(world.test.database, { userId, spaceId: world.own.space_id, role: 'admin' })
    const token = await world.signIn(userId)
    const look = async () =>
      world.ask({ method: 'GET', url: `/api/documents/${world.own.document_id}`, token, space: world.own.space_id })
    expect((await look()).status).toBe(200)
    const context = { kind: 'person', userId: world.people.owner } as const
    await world.test.database.write(context, async (tx) =>
      tx.deleteFrom('members').where('user_id', '=', userId).where('space_id', '=', world.own.space_id).execute(),
    )
    expect((await look()).status).toBe(404)
  })

  async function sessionOf(token: string) {
    const person = await world.tokens.read(token)
    if (typeof person === 'string') throw new Error(person)
    return person
  }
})
