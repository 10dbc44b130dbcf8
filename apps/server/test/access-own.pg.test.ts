import { randomBytes, randomUUID } from 'node:crypto'
import {
  type AnyFileRoute,
  type AnyRoute,
  createSpace,
  getDocumentSpace,
  getMe,
  type UserId,
} from '@kinfolio/contracts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { attemptIn, routes, rowOf } from './access/attempt.ts'
import { type Answer, type Holdings, openWorld, type World } from './access-world.ts'

let world: World
let admin: pg.Client
beforeAll(async () => {
  world = await openWorld()
  admin = new pg.Client({ connectionString: world.test.adminUrl })
  await admin.connect()
}, 120_000)
afterAll(async () => {
  await admin?.end()
  await world?.[Symbol.asyncDispose]()
})

type Owner = { userId: UserId; token: string }
/** Makes one for the person and answers its id. */
type Make = (owner: Owner) => Promise<string>

async function insert(table: string, row: Record<string, unknown>): Promise<string> {
  const id = randomUUID()
  const filled = { id, ...row }
  const places = Object.keys(filled).map((_, at) => `$${at + 1}`)
  await admin.query(
    `insert into ${table} (${Object.keys(filled).join(', ')}) values (${places.join(', ')})`,
    Object.values(filled),
  )
  return id
}

const sessionOf = async (userId: UserId): Promise<string> => {
  const person = await world.tokens.read(await world.signIn(userId))
  if (typeof person === 'string') throw new Error(person)
  return person.sessionId
}
const now = new Date()
const soon = new Date(now.getTime() + 120_000)

/** One of each thing that belongs to a person alone, by the name that addresses and bodies have for it. */
const made: Record<string, Make> = {
  api_key_id: async ({ userId: user_id }) =>
    insert('api_keys', {
      user_id,
      name: 'A script',
      prefix: 'kfl_abcd',
      key_sha256: randomBytes(32),
      scopes: ['read'],
      expires_at: new Date(now.getTime() + 86_400_000),
    }),
  session_id: async ({ userId }) => sessionOf(userId),
  device_key_id: async ({ userId: user_id }) =>
    insert('device_keys', {
      user_id,
      session_id: await sessionOf(user_id),
      signing: '{}',
      signing_thumbprint: randomUUID(),
      created_at: now,
      last_used_at: now,
    }),
  identity_id: async ({ userId: user_id }) =>
    insert('identities', {
      user_id,
      issuer: 'https://id.example.org',
      subject: randomUUID(),
      label: 'Ada',
      created_at: now,
    }),
  passkey_id: async ({ userId: user_id }) =>
    insert('passkeys', {
      user_id,
      credential_id: randomUUID(),
      user_handle: randomBytes(32),
      public_key: randomBytes(32),
      counter: 0,
      transports: ['internal'],
      name: 'Phone',
      is_synced: false,
      created_at: now,
    }),
  document_id: async ({ userId }) => {
    const { rows } = await admin.query<{ space_id: string }>(
      `select m.space_id from members m join spaces s on s.id = m.space_id where m.user_id = $1 and s.kind = 'personal'`,
      [userId],
    )
    return insert('documents', { space_id: rows[0]?.space_id, kind: 'notebook', title: 'Diary', title_folded: 'diary' })
  },
  approval: async ({ userId: user_id }) => {
    const waiting = { user_id, address: '192.0.2.7', user_agent: '', created_at: now, expires_at: soon }
    const id = await insert('pending_sign_ins', { ...waiting, token_sha256: randomBytes(32), methods: ['approval'] })
    await insert('sign_in_approvals', { id, ...waiting, number: '42', nonce: randomUUID() })
    return id
  },
  mail_id: async ({ userId: user_id }) =>
    insert('mails', { user_id, kind: 'password-changed', params: '{}', event_key: randomUUID(), state: 'failed' }),
  space_id: async ({ token }) => {
    const space = (await world.ask({ method: 'POST', url: createSpace.path, token, json: { name: 'Summer' } })).json()
    const url = `/api/spaces/${String(space['id'])}`
    await world.ask({ method: 'DELETE', url, token, space: String(space['id']), json: { confirm: 'Summer' } })
    return String(space['id'])
  },
}

const placesOf = (route: AnyRoute | AnyFileRoute): string[] => {
  const inBody = 'body' in route && route.body instanceof z.ZodObject ? Object.keys(route.body.shape) : []
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  return [...inPath, ...inBody.filter((name) => name.endsWith('_id'))]
}
/** The sources call the id of an approval that of a session. */
const thingOf = ({ name, route }: { name: string; route: AnyRoute | AnyFileRoute }): string =>
  name === 'respondToApproval' ? 'approval' : (placesOf(route)[0] ?? '')
/** A place that says which of one's spaces is meant, and is about nothing of its own. */
const OF_SPACES = new Set(['createApiKey'])
const personal = routes.filter(
  ({ name, route }) => route.access === 'person' && placesOf(route).length > 0 && !OF_SPACES.has(name),
)

async function asOwner(userId: UserId): Promise<Owner> {
  return { userId, token: await world.signIn(userId) }
}

/** Calls with one id in the place that the route has for it. */
async function call(about: (typeof personal)[number], at: { token: string; id: string }): Promise<Answer> {
  const { name, route } = about
  const [place = ''] = placesOf(route)
  // The id is whatever the route takes; the world's own are of other kinds.
  const ids = { ...world.own, [place]: at.id } as Holdings
  const json = route.path.includes(`:${place}`) ? {} : { json: { [place]: at.id } }
  return attemptIn(world, { route, row: rowOf(name), token: at.token, ids, ...json })
}

function face({ status, headers, body }: Answer, id: string): object {
  const anonymous = body.replaceAll(id, 'ID').replace(/"instance":"[^"]*"/, '"instance":"N"')
  return { status, type: headers['content-type'], body: anonymous }
}

test('every place of an id on a person’s own routes has something of its kind here', () => {
  expect(personal.length).toBeGreaterThan(6)
  const places = new Set(personal.flatMap(({ route }) => placesOf(route)))
  expect([...places].filter((place) => made[place] === undefined)).toEqual([])
})

describe.each(personal)('$name', (about) => {
  const make = made[thingOf(about)]

  test('finds what is the caller’s own', async () => {
    const owner = await asOwner(world.people['foreign member'])
    const id = (await make?.(owner)) ?? ''
    const { status, body } = await call(about, { token: owner.token, id })
    expect({ status, body }).not.toMatchObject({ status: 404 })
  })

  test.each(['outsider', 'foreign owner', 'owner'] as const)(
    'finds nothing of somebody else’s for %s, be it a relative, and changes nothing',
    async (caller) => {
      const owner = await asOwner(world.people['foreign member'])
      const id = (await make?.(owner)) ?? ''
      const { token } = await asOwner(world.people[caller])
      const madeUp = randomUUID()
      const unknown = face(await call(about, { token, id: madeUp }), madeUp)
      expect(unknown).toMatchObject({ status: 404 })
      expect(face(await call(about, { token, id }), id)).toEqual(unknown)
      expect((await call(about, { token: owner.token, id })).status).not.toBe(404)
    },
  )
})

test('the lists of a person name nothing of anybody else', async () => {
  const owner = await asOwner(world.people['foreign member'])
  const ids = await Promise.all(Object.values(made).map(async (make) => make(owner)))
  const lists = routes.filter(
    ({ name, route }) =>
      route.access === 'person' && route.method === 'GET' && placesOf(route).length === 0 && name !== 'exportMe',
  )
  expect(lists.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['getMe', 'listApiKeys', 'listPasskeys', 'listSessions']),
  )
  for (const caller of ['outsider', 'foreign owner', 'owner'] as const) {
    const { token } = await asOwner(world.people[caller])
    for (const { name, route } of lists) {
      const { body } = await attemptIn(world, { route, row: rowOf(name), token, ids: world.own })
      expect([name, caller, ids.filter((id) => body.includes(id))]).toEqual([name, caller, []])
    }
  }
  const { body } = await world.ask({ method: 'GET', url: getMe.path, token: owner.token })
  expect(body).toContain(owner.userId)
})

const spaceOf = async (documentId: string, token: string): Promise<Answer> =>
  world.ask({ method: 'GET', url: getDocumentSpace.path.replace(':document_id', documentId), token })

test.each(['owner', 'admin', 'member', 'view_only'] as const)(
  'a link to a document leads %s into the space it is in, whichever is open',
  async (role) => {
    const { token } = await asOwner(world.people[role])
    const { status, json } = await spaceOf(world.own.document_id, token)
    expect([status, json()]).toEqual([200, { space_id: world.own.space_id }])
  },
)

test('a link to a document of a space that one is no longer in leads nowhere', async () => {
  const left = await world.join('member')
  const { token } = await asOwner(left)
  expect((await spaceOf(world.own.document_id, token)).status).toBe(200)
  await admin.query('delete from members where user_id = $1 and space_id = $2', [left, world.own.space_id])
  expect((await spaceOf(world.own.document_id, token)).status).toBe(404)
})
