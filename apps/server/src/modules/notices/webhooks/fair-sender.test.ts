import { expect, test } from 'vitest'
import { isCircuitOpen } from '../../../kernel/jobs/index.ts'
import { Outage } from '../../../kernel/outage.ts'
import { createScriptedSender, type SenderScript } from './adapters/scripted.ts'
import { BUSY_WAIT_MS, createFairSender, DELIVERIES_AT_ONCE_MAX } from './fair-sender.ts'
import { describeSender } from './webhook-sender.contract.ts'
import type { Answered, WebhookSender } from './webhook-sender.port.ts'

describeSender(async () => {
  const script: SenderScript = { answer: 200, posted: [] }
  return {
    sender: createFairSender(createScriptedSender(script)),
    url: 'https://hooks.example.org/kinfolio',
    got: () => script.posted.map(({ headers, body }) => ({ method: 'POST', headers, body })),
    answers: (how, retryAfterS) => {
      script.answer = how
      script.retryAfterMs = retryAfterS === undefined ? undefined : retryAfterS * 1_000
    },
    forbid: () => {
      script.answer = 'not allowed'
      return 'https://internal.example.org'
    },
    [Symbol.asyncDispose]: async () => undefined,
  }
})

const slow = 'https://slow.example.org/hook'
const signal = (): AbortSignal => AbortSignal.timeout(10_000)
const to = (url: string) => ({ url, headers: {}, body: '{}' })
const away = new Outage('slow.example.org is away', {
  who: 'slow.example.org',
  reason: 'unreachable',
  isRetryable: true,
})
const failureOf = async (posting: Promise<unknown>): Promise<unknown> => posting.catch((error: unknown) => error)

/** Answers only when it is told to. */
function heldSender() {
  const held: { answer: (answered: Answered) => void; fail: (error: Error) => void }[] = []
  const sender: WebhookSender = {
    post: async () => new Promise((answer, fail) => held.push({ answer, fail })),
  }
  return { sender, held }
}

test('so many are on their way to one address at once, and one more is not sent and costs no try', async () => {
  const { sender, held } = heldSender()
  const fair = createFairSender(sender)
  const first = Array.from({ length: DELIVERIES_AT_ONCE_MAX }, async () => fair.post(to(slow), signal()))
  const refused = await failureOf(fair.post(to(slow), signal()))
  expect(held).toHaveLength(DELIVERIES_AT_ONCE_MAX)
  expect(isCircuitOpen(refused)).toBe(true)
  expect(refused).toMatchObject({ who: 'slow.example.org', retryAfterMs: BUSY_WAIT_MS })
  expect(String(refused)).toContain('slow.example.org is still busy')
  for (const { answer } of held) answer({ status: 200 })
  expect(await Promise.all(first)).toEqual(first.map(() => ({ status: 200 })))
})

test('a slow address holds up no other, not even another one of the same server', async () => {
  const { sender, held } = heldSender()
  const fair = createFairSender(sender, { atOnceMax: 1 })
  void fair.post(to(slow), signal())
  for (const url of ['https://quick.example.org/hook', 'https://slow.example.org/other']) {
    const posting = fair.post(to(url), signal())
    held.at(-1)?.answer({ status: 204 })
    expect(await posting).toEqual({ status: 204 })
  }
})

test.each(['an answer', 'an outage', 'a defect'])('%s makes room for the next', async (how) => {
  const { sender, held } = heldSender()
  const fair = createFairSender(sender, { atOnceMax: 1 })
  for (let n = 0; n < 3; n += 1) {
    const posting = failureOf(fair.post(to(slow), signal()))
    expect(held).toHaveLength(n + 1)
    if (how === 'an answer') held.at(-1)?.answer({ status: 200 })
    else held.at(-1)?.fail(how === 'an outage' ? away : new TypeError('ours'))
    expect(isCircuitOpen(await posting)).toBe(false)
  }
})

test('an address that does not answer is left alone after a few times, and the reason is told', async () => {
  const { sender, held } = heldSender()
  const fair = createFairSender(sender, { silencesMax: 3 })
  for (let n = 0; n < 3; n += 1) {
    const posting = failureOf(fair.post(to(slow), signal()))
    held.at(-1)?.fail(away)
    expect(await posting).toBe(away)
  }
  const refused = await failureOf(fair.post(to(slow), signal()))
  expect(held).toHaveLength(3)
  expect(isCircuitOpen(refused)).toBe(true)
  expect(String(refused)).toContain('slow.example.org is away')
})

test('one that is left alone is asked once after a while, and an answer opens the way again', async () => {
  const { sender, held } = heldSender()
  const fair = createFairSender(sender, { silencesMax: 1, leftAloneMs: 30 })
  const first = failureOf(fair.post(to(slow), signal()))
  held[0]?.fail(away)
  await first
  await new Promise((resolve) => setTimeout(resolve, 60))
  const asked = fair.post(to(slow), signal())
  held[1]?.answer({ status: 200 })
  expect(await asked).toEqual({ status: 200 })
  const next = fair.post(to(slow), signal())
  held[2]?.answer({ status: 202 })
  expect(await next).toEqual({ status: 202 })
})

test.each([400, 404, 429, 500, 503])(
  'an address that answers %i is not silent, however often it does',
  async (status) => {
    const { sender, held } = heldSender()
    const fair = createFairSender(sender, { silencesMax: 2 })
    for (let n = 0; n < 5; n += 1) {
      const posting = fair.post(to(slow), signal())
      held.at(-1)?.answer({ status })
      expect(await posting).toEqual({ status })
    }
  },
)
