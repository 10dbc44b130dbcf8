import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CHALLENGE_S, invitationNeeded, type SignUpMode } from '@kinfolio/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SIGN_IN } from '../src/kernel/database/index.ts'
import { createPersonLog } from '../src/kernel/events/index.ts'
import { createSealer } from '../src/kernel/secrets/index.ts'
import { accessTokens, accounts, createPasswords, people, secretLinks, waysIn } from '../src/modules/accounts/index.ts'
import { registration } from '../src/modules/spaces/index.ts'
import { createAuthenticator, type Lies } from './authenticator.ts'
import { createPersonAndSpace, openTestDatabase, type TestDatabase } from './database.ts'
import { heardEvents } from './heard-events.ts'
import { lookInside } from './look-inside.ts'

const party = { id: 'localhost', origin: 'http://localhost:8000' }
const device = () => createAuthenticator(party.origin)

let house: TestDatabase
let keysDir = ''
let tokens: Awaited<ReturnType<typeof accessTokens.open>>
let work: string[]
let count = 0
let email = ''
let visitor = { address: '192.0.2.1', userAgent: 'phone' }
const time = { ms: Date.now() }
const clock = { now: () => new Date(time.ms) }
const heard = heardEvents()
beforeAll(async () => {
  house = await openTestDatabase()
  keysDir = await mkdtemp(join(tmpdir(), 'kinfolio-newcomers-'))
  tokens = await accessTokens.open({ keysDir, clock })
  await createPersonAndSpace(house.database, { name: 'Owner' })
})
afterAll(async () => {
  await house[Symbol.asyncDispose]()
  await rm(keysDir, { recursive: true })
})
beforeEach(() => {
  count += 1
  email = `eve${count}@example.org`
  visitor = { ...visitor, address: `198.51.100.${count}` }
  heard.heard.length = 0
  work = []
})

const depsOf = () => ({
  database: house.database,
  accessTokens: tokens,
  clock,
  events: heard,
  personLog: createPersonLog({ wake: () => undefined }),
  passwords: createPasswords({ memoryKib: 64, passes: 1, lanes: 1 }),
  sealer: createSealer('a master key of tests, which is long enough'),
})
type Passkeys = ReturnType<typeof waysIn.create>['passkeys']

/** The use cases over the real database; notes each transaction. */
function open({ mode = 'open', sendsMail = false }: { mode?: SignUpMode; sendsMail?: boolean } = {}): Passkeys {
  const given = depsOf()
  const { database } = given
  const claimInvitation = async (_tx: unknown, { code }: { code: string }): Promise<void> => {
    if (code !== 'GOOD') throw invitationNeeded({})
  }
  const signUp = { ...registration.signUp({ mode, claimInvitation }), sendsMail }
  const deps = {
    ...given,
    database: {
      ...database,
      read: async (context, reading) => (work.push(`read ${context.kind}`), database.read(context, reading)),
      write: async (context, writing) => (work.push(`write ${context.kind}`), database.write(context, writing)),
    } satisfies typeof database,
  }
  const registering = registration.create({ ...deps, signUp })
  const fetch = async (): Promise<never> => Promise.reject(new TypeError('no service is asked here'))
  const providers = waysIn.createProviders({ clock, fetch, allow: { allows: () => false } }, [])
  return waysIn.create({ ...deps, providers, admission: signUp, registering }).passkeys
}

type Attempt = { by?: ReturnType<typeof device>; lies?: Lies; invitation?: string; address?: string }
async function register(passkeys: Passkeys, { by = device(), lies = {}, invitation, address = email }: Attempt = {}) {
  const { options } = await passkeys.startNewcomerPasskey({ name: 'Eve', email: address, invitation, party })
  const credential = by.make(options, lies)
  return passkeys.registerByPasskey({ party, credential, name: 'Phone', invitation, visitor })
}
async function signIn(passkeys: Passkeys, by: ReturnType<typeof device>) {
  const { options } = await passkeys.startPasskeySignIn({ party })
  return passkeys.signInByPasskey({ assertion: by.use(options), party, visitor })
}
const problemOf = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'ok',
    (error: { body?: { type?: string } }) => error.body?.type ?? error,
  )
const reasonOf = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'ok',
    (error: { body?: { reason?: string; type?: string } }) => error.body?.reason ?? error.body?.type ?? error,
  )
const found = async (address = email) =>
  lookInside(house, 'select id, email, password_hash, email_verified_at from users where email = $1', [address])
const changes = () => heard.heard.map(({ body }) => Object(body)['change'])

describe('registering with a passkey, without mail', () => {
  test('makes a person with a space and no password, who is signed in and comes back by it', async () => {
    const [passkeys, by] = [open(), device()]
    expect(await register(passkeys, { by })).toMatchObject({ user: { name: 'Eve', email }, expires_in: 900 })
    const [person] = await found()
    expect(person).toMatchObject({ password_hash: null, email_verified_at: null })
    const spaces = 'select s.kind, m.role from spaces s join members m on m.space_id = s.id where m.user_id = $1'
    expect(await lookInside(house, spaces, [person?.['id']])).toEqual([{ kind: 'personal', role: 'owner' }])
    expect(await signIn(passkeys, by)).toMatchObject({ user: { email } })
    const audit = await lookInside(house, 'select action from audit_log where user_id = $1 order by id', [
      person?.['id'],
    ])
    expect(audit.slice(0, 3).map(({ action }) => action)).toEqual([
      'account.registered',
      'passkey.added',
      'session.opened',
    ])
  })

  test('knows the person by one handle afterwards, which is no id of an account', async () => {
    const [passkeys, by] = [open(), device()]
    const { options } = await passkeys.startNewcomerPasskey({ name: 'Eve', email, party })
    const opened = await passkeys.registerByPasskey({ party, credential: by.make(options), name: 'Phone', visitor })
    if (opened === undefined) throw new TypeError('no mail is sent here')
    const second = await passkeys.startPasskey({ userId: opened.user.id, party })
    expect(second.options.user.id).toBe(options.user.id)
    expect(second.options.excludeCredentials).toMatchObject([{ id: by.id }])
    expect(Buffer.from(options.user.id, 'base64url').toString('hex')).not.toBe(opened.user.id.replaceAll('-', ''))
  })

  test('tells a taken address when the passkey is there, and keeps nothing of it', async () => {
    const [passkeys, by] = [open(), device()]
    await register(passkeys)
    expect(await problemOf(register(passkeys, { by, address: email.toUpperCase() }))).toBe('/problems/email-taken')
    expect(await reasonOf(signIn(passkeys, by))).toBe('unknown')
  })

  test.each([
    ['at another origin', { origin: 'https://evil.example' }],
    ['for another party', { rpId: 'evil.example' }],
    ['by somebody who did not unlock it', { isVerified: false }],
    ['out of a frame', { crossOrigin: true }],
  ])('makes nobody by a passkey that was made %s', async (_, lies) => {
    expect(await reasonOf(register(open(), { lies }))).toBe('unproved')
    expect(await found()).toEqual([])
  })

  test('makes nobody by a passkey of somebody', async () => {
    const [passkeys, by] = [open(), device()]
    await register(passkeys, { by })
    expect(await reasonOf(register(passkeys, { by, address: `other-${email}` }))).toBe('unproved')
    expect(await found(`other-${email}`)).toEqual([])
  })

  test('takes an answer once, in time, and for nothing else', async () => {
    const passkeys = open()
    const ask = async () => (await passkeys.startNewcomerPasskey({ name: 'Eve', email, party })).options
    const answer = async (options: Awaited<ReturnType<typeof ask>>) =>
      reasonOf(passkeys.registerByPasskey({ party, credential: device().make(options), name: 'Phone', visitor }))
    const [options, late] = [await ask(), await ask()]
    expect((await Promise.all([answer(options), answer(options)])).map(String).toSorted()).toEqual(['ok', 'over'])

    const userId = (await createPersonAndSpace(house.database, { name: 'Ada' })).userId
    expect(await answer((await passkeys.startPasskey({ userId, party })).options)).toBe('over')
    time.ms += CHALLENGE_S * 1_000
    expect(await answer(late)).toBe('over')
  })
})

describe('registering with a passkey, with mail', () => {
  /** As whoever sends the mail does it, and its reader follows the link. */
  async function follow(purpose: 'verify-email' | 'reset-password'): Promise<void> {
    const deps = depsOf()
    const mailbox = await deps.database.read(SIGN_IN, (db) => people.findMailbox(db, email))
    if (mailbox === undefined) throw new TypeError(`nobody has ${email}`)
    const { user_id: userId } = mailbox
    const context = { kind: 'job', spaceId: undefined, onBehalfOf: userId } as const
    const at = { userId, purpose, publicUrl: 'https://home.example.org', now: deps.clock.now() }
    const link = await deps.database.write(context, (tx) => secretLinks.mint(tx, at))
    const token = new URL(link?.url ?? '').hash.replace('#token=', '')
    const { mailbox: own } = accounts.create({ ...deps, sendsMail: true })
    if (purpose === 'verify-email') await own.verifyEmail({ token, visitor })
    else await own.resetPassword({ token, password: 'another horse, another battery', visitor })
  }

  test('opens nothing before the link of the mail was followed, and lets the person in afterwards', async () => {
    const [passkeys, by] = [open({ sendsMail: true }), device()]
    expect(await register(passkeys, { by })).toBeUndefined()
    expect(changes()).toEqual(['email-to-verify'])
    expect(await reasonOf(signIn(passkeys, by))).toBe('unknown')
    await follow('verify-email')
    expect(await signIn(passkeys, by)).toMatchObject({ user: { email } })
  })

  test('is answered alike for an address that has an account, after the same work', async () => {
    await register(open())
    const passkeys = open({ sendsMail: true })
    work = []
    const by = device()
    const known = await register(passkeys, { by })
    const workForKnown = work
    work = []
    const unknown = await register(passkeys, { address: `new-${email}` })
    expect([known, workForKnown]).toEqual([unknown, work])
    expect(work).toContain('write person')
    expect(changes()).toEqual(['registered-again', 'email-to-verify'])
    expect(await reasonOf(signIn(passkeys, by))).toBe('unknown')
  })

  test('twice sends the link again and keeps the first passkey alone', async () => {
    const [passkeys, first, second] = [open({ sendsMail: true }), device(), device()]
    await register(passkeys, { by: first })
    await register(passkeys, { by: second })
    expect(changes()).toEqual(['email-to-verify', 'email-to-verify'])
    await follow('verify-email')
    expect([await reasonOf(signIn(passkeys, second)), await reasonOf(signIn(passkeys, first))]).toEqual([
      'unknown',
      'ok',
    ])
  })

  test('leaves no way in for who registered with the address of somebody else, once its reader sets a password', async () => {
    const [passkeys, by] = [open({ sendsMail: true }), device()]
    await register(passkeys, { by })
    await follow('reset-password')
    expect(await reasonOf(signIn(passkeys, by))).toBe('unknown')
    const signedIn = accounts
      .create({ ...depsOf(), sendsMail: true })
      .signIn({ email, password: 'another horse, another battery', visitor })
    expect(await signedIn).toMatchObject({ user: { email } })
  })
})

describe('who may register with a passkey', () => {
  test.each([
    ['closed', undefined, '/problems/sign-up-closed'],
    ['closed', 'GOOD', '/problems/sign-up-closed'],
    ['invite', undefined, '/problems/invitation-needed'],
    ['invite', 'BAD', '/problems/invitation-needed'],
    ['invite', 'GOOD', 'ok'],
    ['open', undefined, 'ok'],
  ] as const)('%s with the invitation %s: %s', async (mode, invitation, outcome) => {
    expect(await problemOf(register(open({ mode }), invitation === undefined ? {} : { invitation }))).toBe(outcome)
    expect(await found()).toHaveLength(outcome === 'ok' ? 1 : 0)
  })

  test('an invitation cannot be left out between the question and the answer', async () => {
    const passkeys = open({ mode: 'invite' })
    const { options } = await passkeys.startNewcomerPasskey({ name: 'Eve', email, invitation: 'GOOD', party })
    const answer = { party, credential: device().make(options), name: 'Phone', visitor }
    expect(await problemOf(passkeys.registerByPasskey(answer))).toBe('/problems/invitation-needed')
  })

  test('codes cannot be guessed: ten wrong ones lock the address', async () => {
    const passkeys = open({ mode: 'invite' })
    for (let n = 0; n < 10; n++) await problemOf(register(passkeys, { invitation: 'BAD' }))
    expect(await problemOf(register(passkeys, { invitation: 'GOOD' }))).toBe('/problems/too-many-attempts')
  })
})
