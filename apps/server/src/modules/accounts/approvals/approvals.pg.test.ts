import { createHash } from 'node:crypto'
import {
  type Approval,
  APPROVAL_TYPE,
  approvalId,
  type ApprovalId,
  approvalText,
  type PendingSignIn,
  sessionId,
  type Tokens,
  type User,
} from '@kinfolio/contracts'
import { decodeJwt } from 'jose'
import { newId } from '../../../kernel/ids.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Person } from '../../../kernel/http/index.ts'
import { openTestAccounts, PASSWORD, type TestAccounts, typeOf } from '../accounts.testing.ts'
import { makeDevice, type TestDevice } from '../device-keys/keys.fixture.ts'
import { registerDeviceKey } from '../device-keys/register-device-key.ts'
import { openSession } from '../open-session.ts'
import { completePending } from '../pending/complete-pending.ts'
import { signIn } from '../sign-in.ts'
import { secondFactors } from '../second-factors.ts'
import type { ApprovalDeps } from './approval-deps.ts'
import { type Approvals, createApprovals } from './approvals.ts'
import { PROMPTS_MAX } from './ask-approval.ts'
import { WRONG_NUMBERS_MAX } from './respond-approval.ts'

const laptop = { address: '198.51.100.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' }
const atHome = { address: '192.0.2.2', userAgent: 'Mozilla/5.0 (iPhone) Version/18.0 Safari/605' }

let house: TestAccounts
let deps: ApprovalDeps
let approvals: Approvals
let told: { kind: string; ids: object }[]
let ada: User
let phone: Person & { key: TestDevice }

beforeAll(async () => {
  house = await openTestAccounts()
  const appendFor: ApprovalDeps['personLog']['appendFor'] = async (_tx, { events }) => void told.push(...events)
  deps = { ...house.deps, personLog: { appendFor }, approvalS: 120 }
  approvals = createApprovals(deps)
})
afterAll(async () => house[Symbol.asyncDispose]())
beforeEach(async () => {
  told = []
  ada = await house.newcomer()
  phone = await signedIn(ada)
  await ask(true)
})

/** A session at home, with a device key. */
async function signedIn(user: User): Promise<Person & { key: TestDevice }> {
  const tokens = await openSession(house.deps, { user, visitor: atHome })
  const { sid } = z.object({ sid: sessionId }).parse(decodeJwt(tokens.access_token))
  const [person, key] = [{ userId: user.id, sessionId: sid }, await makeDevice()]
  await house.test.database.write({ kind: 'person', userId: user.id }, (tx) =>
    registerDeviceKey(house.deps, {
      tx,
      person,
      signing: key.signing,
      agreement: null,
      address: atHome.address,
    }),
  )
  return { ...person, key }
}
const ask = async (asks: boolean) => approvals.changeSettings({ person: phone, asks, address: atHome.address })
const logIn = async (visitor = laptop): Promise<Tokens | PendingSignIn> =>
  signIn({ ...house.deps, secondFactors }, { email: ada.email, password: PASSWORD, visitor })

async function begin(): Promise<{ pendingId: string; id: ApprovalId; number: string }> {
  const pending = await logIn()
  if (!('pending_id' in pending)) throw new Error('the password alone let the laptop in')
  const { id, number } = await approvals.askApproval({ pendingId: pending.pending_id })
  return { pendingId: pending.pending_id, id, number }
}
const wait = async (pendingId: string) => approvals.awaitApproval({ pendingId, visitor: laptop, waitMs: 0 })
const seenBy = async (person: Person) => approvals.listApprovals({ person, hasParty: true })
async function prompt(by: Person = phone): Promise<Approval> {
  const [first] = await seenBy(by)
  if (first === undefined) throw new Error('nothing waits')
  return first
}
const otherThan = (number: string): string => (number === '99' ? '10' : String(Number(number) + 1))

type More = Partial<Parameters<Approvals['respondToApproval']>[0]>
const bare = { isApproved: true, number: undefined, assertion: undefined, signature: undefined, party: undefined }
const respond = async (id: ApprovalId, more: More) =>
  approvals.respondToApproval({ ...bare, person: phone, id, address: atHome.address, ...more })
const signatureOf = async (about: Approval, number: string, by = phone.key): Promise<string> =>
  by.sign({ approves: approvalText(about, { number }) }, APPROVAL_TYPE)
async function approve(id: ApprovalId, number: string, by = phone) {
  return respond(id, { person: by, number, signature: await signatureOf(await prompt(by), number, by.key) })
}
const audited = async (): Promise<string[]> => {
  const rows = await house.test.database.read({ kind: 'person', userId: ada.id }, async (db) =>
    db.selectFrom('audit_log').select('action').orderBy('id').execute(),
  )
  return rows.map(({ action }) => action)
}

describe('a sign-in somewhere new', () => {
  test('waits for another device where the person wants that, and nowhere else', async () => {
    expect(await logIn()).toMatchObject({ methods: ['approval'] })
    expect(await logIn(atHome)).toMatchObject({ user: { id: ada.id } })
    await ask(false)
    expect(await logIn()).toMatchObject({ user: { id: ada.id } })
  })

  test('waits for nobody where no device could answer any more', async () => {
    await house.test.database.write({ kind: 'person', userId: ada.id }, (tx) =>
      tx.updateTable('sessions').set({ ended_at: house.deps.clock.now() }).where('id', '=', phone.sessionId).execute(),
    )
    expect(await logIn()).toMatchObject({ user: { id: ada.id } })
    expect(await typeOf(ask(true))).toBe('/problems/approval-unavailable')
  })

  test('is shown to the other devices with where it comes from, and not with its number', async () => {
    const { id, number } = await begin()
    expect(told).toContainEqual({ kind: 'approval.requested', ids: { approval_id: id } })
    const shown = await prompt()
    expect(shown).toMatchObject({ id, browser: 'Firefox', system: 'Linux', ways: ['device_key'] })
    expect(shown.address).toBe(laptop.address)
    expect(number).toMatch(/^[1-9]\d$/)
    const { nonce: _random, id: _id, requested_at: _at, expires_at: _end, address: _address, ...rest } = shown
    expect(JSON.stringify(rest)).not.toContain(number)
  })

  test('asks once, however often it is asked for', async () => {
    const { pendingId, id, number } = await begin()
    expect(await approvals.askApproval({ pendingId })).toMatchObject({ id, number })
    expect(told.filter(({ kind }) => kind === 'approval.requested')).toHaveLength(1)
  })

  test('is not shown to anybody else, who cannot answer it either', async () => {
    const { id, pendingId } = await begin()
    const ben = await signedIn(await house.newcomer({ name: 'Ben' }))
    expect(await seenBy(ben)).toEqual([])
    expect(await typeOf(respond(id, { person: ben, isApproved: false }))).toBe('/problems/approval-not-found')
    expect(await wait(pendingId)).toMatchObject({ number: expect.any(String) })
  })
})

describe('an approval', () => {
  test('by the device’s own key lets the laptop in, once', async () => {
    const { pendingId, id, number } = await begin()
    expect(await wait(pendingId)).toMatchObject({ number })
    expect(await approve(id, number)).toBe('approved')
    expect(await wait(pendingId)).toMatchObject({ user: { id: ada.id } })
    expect(await typeOf(wait(pendingId))).toBe('/problems/pending-sign-in-over')
    expect(told).toContainEqual({ kind: 'approval.settled', ids: { approval_id: id } })
    expect(await audited()).toEqual(expect.arrayContaining(['sign-in.approval-asked', 'sign-in.approved']))
  })

  test('opens one session for many who wait', async () => {
    const { pendingId, id, number } = await begin()
    await approve(id, number)
    const outcomes = await Promise.all(Array.from({ length: 6 }, async () => typeOf(wait(pendingId))))
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1)
  })

  test('without a signature is none, whatever number it names', async () => {
    const { pendingId, id, number } = await begin()
    for (const more of [{ number }, {}, { number, signature: 'x' }]) {
      expect(await typeOf(respond(id, more))).toBe('/problems/approval-unproved')
    }
    expect(await wait(pendingId)).toMatchObject({ number })
  })

  test('signed by the key of another session, or by a stranger’s, is none', async () => {
    const { id, number } = await begin()
    const other = await signedIn(ada)
    const byOther = await signatureOf(await prompt(), number, other.key)
    expect(await typeOf(respond(id, { number, signature: byOther }))).toBe('/problems/approval-unproved')
    const stolen = { ...phone, key: await makeDevice() }
    expect(await typeOf(approve(id, number, stolen))).toBe('/problems/approval-unproved')
  })

  test.each<[string, (about: Approval, number: string) => Promise<string>]>([
    ['another number', async (about, number) => signatureOf(about, otherThan(number))],
    ['another request', async (about, number) => signatureOf({ ...about, id: newId(approvalId) }, number)],
    ['another nonce', async (about, number) => signatureOf({ ...about, nonce: 'x' }, number)],
    ['another end', async (about, number) => signatureOf({ ...about, expires_at: '2030-01-01T00:00:00.000Z' }, number)],
    [
      'the same as a request proof',
      async (about, number) => phone.key.sign({ approves: approvalText(about, { number }) }, 'kinfolio-proof+jwt'),
    ],
  ])('signed over %s is none', async (_, sign) => {
    const { id, number } = await begin()
    const signature = await sign(await prompt(), number)
    expect(await typeOf(respond(id, { number, signature }))).toBe('/problems/approval-unproved')
  })

  test('with a wrong number is forgiven once, and the second one denies', async () => {
    const { pendingId, id, number } = await begin()
    const wrong = async () => approve(id, otherThan(number)).catch((error: { body: unknown }) => error.body)
    expect(await wrong()).toMatchObject({ type: '/problems/number-wrong', tries_left: WRONG_NUMBERS_MAX - 1 })
    expect(await wait(pendingId)).toMatchObject({ number })
    expect(await wrong()).toMatchObject({ type: '/problems/number-wrong', tries_left: 0 })
    expect(await typeOf(wait(pendingId))).toBe('/problems/approval-denied')
  })

  test('cannot be played again', async () => {
    const { id, number } = await begin()
    const signature = await signatureOf(await prompt(), number)
    expect(await respond(id, { number, signature })).toBe('approved')
    expect(await typeOf(respond(id, { number, signature }))).toBe('/problems/approval-settled')
    const next = await begin()
    expect(await typeOf(respond(next.id, { number: next.number, signature }))).toBe('/problems/approval-unproved')
  })

  test('comes too late after two minutes, to the second', async () => {
    const [early, late] = [await begin(), await begin()]
    const shown = await seenBy(phone)
    const signed = async (at: { id: ApprovalId; number: string }) => {
      const about = shown.find(({ id }) => id === at.id)
      if (about === undefined) throw new Error('it is not shown')
      return respond(at.id, { number: at.number, signature: await signatureOf(about, at.number) })
    }
    house.later(119)
    expect(await typeOf(signed(early))).toBe('ok')
    house.later(1)
    expect(await typeOf(signed(late))).toBe('/problems/approval-expired')
    expect(await typeOf(wait(late.pendingId))).toBe('/problems/approval-expired')
    expect(await typeOf(approvals.askApproval({ pendingId: late.pendingId }))).toBe('/problems/approval-expired')
    expect(await seenBy(phone)).toEqual([])
  })
})

describe('a denial', () => {
  test('needs nothing but to be signed in, ends the sign-in as well, and is told', async () => {
    const { pendingId, id } = await begin()
    expect(await respond(id, { isApproved: false })).toBe('denied')
    expect(await typeOf(wait(pendingId))).toBe('/problems/approval-denied')
    expect(await typeOf(approvals.askApproval({ pendingId }))).toBe('/problems/approval-denied')
    const byCode = { pendingId, method: 'approval', visitor: laptop, prove: async () => true } as const
    expect(await typeOf(completePending(house.deps, byCode))).toBe('/problems/pending-sign-in-over')
    expect(house.deps.events.heard.at(-1)).toMatchObject({
      name: 'accounts.changed',
      body: { user_id: ada.id, change: 'sign-in-denied', address: laptop.address },
    })
    expect(await audited()).toContain('sign-in.denied')
  })

  test('stands against an approval that comes later', async () => {
    const { id, number } = await begin()
    const signature = await signatureOf(await prompt(), number)
    await respond(id, { isApproved: false })
    expect(await typeOf(respond(id, { number, signature }))).toBe('/problems/approval-settled')
  })
})

describe('whoever knows the password', () => {
  test('rings the other devices three times an hour, and then no more', async () => {
    for (let n = 0; n < PROMPTS_MAX; n++) {
      await begin()
      house.later(60)
    }
    expect(await typeOf(begin())).toBe('/problems/too-many-prompts')
    house.later(3_600 - PROMPTS_MAX * 60 - 1)
    expect(await typeOf(begin())).toBe('/problems/too-many-prompts')
    house.later(2)
    expect(await typeOf(begin())).toBe('ok')
  })

  test('rings them no oftener by asking at once', async () => {
    const pending = await Promise.all(Array.from({ length: 6 }, async () => logIn()))
    const asked = await Promise.all(
      pending.map(async (one) =>
        'pending_id' in one ? typeOf(approvals.askApproval({ pendingId: one.pending_id })) : 'let in',
      ),
    )
    expect(asked.filter((outcome) => outcome === 'ok')).toHaveLength(PROMPTS_MAX)
  })

  test('takes a request back, which closes it everywhere', async () => {
    const { pendingId, id, number } = await begin()
    const signature = await signatureOf(await prompt(), number)
    await approvals.cancelApproval({ pendingId })
    expect(await seenBy(phone)).toEqual([])
    expect(told).toContainEqual({ kind: 'approval.settled', ids: { approval_id: id } })
    expect(await typeOf(respond(id, { number, signature }))).toBe('/problems/approval-settled')
    expect(await typeOf(wait(pendingId))).toBe('/problems/pending-sign-in-over')
  })

  test('learns nothing by guessing at secrets', async () => {
    const { id } = await begin()
    for (const pendingId of [id, 'x', createHash('sha256').update(id).digest('base64url')]) {
      const attempts = [
        async () => approvals.askApproval({ pendingId }),
        async () => wait(pendingId),
        async () => approvals.cancelApproval({ pendingId }),
      ]
      for (const attempt of attempts) expect(await typeOf(attempt())).toBe('/problems/pending-sign-in-over')
    }
  })
})
