import type { User } from '@kinfolio/contracts'
import { type HeardEvents, heardEvents } from '../../../test/heard-events.ts'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { SIGN_IN } from '../../kernel/database/index.ts'
import { createAccessTokens } from './access-tokens.ts'
import { createPerson } from './create-person.ts'
import type { OpenSessionDeps } from './open-session.ts'
import { createPasswords, type Passwords } from './password.ts'
import { testKeys } from './signing-keys.fixture.ts'

export const PASSWORD = 'correct horse battery'
/** As cheap as Argon2 gets: what is tested is never how long a hash takes. */
export const testPasswords: Passwords = createPasswords({ memoryKib: 64, passes: 1, lanes: 1 })

/** What the use cases of accounts need, on a database of its own, with a clock that stands still until it is moved. */
export type TestAccounts = AsyncDisposable & {
  test: TestDatabase
  deps: OpenSessionDeps & { passwords: Passwords; events: HeardEvents }
  later(s: number): void
  newcomer(about?: { name?: string }): Promise<User>
}

export async function openTestAccounts(): Promise<TestAccounts> {
  const test = await openTestDatabase({ connectionsMax: 24 })
  const time = { ms: new Date('2026-11-20T12:00:00Z').getTime() }
  const clock = { now: () => new Date(time.ms) }
  const accessTokens = createAccessTokens({ signingKeys: testKeys(clock), clock })
  const { database } = test
  let people = 0
  return {
    test,
    deps: { database, accessTokens, clock, passwords: testPasswords, events: heardEvents() },
    later: (s) => void (time.ms += s * 1_000),
    async newcomer({ name = 'Ada' } = {}) {
      const passwordHash = await testPasswords.hash(PASSWORD)
      const email = `person${people++}@example.org`
      return database.write(SIGN_IN, (tx) => createPerson(tx, { name, email, passwordHash }))
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
