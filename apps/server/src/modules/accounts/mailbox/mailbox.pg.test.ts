import { randomUUID } from 'node:crypto'
import type { Tokens, User } from '@kinfolio/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { lookInside } from '../../../../test/look-inside.ts'
import { openTestAccounts, PASSWORD, type TestAccounts, typeOf } from '../accounts.testing.ts'
import { createAccounts } from '../create-accounts.ts'
import { recordFailure } from '../attempt.queries.ts'
import { SIGN_IN } from '../../../kernel/database/index.ts'
import { type LinkPurpose, updateUser } from './mailbox.queries.ts'
import { LINK_HOURS, mintSecretLink } from './secret-link.ts'

const visitor = { address: '192.0.2.1', userAgent: 'test' }
const publicUrl = 'https://home.example.org'
const NEW = 'another horse, another battery'

let world: TestAccounts
let ada: User
let work: string[]
beforeAll(async () => {
  world = await openTestAccounts()
})
afterAll(async () => world[Symbol.asyncDispose]())
beforeEach(async () => {
  ada = await world.newcomer()
  work = []
  world.deps.events.heard.length = 0
})

/** The use cases over the real database; notes each transaction and each password looked at. */
function open({ sendsMail = true } = {}) {
  const { database, passwords, ...deps } = world.deps
  return createAccounts({
    ...deps,
    sendsMail,
    database: {
      ...database,
      read: async (context, reading) => (work.push('read'), database.read(context, reading)),
      write: async (context, writing) => (work.push('write'), database.write(context, writing)),
    },
    passwords: {
      ...passwords,
      hash: async (password) => (work.push('hash'), passwords.hash(password)),
      verify: async (password, stored) => (work.push('verify'), passwords.verify(password, stored)),
    },
    personLog: { appendFor: async () => undefined },
  })
}

/** As whoever sends the mail does it: in a job of the person. */
async function mint(purpose: LinkPurpose, user = ada) {
  const context = { kind: 'job', spaceId: undefined, onBehalfOf: user.id } as const
  const now = world.deps.clock.now()
  return world.deps.database.write(context, async (tx) =>
    mintSecretLink(tx, { userId: user.id, purpose, publicUrl, now }),
  )
}
const tokenOf = (link: { url: string } | undefined): string => new URL(link?.url ?? '').hash.replace('#token=', '')
const mintToken = async (purpose: LinkPurpose, user = ada) => tokenOf(await mint(purpose, user))

const change = async (set: Parameters<typeof updateUser>[1]) =>
  world.deps.database.write({ kind: 'person', userId: set.id }, (tx) => updateUser(tx, set))
const verified = async () => change({ id: ada.id, email_verified_at: world.deps.clock.now() })
const row = async () => (await lookInside(world.test, 'select * from users where id = $1', [ada.id]))[0]
const heard = () => world.deps.events.heard.map(({ body }) => Object(body)['change'])
const audited = async () =>
  (await lookInside(world.test, 'select action from audit_log where user_id = $1 order by id', [ada.id])).map(
    ({ action }) => action,
  )

async function signIn(password = PASSWORD, email = ada.email) {
  const outcome = await open().signIn({ email, password, visitor })
  if ('pending_id' in outcome) throw new Error('no second factor here')
  return outcome
}
function personOf(tokens: Tokens) {
  const claims = JSON.parse(Buffer.from(tokens.access_token.split('.')[1] ?? '', 'base64url').toString())
  return { userId: tokens.user.id, sessionId: claims.sid }
}
const openSessions = async () =>
  (await lookInside(world.test, 'select id from sessions where user_id = $1 and ended_at is null', [ada.id])).map(
    ({ id }) => id,
  )

describe('a link of a mail', () => {
  test('names the screen, keeps its secret behind # and is kept as a hash', async () => {
    const link = await mint('reset-password')
    expect(link).toMatchObject({ to: ada.email, hoursValid: 1 })
    expect(link?.url).toMatch(/^https:\/\/home\.example\.org\/dashboard\/reset#token=[\w-]{43}$/)
    expect((await mint('verify-email'))?.url).toContain('/dashboard/verify#token=')
    const kept = await lookInside(world.test, 'select * from secret_links where user_id = $1', [ada.id])
    expect(JSON.stringify(kept)).not.toContain(tokenOf(link))
  })

  test('works once, also for twenty at once', async () => {
    const token = await mintToken('verify-email')
    const { mailbox } = open()
    const all = await Promise.all(Array.from({ length: 20 }, () => typeOf(mailbox.verifyEmail({ token, visitor }))))
    expect(all.filter((outcome) => outcome === 'ok')).toHaveLength(1)
    expect(all.filter((outcome) => outcome === '/problems/link-works-no-more')).toHaveLength(19)
  })

  test.each([
    ['verify-email', LINK_HOURS['verify-email']],
    ['reset-password', LINK_HOURS['reset-password']],
  ] as const)('to %s ends after %d hours', async (purpose, hours) => {
    const { mailbox } = open()
    const use = async (token: string) =>
      typeOf(
        purpose === 'verify-email'
          ? mailbox.verifyEmail({ token, visitor })
          : mailbox.resetPassword({ token, password: NEW, visitor }),
      )
    const [inTime, late] = [await mintToken(purpose), await mintToken(purpose, await world.newcomer())]
    world.later(hours * 3_600 - 1)
    expect(await use(inTime)).toBe('ok')
    world.later(1)
    expect(await use(late)).toBe('/problems/link-works-no-more')
  })

  test('for one purpose is of no use for the other', async () => {
    const { mailbox } = open()
    const reset = mailbox.resetPassword({ token: await mintToken('verify-email'), password: NEW, visitor })
    expect(await typeOf(reset)).toBe('/problems/link-works-no-more')
    const verify = mailbox.verifyEmail({ token: await mintToken('reset-password'), visitor })
    expect(await typeOf(verify)).toBe('/problems/link-works-no-more')
  })

  test('is made for the person the job works for, and nobody else', async () => {
    const other = await world.newcomer()
    const context = { kind: 'job', spaceId: undefined, onBehalfOf: other.id } as const
    const now = world.deps.clock.now()
    const made = await world.deps.database.write(context, async (tx) =>
      mintSecretLink(tx, { userId: ada.id, purpose: 'reset-password', publicUrl, now }),
    )
    expect(made).toBeUndefined()
  })
})

describe('verifying an address', () => {
  test('is noted, and there is nothing left to prove', async () => {
    expect(await open().mailbox.verifyEmail({ token: await mintToken('verify-email'), visitor })).toEqual({
      email: ada.email,
    })
    expect(await row()).toMatchObject({ email_verified_at: expect.any(Date) })
    expect(await mint('verify-email')).toBeUndefined()
    expect(await audited()).toContain('email.verified')
  })

  test('opens a new account with the password chosen at registration, and not before', async () => {
    const before = await row()
    await change({ id: ada.id, password_hash: null, pending_password_hash: String(before?.['password_hash']) })
    expect(await typeOf(signIn())).toBe('/problems/wrong-credentials')
    await open().mailbox.verifyEmail({ token: await mintToken('verify-email'), visitor })
    expect(await typeOf(signIn())).toBe('ok')
  })
})

describe('asking for a reset', () => {
  const ask = async (email: string, address = '192.0.2.7') =>
    open().mailbox.askPasswordReset({ email, visitor: { ...visitor, address } })

  test('does the same work and answers the same for every address, and tells the one that is read', async () => {
    await verified()
    const strangers = [`nobody-${randomUUID()}@example.org`, (await world.newcomer()).email]
    const answers = []
    for (const email of [ada.email.toUpperCase(), ...strangers]) {
      work = []
      answers.push({ answer: await ask(email), work })
    }
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
    expect(heard()).toEqual(['password-reset-asked'])
    expect(world.deps.events.heard).toMatchObject([{ body: { user_id: ada.id } }])
  })

  test('an account that waits for its first link may, since nobody has used it yet', async () => {
    await change({ id: ada.id, password_hash: null, pending_password_hash: 'x' })
    await ask(ada.email)
    expect(heard()).toEqual(['password-reset-asked'])
  })

  test('ten an hour from one address, whether or not the accounts exist', async () => {
    const address = '203.0.113.50'
    for (let n = 0; n < 10; n++) await ask(`n${n}@example.org`, address)
    expect(await typeOf(ask(ada.email, address))).toBe('/problems/too-many-attempts')
  })

  test('of one account the eleventh sends nothing, and is answered alike', async () => {
    await verified()
    for (let n = 0; n < 11; n++) expect(await typeOf(ask(ada.email, `198.51.100.${n}`))).toBe('ok')
    expect(heard()).toHaveLength(10)
  })

  test('is refused where no mail is sent', async () => {
    const asked = open({ sendsMail: false }).mailbox.askPasswordReset({ email: ada.email, visitor })
    expect(await typeOf(asked)).toBe('/problems/mail-not-configured')
  })
})

describe('resetting the password', () => {
  const reset = async (token: string, password = NEW) => open().mailbox.resetPassword({ token, password, visitor })

  test('sets it, ends every session, and lets in who was locked out by guesses', async () => {
    await signIn()
    const keys = [`account ${ada.email}`] as const
    for (let n = 0; n < 10; n++) {
      await world.deps.database.write(SIGN_IN, (tx) => recordFailure(tx, { keys, now: world.deps.clock.now() }))
    }
    await reset(await mintToken('reset-password'))
    expect(await openSessions()).toEqual([])
    expect(await typeOf(signIn())).toBe('/problems/wrong-credentials')
    expect(await typeOf(signIn(NEW))).toBe('ok')
    expect(heard()).toContain('password-changed')
    expect(await audited()).toContain('password.reset')
  })

  test('proves the address as well', async () => {
    await reset(await mintToken('reset-password'))
    expect(await row()).toMatchObject({ email_verified_at: expect.any(Date) })
  })

  test('a weak password leaves the link as it was', async () => {
    const token = await mintToken('reset-password')
    expect(await typeOf(reset(token, 'short'))).toBe('/problems/password-too-weak')
    expect(await typeOf(reset(token))).toBe('ok')
  })

  test('the other links that were sent work no more', async () => {
    const [first, second] = [await mintToken('reset-password'), await mintToken('reset-password')]
    await reset(second)
    expect(await typeOf(reset(first))).toBe('/problems/link-works-no-more')
  })

  test('a link to an address that is no longer the account’s opens nothing', async () => {
    const token = await mintToken('reset-password')
    await change({ id: ada.id, email: `new-${ada.email}` })
    expect(await typeOf(reset(token))).toBe('/problems/link-works-no-more')
  })
})

describe('changing the password', () => {
  test('with the old one; the session it is done in stays, others end', async () => {
    await signIn()
    const person = personOf(await signIn())
    await open().mailbox.changePassword({ person, oldPassword: PASSWORD, newPassword: NEW, visitor })
    expect(await openSessions()).toEqual([person.sessionId])
    expect(await typeOf(signIn(NEW))).toBe('ok')
    expect([heard(), await audited()]).toEqual([['password-changed'], expect.arrayContaining(['password.changed'])])
  })

  test('a wrong old one changes nothing, even right after signing in', async () => {
    const person = personOf(await signIn())
    const attempt = open().mailbox.changePassword({ person, oldPassword: 'wrong', newPassword: NEW, visitor })
    expect(await typeOf(attempt)).toBe('/problems/wrong-credentials')
    expect(await typeOf(signIn())).toBe('ok')
  })

  test('without it takes a proof of the last minutes', async () => {
    const person = personOf(await signIn())
    world.later(301)
    const attempt = async () => open().mailbox.changePassword({ person, newPassword: NEW, visitor })
    expect(await typeOf(attempt())).toBe('/problems/step-up-required')
    const fresh = personOf(await signIn())
    expect(await typeOf(open().mailbox.changePassword({ person: fresh, newPassword: NEW, visitor }))).toBe('ok')
  })
})

describe('changing the address', () => {
  const ask = async (email: string, options = {}) =>
    open(options).mailbox.changeEmail({ person: personOf(await signIn()), email, visitor })

  test('waits for the link sent to the new one, and tells the old one at once', async () => {
    const email = `new-${ada.email}`
    expect(await ask(email)).toMatchObject({ new_email: email })
    expect(heard()).toEqual(['email-to-verify', 'email-change-asked'])
    expect(await row()).toMatchObject({ email: ada.email })
    const link = await mint('verify-email')
    expect(link?.to).toBe(email)
    await open().mailbox.verifyEmail({ token: tokenOf(link), visitor })
    expect(await row()).toMatchObject({ email, new_email: null, email_verified_at: expect.any(Date) })
    expect(await audited()).toEqual(expect.arrayContaining(['email.change-asked', 'email.changed']))
  })

  test('that was taken back leaves the link without use', async () => {
    await ask(`new-${ada.email}`)
    const token = await mintToken('verify-email')
    expect(await ask(ada.email)).toMatchObject({ new_email: null })
    expect(await typeOf(open().mailbox.verifyEmail({ token, visitor }))).toBe('/problems/link-works-no-more')
    expect(await row()).toMatchObject({ email: ada.email })
  })

  test('to somebody else’s is answered alike; only who reads it learns that it is taken', async () => {
    const other = await world.newcomer()
    expect(await ask(other.email.toUpperCase())).toMatchObject({ new_email: other.email.toUpperCase() })
    const token = await mintToken('verify-email')
    expect(await typeOf(open().mailbox.verifyEmail({ token, visitor }))).toBe('/problems/email-taken')
    expect(await row()).toMatchObject({ email: ada.email })
  })

  test('writes to ten addresses an hour at most', async () => {
    for (let n = 0; n < 10; n++) await ask(`n${n}-${ada.email}`)
    expect(await typeOf(ask(`n-${ada.email}`))).toBe('/problems/too-many-attempts')
    expect(heard()).toHaveLength(20)
  })

  test('without mail happens at once, unverified, and a taken one has to be told', async () => {
    await verified()
    const email = `now-${ada.email}`
    expect(await ask(email, { sendsMail: false })).toMatchObject({ new_email: null, email_is_verified: false })
    ada = { ...ada, email }
    const other = await world.newcomer()
    expect(await typeOf(ask(other.email, { sendsMail: false }))).toBe('/problems/email-taken')
  })
})

test('the link to verify is sent again ten times an hour, and never when there is nothing left to verify', async () => {
  const person = personOf(await signIn())
  const again = async () => typeOf(open().mailbox.sendVerification({ person, visitor }))
  for (let n = 0; n < 10; n++) expect(await again()).toBe('ok')
  expect(await again()).toBe('/problems/too-many-attempts')
  expect(heard()).toHaveLength(10)
  await verified()
  world.later(3_601)
  expect(await again()).toBe('ok')
  expect(heard()).toHaveLength(10)
})
