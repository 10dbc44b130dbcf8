import type { User } from '@kinfolio/contracts'
import { type HeardEvents, heardEvents } from '../../../test/heard-events.ts'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { SIGN_IN } from '../../kernel/database/index.ts'
import { createPersonLog, type PersonLog } from '../../kernel/events/index.ts'
import type { Person } from '../../kernel/http/index.ts'
import { createSealer, type Sealer } from '../../kernel/secrets/index.ts'
import { createAccessTokens } from './access-tokens.ts'
import { createPerson } from './create-person.ts'
import { openSession, type OpenSessionDeps, type Visitor } from './open-session.ts'
import { createPasswords, type Passwords } from './password.ts'
import { testKeys } from './signing-keys.fixture.ts'

export const PASSWORD = 'correct horse battery'
/** As cheap as Argon2 gets: what is tested is never how long a hash takes. */
export const testPasswords: Passwords = createPasswords({ memoryKib: 64, passes: 1, lanes: 1 })

/** What the use cases of accounts need, on a database of its own, with a clock that stands still until it is moved. */
export type TestAccounts = AsyncDisposable & {
  test: TestDatabase
  deps: OpenSessionDeps & {
    passwords: Passwords
    events: HeardEvents
    personLog: PersonLog
    sealer: Sealer
    sendsMail: boolean
  }
  later(s: number): void
  newcomer(about?: { name?: string }): Promise<User>
  /** A session of their own. */
  signIn(user: User, visitor?: Visitor): Promise<Person>
}

export async function openTestAccounts(): Promise<TestAccounts> {
  const test = await openTestDatabase({ connectionsMax: 24 })
  const time = { ms: new Date('2026-11-20T12:00:00Z').getTime() }
  const clock = { now: () => new Date(time.ms) }
  const accessTokens = createAccessTokens({ signingKeys: testKeys(clock), clock })
  const { database } = test
  const deps = {
    sendsMail: false,
    database,
    accessTokens,
    clock,
    passwords: testPasswords,
    events: heardEvents(),
    personLog: createPersonLog({ wake: () => undefined }),
    sealer: createSealer('a master key of tests, which is long enough'),
  }
  let people = 0
  return {
    test,
    deps,
    later: (s) => void (time.ms += s * 1_000),
    async newcomer({ name = 'Ada' } = {}) {
      const passwordHash = await testPasswords.hash(PASSWORD)
      const email = `person${people++}@example.org`
      return database.write(SIGN_IN, (tx) => createPerson(tx, { name, email, passwordHash }))
    },
    async signIn(user, visitor = { address: '192.0.2.1', userAgent: 'laptop' }) {
      const { access_token: token } = await openSession(deps, { user, visitor })
      const holder = await accessTokens.read(token)
      if (typeof holder === 'string') throw new TypeError(`a token that was just issued is ${holder}`)
      return holder
    },
    [Symbol.asyncDispose]: async () => test[Symbol.asyncDispose](),
  }
}

/** `ok`, or the type of the problem that it ended in. */
export async function typeOf(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => 'ok',
    (error: { body?: { type?: string } }) => error.body?.type ?? error,
  )
}
