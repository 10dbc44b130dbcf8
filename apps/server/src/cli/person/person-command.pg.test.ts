import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { User } from '@kinfolio/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { lookInside } from '../../../test/look-inside.ts'
import { systemClock as clock } from '../../kernel/clock.ts'
import { SIGN_IN } from '../../kernel/database/index.ts'
import { createSealer } from '../../kernel/secrets/index.ts'
import {
  accessTokens,
  accounts as accountsModule,
  createPasswords,
  people,
  sessions,
} from '../../modules/accounts/index.ts'
import { runCommand } from '../run-command.ts'

const visitor = { address: '192.0.2.1', userAgent: 'test' }
const PASSWORD = 'correct horse battery'
const NEW = 'another horse, another battery'
const HOME = 'https://home.example.org'
const passwords = createPasswords({ memoryKib: 64, passes: 1, lanes: 1 })

let data: TestDatabase
let keysDir = ''
let deps: Parameters<typeof accountsModule.create>[0]
let ada: User
beforeAll(async () => {
  data = await openTestDatabase()
  keysDir = await mkdtemp(join(tmpdir(), 'kinfolio-person-'))
  deps = {
    database: data.database,
    accessTokens: await accessTokens.open({ keysDir, clock }),
    clock,
    passwords,
    events: { announce: async () => undefined },
    personLog: { appendFor: async () => undefined },
    sealer: createSealer('a master key of tests, which is long enough'),
    sendsMail: false,
  }
})
afterAll(async () => {
  await data[Symbol.asyncDispose]()
  await rm(keysDir, { recursive: true })
})
beforeEach(async () => {
  const passwordHash = await passwords.hash(PASSWORD)
  const email = `ada-${randomUUID()}@example.org`
  ada = await data.database.write(SIGN_IN, async (tx) => people.create(tx, { name: 'Ada', email, passwordHash }))
})

type Ran = { status: number; out: string[]; err: string[] }

/** The command as whoever runs the server gives it, over the database of the test. */
async function person(args: string[], more: NodeJS.ProcessEnv = { PUBLIC_URL: HOME }): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []]
  const terminal = {
    print: (line: string) => void out.push(line),
    warn: (line: string) => void err.push(line),
    showProgress: () => undefined,
    isInteractive: false,
    ask: async () => '',
  }
  const { appUrl, ownerUrl, directUrl } = data
  const env = { DATABASE_URL: appUrl, DATABASE_OWNER_URL: ownerUrl, DATABASE_DIRECT_URL: directUrl, ...more }
  const given = { terminal, env, homeFolder: '/nowhere', signal: new AbortController().signal }
  return { status: await runCommand(given, ['person', ...args]), out, err }
}

const tokenOf = ({ out }: Ran): string => new URL(out[0] ?? '').hash.replace('#token=', '')
const accounts = () => accountsModule.create(deps)
const inside = async (query: string) => lookInside(data, query, [ada.id])
const audited = async () => inside('select action, actor_id, address from audit_log where user_id = $1 order by id')
const typeOf = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'ok',
    (error: { body?: { type?: string } }) => error.body?.type ?? error,
  )
const signIn = async (password: string) => typeOf(accounts().signIn({ email: ada.email, password, visitor }))

describe('kinfolio person reset', () => {
  test('prints the link alone, and says beside it what it does', async () => {
    const { status, out, err } = await person(['reset', ada.email])
    expect(status).toBe(0)
    expect(out).toEqual([expect.stringMatching(/^https:\/\/home\.example\.org\/dashboard\/reset#token=[\w-]{43}$/)])
    expect(err[0]).toContain(`${ada.email} chooses a new password`)
    expect(err.join('\n')).toContain('for 1 hour')
    expect(err.join('\n')).not.toContain('PUBLIC_URL')
  })

  test('ends nothing until the link is used, which then sets the password and ends every session', async () => {
    await sessions.open(deps, { user: ada, visitor })
    const open = async () => inside('select id from sessions where user_id = $1 and ended_at is null')
    const ran = await person(['reset', ada.email.toUpperCase()])
    expect(await signIn(PASSWORD)).toBe('ok')
    expect(await open()).toHaveLength(2)
    const token = tokenOf(ran)
    await accounts().mailbox.resetPassword({ token, password: NEW, visitor })
    expect(await open()).toEqual([])
    expect([await signIn(PASSWORD), await signIn(NEW)]).toEqual(['/problems/wrong-credentials', 'ok'])
    const again = accounts().mailbox.resetPassword({ token, password: PASSWORD, visitor })
    expect(await typeOf(again)).toBe('/problems/link-works-no-more')
  })

  test('stands in the log of the person, as done by nobody who was signed in', async () => {
    await person(['reset', ada.email])
    expect(await audited()).toEqual([{ action: 'password.link-handed-out', actor_id: null, address: '' }])
  })

  test('without PUBLIC_URL says that the address is a guess', async () => {
    const { status, out, err } = await person(['reset', ada.email], { PORT: '8123' })
    expect([status, out[0]?.startsWith('http://localhost:8123/dashboard/reset#')]).toEqual([0, true])
    expect(err.at(-1)).toContain('PUBLIC_URL is not set')
  })

  test('lets in who registered and never got their mail', async () => {
    await inside('update users set pending_password_hash = password_hash, password_hash = null where id = $1')
    expect(await signIn(PASSWORD)).toBe('/problems/wrong-credentials')
    const token = tokenOf(await person(['reset', ada.email]))
    await accounts().mailbox.resetPassword({ token, password: NEW, visitor })
    expect(await signIn(NEW)).toBe('ok')
  })
})

describe('kinfolio person verify', () => {
  test('opens an account that waits for a mail, with the password chosen at registration', async () => {
    await inside('update users set pending_password_hash = password_hash, password_hash = null where id = $1')
    const ran = await person(['verify', ada.email])
    expect([ran.status, ran.out[0]?.startsWith(`${HOME}/dashboard/verify#token=`)]).toEqual([0, true])
    expect(ran.err.join('\n')).toContain('for 72 hours')
    expect(await signIn(PASSWORD)).toBe('/problems/wrong-credentials')
    expect(await accounts().mailbox.verifyEmail({ token: tokenOf(ran), visitor })).toEqual({ email: ada.email })
    expect(await signIn(PASSWORD)).toBe('ok')
    expect((await audited())[0]).toMatchObject({ action: 'email.link-handed-out', actor_id: null })
  })

  test('is for the address that a person wants, where they want another', async () => {
    await inside("update users set email_verified_at = now(), new_email = 'new-' || email where id = $1")
    const ran = await person(['verify', ada.email])
    expect(ran.err[0]).toContain(`new-${ada.email} is verified`)
    await accounts().mailbox.verifyEmail({ token: tokenOf(ran), visitor })
    expect(await inside('select email, new_email from users where id = $1')).toEqual([
      { email: `new-${ada.email}`, new_email: null },
    ])
  })

  test('has nothing to do for a verified address, and leaves no trace', async () => {
    await inside('update users set email_verified_at = now() where id = $1')
    const { status, out, err } = await person(['verify', ada.email])
    expect([status, out, err]).toEqual([1, [], [`${ada.email} is verified already; there is nothing left to prove.`]])
    expect(await audited()).toEqual([])
    expect(await inside('select 1 from secret_links where user_id = $1')).toEqual([])
  })
})

test.each(['reset', 'verify'])('%s for an address that nobody has says so', async (what) => {
  const email = `nobody-${randomUUID()}@example.org`
  const { status, out, err } = await person([what, email])
  expect([status, out, err]).toEqual([1, [], [`Nobody has an account with the address ${email}.`]])
})

test.each([[[]], [['reset']], [['forget', 'ada@example.org']], [['reset', 'ada@example.org', 'eve@example.org']]])(
  '%j is no command, and the help stands below',
  async (args) => {
    const { status, out, err } = await person(args)
    expect([status, out]).toEqual([2, []])
    expect(err[0]).toContain('kinfolio person reset EMAIL')
  },
)
