import type { User } from '@kinfolio/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPersonAndSpace } from '../../../../test/database.ts'
import { lookInside } from '../../../../test/look-inside.ts'
import { SIGN_IN } from '../../../kernel/database/index.ts'
import { openTestAccounts, PASSWORD, type TestAccounts, typeOf } from '../accounts.testing.ts'
import { createAccounts } from '../create-accounts.ts'
import { erasePerson, listDueForDeletion } from '../deletion/deletion.queries.ts'
import type { LinkPurpose } from './mailbox.queries.ts'
import { LINK_HOURS, mintSecretLink } from './secret-link.ts'
import { giveUpUnverified } from './sweep.queries.ts'
import { sweepMailbox, UNVERIFIED_KEPT_DAYS } from './sweep-mailbox.ts'

const DAY_S = 86_400
const visitor = { address: '192.0.2.1', userAgent: 'test' }

let world: TestAccounts
let ada: User
beforeAll(async () => {
  world = await openTestAccounts()
})
afterAll(async () => world[Symbol.asyncDispose]())
beforeEach(async () => {
  ada = await world.newcomer()
  await inside('update users set created_at = $2 where id = $1', [world.deps.clock.now()])
})

const inside = async (query: string, more: unknown[] = []) => lookInside(world.test, query, [ada.id, ...more])
const waits = async () =>
  inside('update users set pending_password_hash = password_hash, password_hash = null where id = $1')
const sweep = async () => sweepMailbox(world.deps)
const isDue = async () => (await inside('select deletes_at from users where id = $1'))[0]?.['deletes_at'] !== null
const links = async () => inside('select purpose from secret_links where user_id = $1 order by purpose')

async function mint(purpose: LinkPurpose): Promise<string> {
  const context = { kind: 'job', spaceId: undefined, onBehalfOf: ada.id } as const
  const at = { userId: ada.id, purpose, publicUrl: 'https://home.example.org', now: world.deps.clock.now() }
  const link = await world.deps.database.write(context, async (tx) => mintSecretLink(tx, at))
  return new URL(link?.url ?? '').hash.replace('#token=', '')
}

describe('links', () => {
  test('go once they have run out, each by its own time', async () => {
    await mint('reset-password')
    await mint('verify-email')
    world.later(LINK_HOURS['reset-password'] * 3_600 - 1)
    await sweep()
    expect(await links()).toHaveLength(2)
    world.later(1)
    await sweep()
    expect(await links()).toEqual([{ purpose: 'verify-email' }])
    world.later(LINK_HOURS['verify-email'] * 3_600)
    await sweep()
    expect(await links()).toEqual([])
  })

  test('go all, however many there are', async () => {
    await inside(`
      insert into secret_links (token_sha256, user_id, purpose, email, expires_at)
      select sha256(n::text::bytea), $1, 'verify-email', 'ada@example.org', '2020-01-01' from generate_series(1, 2500) n`)
    await sweep()
    expect(await links()).toEqual([])
  })
})

describe('a registration that nobody verified', () => {
  test('is given up after its days, and the address is free again', async () => {
    await waits()
    world.later(UNVERIFIED_KEPT_DAYS * DAY_S)
    await sweep()
    expect(await isDue()).toBe(false)
    world.later(1)
    await sweep()
    expect(await isDue()).toBe(true)
    const now = world.deps.clock.now()
    const due = await world.deps.database.read({ kind: 'sweep' }, async (db) => listDueForDeletion(db, now))
    expect(due).toContain(ada.id)
    await world.deps.database.write({ kind: 'sweep' }, async (tx) => erasePerson(tx, { userId: ada.id, now }))
    expect(await inside('select id from users where id = $1')).toEqual([])
  })

  test('is kept while a link to it still works', async () => {
    await waits()
    world.later(UNVERIFIED_KEPT_DAYS * DAY_S)
    const token = await mint('verify-email')
    world.later(DAY_S)
    await sweep()
    expect(await isDue()).toBe(false)
    await createAccounts(world.deps).mailbox.verifyEmail({ token, visitor })
    world.later(UNVERIFIED_KEPT_DAYS * DAY_S)
    await sweep()
    expect(await isDue()).toBe(false)
    expect(await typeOf(createAccounts(world.deps).signIn({ email: ada.email, password: PASSWORD, visitor }))).toBe(
      'ok',
    )
  })

  test.each(['verify-email', 'reset-password'] as const)(
    'once given up, no link to %s brings it back',
    async (purpose) => {
      await waits()
      world.later(UNVERIFIED_KEPT_DAYS * DAY_S + 1)
      await sweep()
      const token = await mint(purpose)
      const { mailbox } = createAccounts(world.deps)
      const use = {
        'verify-email': async () => mailbox.verifyEmail({ token, visitor }),
        'reset-password': async () =>
          mailbox.resetPassword({ token, password: 'another horse, another battery', visitor }),
      }
      expect(await typeOf(use[purpose]())).toBe('/problems/link-works-no-more')
      expect(await inside('select email_verified_at, password_hash from users where id = $1')).toEqual([
        { email_verified_at: null, password_hash: null },
      ])
    },
  )

  test.each([
    ['has a password that opens it', 'update users set password_hash = pending_password_hash where id = $1'],
    ['has proved its address', 'update users set email_verified_at = now() where id = $1'],
    [
      'was entered by another door',
      `insert into sessions (id, user_id, user_agent, address, created_at, last_used_at, expires_at)
       values (gen_random_uuid(), $1, 'x', '192.0.2.1', now(), now(), now())`,
    ],
  ])('is not one that %s', async (_, query) => {
    await waits()
    await inside(query)
    world.later(2 * UNVERIFIED_KEPT_DAYS * DAY_S)
    await sweep()
    expect(await isDue()).toBe(false)
  })

  test('an account without mail, whose password opens it, stays however old and unverified it is', async () => {
    world.later(10 * UNVERIFIED_KEPT_DAYS * DAY_S)
    await sweep()
    expect(await isDue()).toBe(false)
  })

  test('nobody but the sweep can give accounts up', async () => {
    await waits()
    const { userId, spaceId } = await createPersonAndSpace(world.test.database)
    for (const context of [
      SIGN_IN,
      { kind: 'person', userId } as const,
      { kind: 'job', spaceId, onBehalfOf: userId } as const,
    ]) {
      const attempt = world.deps.database.write(context, async (tx) =>
        giveUpUnverified(tx, { before: world.deps.clock.now(), now: world.deps.clock.now(), limit: 10 }),
      )
      await expect(attempt).rejects.toThrow('only the sweep gives registrations up')
    }
    expect(await isDue()).toBe(false)
  })
})
