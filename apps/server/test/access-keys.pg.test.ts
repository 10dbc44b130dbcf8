import { createApiKey, exportSpace, getMe, listCollections, login, uploadFiles } from '@kinfolio/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from './access-world.ts'

let world: World
let owner: string
beforeAll(async () => {
  world = await openWorld()
  owner = await world.signIn(world.people.owner)
}, 120_000)
afterAll(async () => world?.[Symbol.asyncDispose]())

type Wish = { scopes: string[]; space_id?: string | null }

async function make(wish: Wish): Promise<{ id: string; key: string }> {
  const json = { name: 'Script', ...wish }
  const made = createApiKey.answer.parse(
    (await world.ask({ method: 'POST', url: createApiKey.path, token: owner, json })).json(),
  )
  return { id: made.api_key.id, key: made.key }
}

/** As a script does it: the key where an access token comes otherwise, and no body. */
async function exchange(key: string) {
  return world.ask({ method: 'POST', url: login.path, token: key })
}
const tokenOf = async (wish: Wish): Promise<string> =>
  login.answer.parse((await exchange((await make(wish)).key)).json()).access_token

const statusOf = async (asking: Parameters<World['ask']>[0]): Promise<number> => (await world.ask(asking)).status
const look = { method: 'GET', url: listCollections.path } as const
const write = { method: 'POST', url: '/api/collections', json: { title: 'By key', parent_id: null } } as const

test('a key does what its scopes say and nothing else', async () => {
  const space = world.own.space_id
  const read = await tokenOf({ scopes: ['read'] })
  expect(await statusOf({ ...look, token: read, space })).toBe(200)
  const refused = await world.ask({ ...write, token: read, space })
  expect([refused.status, refused.json()]).toMatchObject([403, { type: '/problems/scope-missing', scope: 'write' }])
  const change = await tokenOf({ scopes: ['write'] })
  expect(await statusOf({ ...write, token: change, space })).toBe(201)
  expect(await statusOf({ ...look, token: change, space })).toBe(403)
  expect(await statusOf({ method: 'POST', url: uploadFiles.path, files: { 'a.txt': 'a' }, token: read, space })).toBe(
    403,
  )
})

test('a key for one space is in it without saying so, and every other looks like one that is not there', async () => {
  const token = await tokenOf({ scopes: ['read'], space_id: world.own.space_id })
  const document = { method: 'GET', url: `/api/documents/${world.own.document_id}`, token } as const
  expect(await statusOf(document)).toBe(200)
  expect(await statusOf({ ...document, space: world.own.space_id })).toBe(200)
  const own = await world.ask({ ...look, token, space: world.personal.space_id })
  const madeUp = await world.ask({ ...look, token, space: world.madeUp.space_id })
  const face = (answer: typeof own) => answer.body.replace(/"instance":"[^"]*"/, '')
  expect([own.status, face(own)]).toEqual([404, face(madeUp)])
  const url = exportSpace.path.replace(':space_id', world.personal.space_id)
  expect(await statusOf({ method: 'GET', url, token, space: world.personal.space_id })).toBe(404)
  const me = getMe.answer.parse((await world.ask({ method: 'GET', url: getMe.path, token })).json())
  expect(me.spaces.map(({ id }) => id)).toEqual([world.own.space_id])
})

test('without a space of its own a key opens all of the person’s, the personal one by default', async () => {
  const token = await tokenOf({ scopes: ['read'] })
  const inPersonal = { method: 'GET', url: `/api/documents/${world.personal.document_id}`, token } as const
  expect(await statusOf(inPersonal)).toBe(200)
  expect(
    await statusOf({ ...inPersonal, url: `/api/documents/${world.own.document_id}`, space: world.own.space_id }),
  ).toBe(200)
})

test('no key reaches what is the person’s own, whatever its scopes', async () => {
  const token = await tokenOf({ scopes: ['read', 'write', 'manage'] })
  for (const [method, url, json] of [
    ['GET', '/api/api-keys', undefined],
    ['POST', '/api/api-keys', { name: 'More', scopes: ['manage'] }],
    ['PUT', '/api/me/password', { new_password: 'one that the thief knows' }],
    ['POST', '/api/auth/logout', undefined],
  ] as const) {
    const answer = await world.ask({ method, url, json, token })
    expect([url, answer.status, answer.json()['type']]).toEqual([url, 403, '/problems/scope-missing'])
  }
})

test('a key answers no refresh token and sets no cookie', async () => {
  const answer = await exchange((await make({ scopes: ['read'] })).key)
  expect(answer.json()).toMatchObject({ refresh_token: null, expires_in: 900 })
  expect(answer.headers['set-cookie']).toBeUndefined()
})

test('the token of a key that is revoked opens nothing any more', async () => {
  const { id, key } = await make({ scopes: ['read'] })
  const { access_token: token } = login.answer.parse((await exchange(key)).json())
  expect(await statusOf({ ...look, token })).toBe(200)
  expect(await statusOf({ method: 'DELETE', url: `/api/api-keys/${id}`, token: owner })).toBe(204)
  expect(await statusOf({ ...look, token })).toBe(401)
  expect((await exchange(key)).json()).toMatchObject({ type: '/problems/api-key-refused' })
})

test('the key itself is no access token, and an access token is no key', async () => {
  const { key } = await make({ scopes: ['read'] })
  expect(await statusOf({ ...look, token: key })).toBe(401)
  expect((await exchange(owner)).json()).toMatchObject({ type: '/problems/api-key-refused' })
  const bare = await world.ask({ method: 'POST', url: login.path })
  expect([bare.status, bare.json()['type']]).toEqual([401, '/problems/api-key-refused'])
})

test('a role that is too low stays too low, whatever the key may', async () => {
  const json = { name: 'Script', scopes: ['read', 'write', 'manage'], space_id: world.own.space_id }
  const relative = await world.signIn(world.people.view_only)
  const made = await world.ask({ method: 'POST', url: createApiKey.path, token: relative, json })
  const { key } = createApiKey.answer.parse(made.json())
  const { access_token: token } = login.answer.parse((await exchange(key)).json())
  expect(await statusOf({ ...look, token })).toBe(200)
  expect(await statusOf({ ...write, token })).toBe(403)
})
