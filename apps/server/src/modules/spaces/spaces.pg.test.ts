import { afterEach, beforeEach, expect, test } from 'vitest'
import { addMember, createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { heardEvents } from '../../../test/heard-events.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accessTokens as tokensOf, createPasswords } from '../accounts/index.ts'
import { createPersonLog } from '../../kernel/events/index.ts'
import { createDoorkeeper } from './doorkeeper.ts'
import { createSpaces, type Spaces } from './create-spaces.ts'
import { listSpaces } from './membership.queries.ts'
import { makeSetupCode } from './setup-code.ts'

const time = { ms: Date.now() }
const clock = { now: () => new Date(time.ms) }
const owner = { name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' }
const visitor = { address: '192.0.2.1', userAgent: 'test' }

let data: TestDatabase
let spaces: Spaces
let code: string | undefined
let keysDir = ''
let doorkeeper: ReturnType<typeof createDoorkeeper>

beforeEach(async () => {
  data = await openTestDatabase()
  code = makeSetupCode()
  keysDir = await mkdtemp(join(tmpdir(), 'kinfolio-spaces-'))
  const accessTokens = await tokensOf.open({ keysDir, clock })
  const passwords = createPasswords({ memoryKib: 64, passes: 1, lanes: 1 })
  const setupCode = { read: async () => code ?? '', forget: async () => void (code = undefined) }
  const events = heardEvents()
  const personLog = createPersonLog({ wake: () => undefined })
  spaces = createSpaces({
    database: data.database,
    accessTokens,
    passwords,
    clock,
    events,
    setupCode,
    personLog,
    requireRoomForMember: async () => undefined,
    tellMembersUsed: async () => undefined,
  })
  doorkeeper = createDoorkeeper({ database: data.database, accessTokens, clock })
})
afterEach(async () => {
  await data[Symbol.asyncDispose]()
  await rm(keysDir, { recursive: true })
})

const typeOf = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'ok',
    (error: { body?: { type?: string } }) => error.body?.type ?? error,
  )

test('whoever has the code becomes the owner, with a space of their own, and the code is gone', async () => {
  expect(await spaces.needsSetUp({})).toBe(true)
  const tokens = await spaces.setUpOwner({ ...owner, code: code?.toLowerCase().replaceAll('-', ' ') ?? '', visitor })
  expect(await spaces.needsSetUp({})).toBe(false)
  expect(code).toBeUndefined()
  const person = await doorkeeper.readToken(tokens.access_token)
  if (typeof person === 'string') throw new Error(person)
  expect(await doorkeeper.enterSpace(person, undefined)).toMatchObject({ userId: tokens.user.id, role: 'owner' })
  const mine = await data.database.read({ kind: 'person', userId: person.userId }, (db) =>
    listSpaces(db, person.userId),
  )
  expect(mine).toMatchObject([{ kind: 'personal', name: 'Ada', role: 'owner' }])
})

test.each(['', 'AAAA-BBBB-CCCC', 'x'])('the code %j is not the one', async (wrong) => {
  expect(await typeOf(spaces.setUpOwner({ ...owner, code: wrong, visitor }))).toBe('/problems/set-up-code-wrong')
  expect(await spaces.needsSetUp({})).toBe(true)
})

test('ten wrong codes lock their address until the hour is over, and nobody else', async () => {
  const guess = async (address: string, given = 'AAAA-BBBB-CCCC') =>
    typeOf(spaces.setUpOwner({ ...owner, code: given, visitor: { ...visitor, address } }))
  for (let n = 0; n < 10; n++) expect(await guess(`2001:db8::${n}`)).toBe('/problems/set-up-code-wrong')
  expect(await guess('2001:db8::1', code)).toBe('/problems/too-many-attempts')
  expect(await guess('2001:db8:0:1::1')).toBe('/problems/set-up-code-wrong')
  time.ms += 3_601_000
  expect(await guess('2001:db8::1', code)).toBe('ok')
})

test('a weak password is refused and the code stays', async () => {
  const attempt = spaces.setUpOwner({ ...owner, password: 'short', code: code ?? '', visitor })
  expect(await typeOf(attempt)).toBe('/problems/password-too-weak')
  expect(code).toBeDefined()
})

test('two first runs at once make one owner', async () => {
  const both = [1, 2].map((n) => typeOf(spaces.createOwner({ ...owner, email: `ada${n}@example.org` })))
  expect(new Set(await Promise.all(both))).toEqual(new Set(['/problems/already-set-up', 'ok']))
  expect(await typeOf(spaces.setUpOwner({ ...owner, code: code ?? '', visitor }))).toBe('/problems/already-set-up')
})

test('a member enters a space by its id and nobody else does; without an id it is the own one', async () => {
  const ada = await spaces.setUpOwner({ ...owner, code: code ?? '', visitor })
  const family = await createPersonAndSpace(data.database, { kind: 'family' })
  const person = await doorkeeper.readToken(ada.access_token)
  if (typeof person === 'string') throw new Error(person)

  expect(await doorkeeper.enterSpace(person, family.spaceId)).toBeUndefined()
  await addMember(data.database, { userId: ada.user.id, spaceId: family.spaceId, role: 'view_only' })
  expect(await doorkeeper.enterSpace(person, family.spaceId)).toMatchObject({ role: 'view_only' })
  expect(await doorkeeper.enterSpace(person, undefined)).toMatchObject({ role: 'owner' })
})
