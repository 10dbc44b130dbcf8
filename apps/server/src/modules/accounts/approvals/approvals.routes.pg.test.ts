import { createHash } from 'node:crypto'
import {
  type Approval,
  APPROVAL_TYPE,
  approvalText,
  listApprovals,
  PROOF_TYPE,
  requestApproval,
  type RequestOptions,
  respondToApproval,
  type User,
} from '@kinfolio/contracts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../../kernel/http/index.ts'
import { openHttp, type OpenHttp } from '../../../kernel/http/open-http.fixture.ts'
import { openTestAccounts, PASSWORD, type TestAccounts } from '../accounts.testing.ts'
import { makeDevice, type TestDevice } from '../device-keys/keys.fixture.ts'
import { registerDeviceKey } from '../device-keys/register-device-key.ts'
import { createAuthenticator, type Lies } from '../passkeys/authenticator.testing.ts'
import { createPasskeys } from '../passkeys/create-passkeys.ts'
import { noNewcomers } from '../passkeys/no-newcomers.testing.ts'
import { secondFactors } from '../second-factors.ts'
import { signIn } from '../sign-in.ts'
import { serveApprovals } from './approvals.routes.ts'
import { createApprovals } from './approvals.ts'

const ORIGIN = 'https://home.example.org'
const party = { id: 'home.example.org', origin: ORIGIN }
const laptop = { address: '198.51.100.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' }
const UNPROVED = [403, '/problems/approval-unproved']

let house: TestAccounts
let http: OpenHttp
let ada: User
let key: TestDevice
let phone: Person

beforeAll(async () => {
  house = await openTestAccounts()
})
afterAll(async () => house?.[Symbol.asyncDispose]())
beforeEach(async () => {
  ada = await house.newcomer()
  phone = await house.signIn(ada)
  key = await bindKey(phone)
  const approvals = createApprovals({ ...house.deps, personLog: { appendFor: async () => undefined }, approvalS: 120 })
  const publicUrl = new URL(ORIGIN)
  http = await openHttp({
    publicUrl,
    doorkeeper: {
      readToken: async () => phone,
      isSessionOpen: async () => true,
      hasRecentProof: async () => true,
      faultOfSignature: async () => undefined,
      enterSpace: async () => undefined,
    },
  })
  serveApprovals(http.serve, { approvals, publicUrl })
  await approvals.changeSettings({ person: phone, asks: true, address: laptop.address })
})
afterEach(async () => http?.[Symbol.asyncDispose]())

async function bindKey(person: Person): Promise<TestDevice> {
  const device = await makeDevice()
  const { signing } = device
  await house.test.database.write({ kind: 'person', userId: person.userId }, (tx) =>
    registerDeviceKey(house.deps, { tx, person, signing, agreement: null, address: laptop.address }),
  )
  return device
}

async function send(route: { method: string; path: string }, payload?: object) {
  const answer = await http.app.inject({
    method: route.method === 'GET' ? 'GET' : 'POST',
    url: route.path,
    headers: { authorization: 'Bearer phone' },
    ...(payload === undefined ? {} : { payload }),
  })
  return { status: answer.statusCode, body: answer.json() }
}
type Waiting = { about: Approval; number: string }

/** A laptop that knows the password, and waits. */
async function laptopWaits(): Promise<Waiting> {
  const pending = await signIn(
    { ...house.deps, secondFactors },
    { email: ada.email, password: PASSWORD, visitor: laptop },
  )
  if (!('pending_id' in pending)) throw new Error('the password alone let the laptop in')
  const asked = requestApproval.answer.parse((await send(requestApproval, { pending_id: pending.pending_id })).body)
  const { approvals } = listApprovals.answer.parse((await send(listApprovals)).body)
  const about = approvals.find(({ id }) => id === asked.session_id)
  if (about === undefined) throw new Error('the phone is not asked')
  return { about, number: asked.number }
}
async function respond({ about, number }: Waiting, more: object): Promise<unknown> {
  const { status, body } = await send(respondToApproval, { session_id: about.id, approved: true, number, ...more })
  return status === 200 ? body : [status, body.type]
}
const signatureOver = async ({ about, number }: Waiting, by = key, type = APPROVAL_TYPE) =>
  by.sign({ approves: approvalText(about, { number }) }, type)
const stillWaits = async ({ about }: Waiting): Promise<boolean> => {
  const { approvals } = listApprovals.answer.parse((await send(listApprovals)).body)
  return approvals.some(({ id }) => id === about.id)
}

describe('`biometric_verified: true` approves nothing', () => {
  const claim = { biometric_verified: true }

  test.each<[string, (at: Waiting) => Promise<object>]>([
    ['alone', async () => ({})],
    ['with a signature that is none', async () => ({ signature: 'verified' })],
    [
      'with the key of another device of the person',
      async (at) => {
        const tablet = await bindKey(await house.signIn(ada))
        return { signature: await signatureOver(at, tablet) }
      },
    ],
    ['with a key that nobody registered', async (at) => ({ signature: await signatureOver(at, await makeDevice()) })],
    ['with a proof over another request', async () => ({ signature: await signatureOver(await laptopWaits()) })],
    [
      'with a proof of a request in place of an approval',
      async (at) => ({ signature: await signatureOver(at, key, PROOF_TYPE) }),
    ],
    [
      'with a proof over another number',
      async (at) => ({
        signature: await signatureOver({ ...at, number: at.number === '99' ? '10' : '99' }),
      }),
    ],
    ['with a passkey that nobody added', async () => ({ assertion: await strangersPasskey() })],
  ])('%s', async (_, proof) => {
    const at = await laptopWaits()
    expect(await respond(at, { ...claim, ...(await proof(at)) })).toEqual(UNPROVED)
    expect(await stillWaits(at)).toBe(true)
    // The same claim beside a true proof does no harm: it is nothing at all.
    expect(await respond(at, { ...claim, signature: await signatureOver(at) })).toEqual({ outcome: 'approved' })
  })

  test('without the number that the other screen shows', async () => {
    const at = await laptopWaits()
    expect(await respond(at, { ...claim, number: undefined, signature: await signatureOver(at) })).toEqual(UNPROVED)
  })

  test('with the number of another screen, proved: it counts as a wrong one', async () => {
    const [at, other] = [await laptopWaits(), await laptopWaits()]
    const number = other.number === at.number ? '10' : other.number
    const wrong = { ...at, number }
    expect(await respond(wrong, { ...claim, signature: await signatureOver(wrong) })).toEqual([
      422,
      '/problems/number-wrong',
    ])
    expect(await stillWaits(at)).toBe(true)
  })

  test('after its end, proved or not', async () => {
    const at = await laptopWaits()
    const signature = await signatureOver(at)
    house.later(120)
    expect(await respond(at, claim)).toEqual([410, '/problems/approval-expired'])
    expect(await respond(at, { ...claim, signature })).toEqual([410, '/problems/approval-expired'])
  })

  test('once it was denied', async () => {
    const at = await laptopWaits()
    expect(await respond(at, { approved: false })).toEqual({ outcome: 'denied' })
    expect(await respond(at, { ...claim, signature: await signatureOver(at) })).toEqual([
      409,
      '/problems/approval-settled',
    ])
  })

  test('and denies nothing either: `approved` alone says which it is', async () => {
    const at = await laptopWaits()
    expect(await respond(at, { approved: false, biometric_verified: false })).toEqual({ outcome: 'denied' })
  })
})

describe('a response', () => {
  test.each([
    ['without its request', { session_id: undefined }],
    ['without its word', { approved: undefined }],
    ['that says yes in words', { approved: 'true' }],
    ['with three digits', { number: '123' }],
    ['with a number that is none', { number: 42 }],
    ['with a signature without end', { signature: 'x'.repeat(2_001) }],
  ])('%s is not read at all', async (_, more) => {
    const at = await laptopWaits()
    expect(await respond(at, more)).toEqual([400, '/problems/invalid-request'])
    expect(await stillWaits(at)).toBe(true)
  })

  test('carries no number to the device that is asked', async () => {
    const { about, number } = await laptopWaits()
    const { nonce: _, id: __, requested_at: ___, expires_at: ____, address: _____, ...rest } = about
    expect(JSON.stringify(rest)).not.toContain(number)
  })
})

/** Of an authenticator that this account does not know, over what it would have to sign. */
async function strangersPasskey() {
  return createAuthenticator(ORIGIN).use(optionsOver('whatever'), { userHandle: undefined })
}

function optionsOver(text: string): RequestOptions {
  return {
    challenge: createHash('sha256').update(text).digest('base64url'),
    rpId: party.id,
    userVerification: 'required',
    timeout: 60_000,
    allowCredentials: [],
  }
}

describe('a passkey of the person', () => {
  async function addPasskey() {
    const passkeys = createPasskeys({ ...house.deps, ...noNewcomers, issuers: [] })
    const device = createAuthenticator(ORIGIN)
    const { options } = await passkeys.startPasskey({ userId: ada.id, party })
    const credential = device.make(options)
    await passkeys.addPasskey({ userId: ada.id, party, credential, name: 'Phone', visitor: laptop })
    return device
  }
  const textOf = ({ about, number }: Waiting): string => approvalText(about, { number })

  test('approves by itself, since its owner unlocked it', async () => {
    const device = await addPasskey()
    const at = await laptopWaits()
    expect(at.about.ways).toContain('passkey')
    const assertion = device.use(optionsOver(textOf(at)))
    expect(await respond(at, { assertion })).toEqual({ outcome: 'approved' })
  })

  test.each<[string, (at: Waiting) => { text: string; lies?: Lies }]>([
    ['that nobody unlocked', (at) => ({ text: textOf(at), lies: { isVerified: false } })],
    ['used on another site', (at) => ({ text: textOf(at), lies: { origin: 'https://kinfolio.example.net' } })],
    ['of another name', (at) => ({ text: textOf(at), lies: { rpId: 'example.net' } })],
    ['over another number', (at) => ({ text: textOf({ ...at, number: at.number === '99' ? '10' : '99' }) })],
    ['over another request', (at) => ({ text: textOf({ ...at, about: { ...at.about, nonce: 'another' } }) })],
    ['over nothing in particular', () => ({ text: '' })],
  ])('%s approves nothing', async (_, made) => {
    const device = await addPasskey()
    const at = await laptopWaits()
    const { text, lies = {} } = made(at)
    const assertion = device.use(optionsOver(text), lies)
    expect(await respond(at, { assertion, biometric_verified: true })).toEqual(UNPROVED)
    expect(await stillWaits(at)).toBe(true)
  })
})
