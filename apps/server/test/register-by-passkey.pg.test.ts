import { CHALLENGE_S, invitationNeeded, type SignUpMode } from '@kinfolio/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestAccounts, type TestAccounts, typeOf } from '../src/modules/accounts/accounts.testing.ts'
import { accounts, people, secretLinks } from '../src/modules/accounts/index.ts'
import { createAuthenticator, type Lies } from '../src/modules/accounts/passkeys/authenticator.testing.ts'
import { createPasskeys, type Passkeys } from '../src/modules/accounts/passkeys/create-passkeys.ts'
import { registration } from '../src/modules/spaces/index.ts'
import { SIGN_IN } from '../src/kernel/database/index.ts'
import { createPersonAndSpace } from './database.ts'
import { lookInside } from './look-inside.ts'

const party = { id: 'localhost', origin: 'http://localhost:8000' }
const device = () => createAuthenticator(party.origin)

let world: TestAccounts
let work: string[]
let count = 0
let email = ''
let visitor = { address: '192.0.2.1', userAgent: 'phone' }
beforeAll(async () => {
  world = await openTestAccounts()
  await createPersonAndSpace(world.test.database, { name: 'Owner' })
})
afterAll(async () => world[Symbol.asyncDispose]())
beforeEach(() => {
  count += 1
  email = `eve${count}@example.org`
  visitor = { ...visitor, address: `198.51.100.${count}` }
  world.deps.events.heard.length = 0
  work = []
})

/** The use cases over the real database; notes each transaction. */
function open({ mode = 'open', sendsMail = false }: { mode?: SignUpMode; sendsMail?: boolean } = {}): Passkeys {
  const { database, passwords } = world.deps
  const claimInvitation = async (_tx: unknown, { code }: { code: string }): Promise<void> => {
    if (code !== 'GOOD') throw invitationNeeded({})
  }
  const signUp = { ...registration.signUp({ mode, claimInvitation }), sendsMail }
  const deps = {
    ...world.deps,
    database: {
      ...database,
      read: async (context, reading) => (work.push(`read ${context.kind}`), database.read(context, reading)),
      write: async (context, writing) => (work.push(`write ${context.kind}`), database.write(context, writing)),
    } satisfies typeof database,
  }
  const registering = registration.create({ ...deps, passwords, signUp })
  return createPasskeys({ ...deps, issuers: [], admission: signUp, registering })
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
const reasonOf = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'ok',
    (error: { body?: { reason?: string; type?: string } }) => error.body?.reason ?? error.body?.type ?? error,
  )
const found = async (address = email) =>
  lookInside(world.test, 'select id, email, password_hash, email_verified_at from users where email = $1', [address])
const changes = () => world.deps.events.heard.map(({ body }) => Object(body)['change'])

describe('registering with a passkey, without mail', () => {
  test('makes a person with a space and no password, who is signed in and comes back by it', async () => {
    const [passkeys, by] = [open(), device()]
    expect(await register(passkeys, { by })).toMatchObject({ user: { name: 'Eve', email }, expires_in: 900 })
    const [person] = await found()
    expect(person).toMatchObject({ password_hash: null, email_verified_at: null })
    const spaces = 'select s.kind, m.role from spaces s join members m on m.space_id = s.id where m.user_id = $1'
    expect(await lookInside(world.test, spaces, [person?.['id']])).toEqual([{ kind: 'personal', role: 'owner' }])
    expect(await signIn(passkeys, by)).toMatchObject({ user: { email } })
    const audit = await lookInside(world.test, 'select action from audit_log where user_id = $1 order by id', [
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
    const tokens = await passkeys.registerByPasskey({ party, credential: by.make(options), name: 'Phone', visitor })
    if (tokens === undefined) throw new TypeError('no mail is sent here')
    const second = await passkeys.startPasskey({ userId: tokens.user.id, party })
    expect(second.options.user.id).toBe(options.user.id)
    expect(second.options.excludeCredentials).toMatchObject([{ id: by.id }])
    expect(Buffer.from(options.user.id, 'base64url').toString('hex')).not.toBe(tokens.user.id.replaceAll('-', ''))
  })

  test('tells a taken address when the passkey is there, and keeps nothing of it', async () => {
    const [passkeys, by] = [open(), device()]
    await register(passkeys)
    expect(await typeOf(register(passkeys, { by, address: email.toUpperCase() }))).toBe('/problems/email-taken')
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

    const userId = (await world.newcomer()).id
    expect(await answer((await passkeys.startPasskey({ userId, party })).options)).toBe('over')
    world.later(CHALLENGE_S)
    expect(await answer(late)).toBe('over')
  })
})

describe('registering with a passkey, with mail', () => {
  /** As whoever sends the mail does it, and its reader follows the link. */
  async function follow(purpose: 'verify-email' | 'reset-password'): Promise<void> {
    const { deps } = world
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
    const signedIn = accounts.create(world.deps).signIn({ email, password: 'another horse, another battery', visitor })
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
    expect(await typeOf(register(open({ mode }), invitation === undefined ? {} : { invitation }))).toBe(outcome)
    expect(await found()).toHaveLength(outcome === 'ok' ? 1 : 0)
  })

  test('an invitation cannot be left out between the question and the answer', async () => {
    const passkeys = open({ mode: 'invite' })
    const { options } = await passkeys.startNewcomerPasskey({ name: 'Eve', email, invitation: 'GOOD', party })
    const answer = { party, credential: device().make(options), name: 'Phone', visitor }
    expect(await typeOf(passkeys.registerByPasskey(answer))).toBe('/problems/invitation-needed')
  })

  test('codes cannot be guessed: ten wrong ones lock the address', async () => {
    const passkeys = open({ mode: 'invite' })
    for (let n = 0; n < 10; n++) await typeOf(register(passkeys, { invitation: 'BAD' }))
    expect(await typeOf(register(passkeys, { invitation: 'GOOD' }))).toBe('/problems/too-many-attempts')
  })
})
