import {
  deviceProofRequired,
  listJobs,
  login,
  logout,
  PROOF_HEADER,
  stepUpRequired,
  turnOffTotp,
} from '@kinfolio/contracts'
import { beforeEach, expect, test } from 'vitest'
import type { Signable } from '../device-key/sign.ts'
import { createCaller } from './call.ts'
import type { CallDeps } from './call.ts'

type Sent = { proof: string | null; token: string | null }

let sent: Sent[]
let signed: Signable[]
let learnt: number[]
let answers: Response[]
let token: string | null
let hasKey: boolean
let proves: boolean

beforeEach(() => {
  sent = []
  signed = []
  learnt = []
  answers = []
  token = 'first'
  hasKey = true
  proves = true
})

const deps: CallDeps = {
  async fetch(_input, init) {
    const headers = new Headers(init?.headers)
    sent.push({ proof: headers.get(PROOF_HEADER), token: headers.get('authorization') })
    const answer = answers.shift()
    if (answer === undefined) throw new TypeError('nothing listens here')
    return answer
  },
  accessToken: async () => token,
  tokenRefused: () => void (token = 'second'),
  space: () => null,
  signer: {
    sign: async (request) => (signed.push(request), hasKey ? `proof ${signed.length}` : null),
    learnServerTime: (nowS) => void learnt.push(nowS),
  },
  proveAgain: async () => proves,
}
const caller = createCaller(deps)
const done = () => new Response(null, { status: 204 })
const refusedFor = (reason: 'missing' | 'invalid' | 'expired' | 'used') =>
  Response.json(deviceProofRequired({ reason, now: 1_800_000_000 }).body, { status: 403 })
const proofs = () => sent.map(({ proof }) => proof)
/** A critical request: taking the codes of an app away. */
const turnOff = async () => caller.call(turnOffTotp)

test('a critical request is signed as it is sent', async () => {
  answers = [done()]
  await turnOff()
  expect(signed).toEqual([{ method: turnOffTotp.method, url: turnOffTotp.path, body: undefined, token: 'first' }])
  expect(sent).toEqual([{ proof: 'proof 1', token: 'Bearer first' }])
})

test('what is not critical is not signed, and a public route never is', async () => {
  answers = [Response.json({ jobs: [], next_cursor: null }), done(), Response.json({}, { status: 500 })]
  await caller.call(listJobs)
  await caller.call(logout)
  await caller.call(login, { body: { email: 'a@b.example', password: 'x' } }).catch(() => undefined)
  expect([signed, proofs()]).toEqual([[], [null, null, null]])
})

test('nobody signed in, nothing is signed', async () => {
  token = null
  answers = [done()]
  await turnOff()
  expect([signed, sent]).toEqual([[], [{ proof: null, token: null }]])
})

test('without a key of this browser the request is sent bare, and the server decides', async () => {
  hasKey = false
  answers = [done()]
  await turnOff()
  expect(proofs()).toEqual([null])
})

test('a clock that goes wrong is set by the refusal, and the request signed once more', async () => {
  answers = [refusedFor('expired'), done()]
  expect(await turnOff()).toMatchObject({ ok: true })
  expect([learnt, proofs()]).toEqual([[1_800_000_000], ['proof 1', 'proof 2']])
})

test('a clock that is refused twice is not set a third time', async () => {
  answers = [refusedFor('expired'), refusedFor('expired')]
  await expect(turnOff()).rejects.toMatchObject({ failure: { status: 403, type: '/problems/device-proof-required' } })
  expect([learnt.length, sent.length]).toEqual([1, 2])
})

test.each(['missing', 'invalid', 'used'] as const)('a proof that is %s is not sent once more', async (reason) => {
  answers = [refusedFor(reason)]
  await expect(turnOff()).rejects.toMatchObject({ failure: { type: '/problems/device-proof-required' } })
  expect([learnt, proofs()]).toEqual([[], ['proof 1']])
})

test('with a token exchanged in between, the proof is over the new one', async () => {
  answers = [Response.json({}, { status: 401 }), done()]
  await turnOff()
  expect(signed.map((each) => each.token)).toEqual(['first', 'second'])
  expect(sent[1]).toEqual({ proof: 'proof 2', token: 'Bearer second' })
})

const stepUp = () => Response.json(stepUpRequired({}).body, { status: 403 })

test('after a step-up the request is signed anew: the first proof was used', async () => {
  answers = [stepUp(), done()]
  expect(await turnOff()).toMatchObject({ ok: true })
  expect(proofs()).toEqual(['proof 1', 'proof 2'])
})

test('a step-up that the person would rather not give sends nothing more', async () => {
  proves = false
  answers = [stepUp()]
  await expect(turnOff()).rejects.toMatchObject({ failure: { type: '/problems/step-up-required' } })
  expect(proofs()).toEqual(['proof 1'])
})
