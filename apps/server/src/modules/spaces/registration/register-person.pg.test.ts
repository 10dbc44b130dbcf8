import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { invitationNeeded, type SignUpMode } from '@kinfolio/contracts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import { lookInside } from '../../../../test/look-inside.ts'
import { accessTokens, createPasswords } from '../../accounts/index.ts'
import type { RegisterInput } from './register-person.ts'
import { createRegistration } from './registration.routes.ts'
import { type ClaimInvitation, createSignUp } from './sign-up.ts'

const visitor = { address: '192.0.2.1', userAgent: 'test' }
const eve = { name: 'Eve', email: 'eve@example.org', password: 'ink on paper since 1843', visitor }
const clock = { now: () => new Date() }

let data: TestDatabase
let keysDir = ''
let announced: { change: unknown; on_behalf_of: unknown }[]
let work: string[]
beforeEach(async () => {
  data = await openTestDatabase()
  keysDir = await mkdtemp(join(tmpdir(), 'kinfolio-register-'))
  ;[announced, work] = [[], []]
  await createPersonAndSpace(data.database, { name: 'Owner' })
})
afterEach(async () => {
  await data[Symbol.asyncDispose]()
  await rm(keysDir, { recursive: true })
})

type Options = { mode?: SignUpMode; sendsMail?: boolean; claimInvitation?: ClaimInvitation }

/** The use case over the real database; notes each transaction, each hash and what is announced. */
async function open({ mode = 'open', sendsMail = false, claimInvitation }: Options = {}) {
  const { database } = data
  const tokens = await accessTokens.open({ keysDir, clock })
  const passwords = createPasswords({ memoryKib: 64, passes: 1, lanes: 1 })
  const { registerPerson } = createRegistration({
    database: {
      ...database,
      read: async (context, reading) => (work.push(`read ${context.kind}`), database.read(context, reading)),
      write: async (context, writing) => (work.push(`write ${context.kind}`), database.write(context, writing)),
    },
    accessTokens: tokens,
    clock,
    passwords: { hash: async (password) => (work.push('hash'), passwords.hash(password)) },
    events: {
      announce: async (_tx, _event, { onBehalfOf, body }) =>
        void announced.push({ change: Object(body)['change'], on_behalf_of: onBehalfOf }),
    },
    signUp: { ...createSignUp({ mode, claimInvitation }), sendsMail },
  })
  return async (more: Partial<RegisterInput> = {}) => registerPerson({ ...eve, ...more })
}

const users = async () =>
  lookInside(
    data,
    "select id, email, password_hash is not null as opens, email_verified_at from users where name = 'Eve' order by id",
  )
const typeOf = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'ok',
    (error: { body?: { type?: string } }) => error.body?.type ?? error,
  )

describe('without mail', () => {
  test('whoever registers is signed in, with a space of their own', async () => {
    const register = await open()
    expect(await register()).toMatchObject({ expires_in: 900, user: { name: 'Eve', email: 'eve@example.org' } })
    expect(await users()).toMatchObject([{ opens: true, email_verified_at: null }])
    const spaces = await lookInside(
      data,
      "select s.kind, m.role from spaces s join members m on m.space_id = s.id where s.name = 'Eve'",
    )
    expect(spaces).toEqual([{ kind: 'personal', role: 'owner' }])
    const audit = await lookInside(data, 'select action, address, user_id = actor_id as own from audit_log order by id')
    expect(audit).toEqual([
      { action: 'account.registered', address: '192.0.2.1', own: true },
      { action: 'session.opened', address: '192.0.2.1', own: true },
    ])
  })

  test('a taken address, in any case, is told: there is no other way to tell its owner', async () => {
    const register = await open()
    await register()
    expect(await typeOf(register({ email: 'EVE@example.org' }))).toBe('/problems/email-taken')
    expect(await users()).toHaveLength(1)
  })

  test('a weak password makes nobody', async () => {
    const register = await open()
    expect(await typeOf(register({ password: 'short' }))).toBe('/problems/password-too-weak')
    expect(await users()).toEqual([])
  })
})

describe('with mail', () => {
  test('an account opens nothing before the link was followed, and the link is asked for', async () => {
    const register = await open({ sendsMail: true })
    expect(await register()).toBeUndefined()
    const [made] = await users()
    expect(made).toMatchObject({ opens: false, email_verified_at: null })
    expect(announced).toEqual([{ change: 'email-to-verify', on_behalf_of: made?.['id'] }])
  })

  test('an address that has an account is answered alike, after the same work, and its owner gets a mail', async () => {
    const [owner] = [await open({ sendsMail: false })]
    await owner()
    const register = await open({ sendsMail: true })
    work = []
    const known = await register()
    const workForKnown = work
    work = []
    const unknown = await register({ email: 'fay@example.org' })
    expect([known, workForKnown]).toEqual([unknown, work])
    expect(work).toContain('hash')
    expect(announced.map(({ change }) => change)).toEqual(['registered-again', 'email-to-verify'])
    expect(await users()).toMatchObject([{ email: 'eve@example.org' }, { email: 'fay@example.org' }])
  })

  test('registering twice sends the link again and keeps the first password', async () => {
    const register = await open({ sendsMail: true })
    await register()
    const before = await lookInside(data, "select pending_password_hash from users where name = 'Eve'")
    await register({ password: 'another one from somebody else' })
    expect(await lookInside(data, "select pending_password_hash from users where name = 'Eve'")).toEqual(before)
    expect(announced.map(({ change }) => change)).toEqual(['email-to-verify', 'email-to-verify'])
  })

  test('two at once with one address make one account, and both are answered alike', async () => {
    const register = await open({ sendsMail: true })
    expect(await Promise.all([register(), register()])).toEqual([undefined, undefined])
    expect(await users()).toHaveLength(1)
    expect(announced).toHaveLength(2)
  })
})

describe('who may', () => {
  const guest: ClaimInvitation = async (_tx, { code }) => {
    if (code !== 'GOOD') throw invitationNeeded({})
  }

  test.each([
    ['closed', {}, '/problems/sign-up-closed'],
    ['closed', { invitation: 'GOOD' }, '/problems/sign-up-closed'],
    ['invite', {}, '/problems/invitation-needed'],
    ['invite', { invitation: 'BAD' }, '/problems/invitation-needed'],
    ['invite', { invitation: 'GOOD' }, 'ok'],
    ['open', {}, 'ok'],
    ['open', { invitation: 'BAD' }, '/problems/invitation-needed'],
  ] as const)('%s with %j: %s', async (mode, more, answer) => {
    const register = await open({ mode, claimInvitation: guest })
    expect(await typeOf(register(more))).toBe(answer)
    expect(await users()).toHaveLength(answer === 'ok' ? 1 : 0)
  })

  test('nobody by invitation while nothing checks them', async () => {
    const register = await open({ mode: 'invite' })
    expect(await typeOf(register({ invitation: 'GOOD' }))).toBe('/problems/invitation-needed')
  })

  test('who is turned away at the door costs no hash', async () => {
    const register = await open({ mode: 'closed' })
    await typeOf(register())
    expect(work).toEqual([])
  })

  test('codes cannot be guessed: ten wrong ones lock the address, whether or not the account exists', async () => {
    const register = await open({ mode: 'invite', sendsMail: true, claimInvitation: guest })
    await register({ invitation: 'GOOD' })
    for (let n = 0; n < 10; n++) {
      const email = n % 2 === 0 ? eve.email : 'new@example.org'
      expect(await typeOf(register({ email, invitation: `BAD${n}` }))).toBe('/problems/invitation-needed')
    }
    expect(await typeOf(register({ invitation: 'GOOD' }))).toBe('/problems/too-many-attempts')
  })

  test('nobody before the owner is there, or whoever came first would be it', async () => {
    await lookInside(data, 'truncate users cascade')
    const register = await open()
    expect(await typeOf(register())).toBe('/problems/sign-up-closed')
    expect(await users()).toEqual([])
  })
})
