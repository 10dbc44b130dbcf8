import type { Tokens, User } from '@kinfolio/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SWEEP } from '../../../kernel/database/index.ts'
import type { Person } from '../../../kernel/http/index.ts'
import { hasOpenSession } from '../account.queries.ts'
import { openTestAccounts, type TestAccounts, typeOf } from '../accounts.testing.ts'
import { createAccounts, type Accounts } from '../create-accounts.ts'
import { openSession } from '../open-session.ts'
import { openPending, PENDING_S } from '../pending/open-pending.ts'
import { PENDING_KEPT_DAYS, pruneSessions, SESSION_KEPT_DAYS } from './prune-sessions.ts'

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const PHONE = 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Mobile Safari/537.36'
const laptop = { address: '192.0.2.1', userAgent: FIREFOX }
const phone = { address: '2001:db8:1::5', userAgent: PHONE }

let house: TestAccounts
let accounts: Accounts
let ada: User
beforeAll(async () => {
  house = await openTestAccounts()
  accounts = createAccounts(house.deps)
})
afterAll(async () => house[Symbol.asyncDispose]())
beforeEach(async () => {
  house.deps.events.heard.length = 0
  ada = await house.newcomer()
})

const isOpen = (of: Person) =>
  house.test.database.read({ kind: 'person', userId: of.userId }, (db) =>
    hasOpenSession(db, { id: of.sessionId, now: house.deps.clock.now() }),
  )
const changes = () => house.deps.events.heard.map(({ body }) => (body as { change: string }).change)
const logOf = (user: User) =>
  house.test.database.read({ kind: 'person', userId: user.id }, async (db) =>
    db.selectFrom('user_events').select(['kind', 'ids']).where('kind', '=', 'session.ended').orderBy('seq').execute(),
  )

describe('the list of sessions', () => {
  test('says where one is signed in, the latest used first, and which this one is', async () => {
    const person = await house.signIn(ada, laptop)
    house.later(60)
    await house.signIn(ada, phone)
    const sessions = await accounts.doors.listSessions({ person })
    const shown = sessions.map(({ browser, system, address, is_current }) => [browser, system, address, is_current])
    expect(shown).toEqual([
      ['Chrome', 'Android', phone.address, false],
      ['Firefox', 'Linux', laptop.address, true],
    ])
  })

  test('leaves out what has ended or run out, and what is of others', async () => {
    await house.signIn(ada)
    house.later(30 * 86_400)
    await house.signIn(await house.newcomer())
    const ended = await house.signIn(ada)
    const person = await house.signIn(ada)
    await accounts.doors.endOneSession({ person, visitor: laptop, sessionId: ended.sessionId })
    const sessions = await accounts.doors.listSessions({ person })
    expect(sessions.map(({ id }) => id)).toEqual([person.sessionId])
  })
})

describe('ending', () => {
  test('one session leaves the others, and tells its sockets', async () => {
    const [person, other, third] = [await house.signIn(ada), await house.signIn(ada), await house.signIn(ada)]
    await accounts.doors.endOneSession({ person, visitor: laptop, sessionId: other.sessionId })
    expect([await isOpen(person), await isOpen(other), await isOpen(third)]).toEqual([true, false, true])
    expect(await logOf(ada)).toEqual([{ kind: 'session.ended', ids: { session_id: other.sessionId } }])
  })

  test('a session of somebody else, or one that is over, finds none', async () => {
    const person = await house.signIn(ada)
    const theirs = await house.signIn(await house.newcomer())
    const end = (sessionId: Person['sessionId']) => accounts.doors.endOneSession({ person, visitor: laptop, sessionId })
    expect(await typeOf(end(theirs.sessionId))).toBe('/problems/session-not-found')
    expect(await isOpen(theirs)).toBe(true)
    const own = await house.signIn(ada)
    await end(own.sessionId)
    expect(await typeOf(end(own.sessionId))).toBe('/problems/session-not-found')
  })

  test('all others leaves this one and those of others, and the person hears of it once', async () => {
    const person = await house.signIn(ada)
    const others = [await house.signIn(ada), await house.signIn(ada)]
    const theirs = await house.signIn(await house.newcomer())
    await accounts.doors.endOtherSessions({ person, visitor: laptop })
    expect(await Promise.all([person, theirs, ...others].map(isOpen))).toEqual([true, true, false, false])
    await accounts.doors.endOtherSessions({ person, visitor: laptop })
    expect(changes()).toEqual(['sessions-ended'])
    expect(await logOf(ada)).toHaveLength(2)
  })

  test('by signing out tells the sockets of that session as well', async () => {
    const person = await house.signIn(ada)
    await accounts.signOut({ person })
    expect(await isOpen(person)).toBe(false)
    expect(await logOf(ada)).toEqual([{ kind: 'session.ended', ids: { session_id: person.sessionId } }])
  })

  test('by a refresh token used twice tells the sockets, the audit log and the person', async () => {
    const first = await openSession(house.deps, { user: ada, visitor: laptop })
    const refresh = (tokens: Tokens, visitor = laptop) =>
      accounts.refreshSession({ refreshToken: tokens.refresh_token ?? '', visitor })
    await refresh(first)
    house.later(61)
    expect(await typeOf(refresh(first, phone))).toBe('/problems/session-ended')
    expect(await logOf(ada)).toHaveLength(1)
    expect(house.deps.events.heard).toMatchObject([
      { name: 'accounts.changed', body: { change: 'refresh-token-reused', address: phone.address, user_agent: PHONE } },
    ])
    const [entry] = await house.test.database.read({ kind: 'person', userId: ada.id }, async (db) =>
      db.selectFrom('audit_log').select(['action', 'address', 'actor_id']).orderBy('id', 'desc').limit(1).execute(),
    )
    expect(entry).toEqual({ action: 'session.token-reused', address: phone.address, actor_id: null })
  })
})

describe('signing in somewhere new', () => {
  test('is told, but the very first time is not', async () => {
    await house.signIn(ada, laptop)
    expect(changes()).toEqual([])
    await house.signIn(ada, laptop)
    expect(changes()).toEqual([])
    await house.signIn(ada, phone)
    expect(changes()).toEqual(['signed-in-somewhere-new'])
    expect(house.deps.events.heard).toMatchObject([{ body: { address: phone.address, user_agent: PHONE } }])
    await house.signIn(ada, phone)
    expect(changes()).toHaveLength(1)
  })

  test.each([
    ['a newer version of the browser', { ...laptop, userAgent: FIREFOX.replaceAll('140.0', '141.0') }, 0],
    ['another address of the same network', { ...phone, address: '2001:db8:1::99' }, 0],
    ['another network', { ...phone, address: '2001:db8:2::5' }, 1],
    ['another browser at the same address', { ...laptop, userAgent: PHONE }, 1],
  ])('%s', async (_, visitor, told) => {
    await house.signIn(ada, laptop)
    await house.signIn(ada, phone)
    house.deps.events.heard.length = 0
    await house.signIn(ada, visitor)
    expect(changes()).toHaveLength(told)
  })

  test('is also known from a session that is over', async () => {
    const person = await house.signIn(ada, laptop)
    await accounts.signOut({ person })
    await house.signIn(ada, phone)
    house.deps.events.heard.length = 0
    await house.signIn(ada, laptop)
    expect(changes()).toEqual([])
  })
})

test('a sign-in that waited is forgotten a day after it ran out', async () => {
  const { database } = house.test
  await database.write({ kind: 'person', userId: ada.id }, (tx) =>
    openPending(house.deps, { tx, userId: ada.id, visitor: laptop, methods: ['totp'] }),
  )
  const left = () => database.read(SWEEP, (db) => db.selectFrom('pending_sign_ins').select('id').execute())
  house.later(PENDING_KEPT_DAYS * 86_400)
  await pruneSessions(house.deps)
  expect(await left()).toHaveLength(1)
  house.later(PENDING_S + 1)
  await pruneSessions(house.deps)
  expect(await left()).toEqual([])
})

test('what has long been over is forgotten, and nothing else', async () => {
  await house.signIn(ada)
  const first = await openSession(house.deps, { user: ada, visitor: laptop })
  const second = await accounts.refreshSession({ refreshToken: first.refresh_token ?? '', visitor: laptop })
  const count = async () => {
    const rows = await house.test.database.read({ kind: 'person', userId: ada.id }, async (db) => ({
      sessions: await db.selectFrom('sessions').select('id').execute(),
      tokens: await db.selectFrom('refresh_tokens').select('token_sha256').execute(),
    }))
    return [rows.sessions.length, rows.tokens.length]
  }
  await pruneSessions(house.deps)
  expect(await count()).toEqual([2, 3])
  house.later(29 * 86_400)
  await accounts.refreshSession({ refreshToken: second.refresh_token ?? '', visitor: laptop })
  house.later(2 * 86_400)
  await pruneSessions(house.deps)
  expect(await count()).toEqual([2, 3])
  house.later(SESSION_KEPT_DAYS * 86_400)
  await pruneSessions(house.deps)
  expect(await count()).toEqual([1, 1])
})
