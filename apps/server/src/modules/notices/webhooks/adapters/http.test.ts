import { expect, test } from 'vitest'
import { createOutbound, parseAllowList } from '../../../../kernel/outbound/index.ts'
import { openReceiver } from '../../../../../test/webhook-receiver.ts'
import { describeSender } from '../webhook-sender.contract.ts'
import { createHttpSender } from './http.ts'

type Resolve = NonNullable<Parameters<typeof createOutbound>[0]['resolve']>

function senderThat(allows: string, resolve?: Resolve) {
  const limits = { timeoutMs: 400, maxResponseBytes: 1_024 }
  const resolving = resolve === undefined ? {} : { resolve }
  return createHttpSender({ fetch: createOutbound({ allow: parseAllowList(allows), ...limits, ...resolving }).fetch })
}

describeSender(async () => {
  const receiver = await openReceiver()
  return {
    sender: senderThat('127.0.0.1'),
    url: receiver.url,
    got: () => receiver.got,
    answers: async (how, retryAfterS) => {
      receiver.retryAfter = retryAfterS === undefined ? undefined : String(retryAfterS)
      if (how === 'away') await receiver.close()
      else receiver.answer = how
    },
    forbid: () => receiver.url.replace('127.0.0.1', '127.0.0.2'),
    [Symbol.asyncDispose]: async () => receiver[Symbol.asyncDispose](),
  }
})

const message = { headers: {}, body: '{"type":"webhook.test"}' }
const signal = (): AbortSignal => AbortSignal.timeout(10_000)
const refused = { isRetryable: false, reason: 'address-not-allowed' }

test.each([
  'http://127.0.0.1:9/',
  'http://localhost:9/',
  'http://[::1]:9/',
  'http://[::ffff:127.0.0.1]:9/',
  'http://169.254.169.254/latest/meta-data/',
  'http://10.0.0.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'https://192.168.1.1/',
])('%s is not called', async (url) => {
  await expect(senderThat('').post({ url, ...message }, signal())).rejects.toMatchObject(refused)
})

test('a name that turns into another address between two messages is judged anew', async () => {
  await using receiver = await openReceiver()
  const answers = ['127.0.0.1', '127.0.0.2']
  const resolve: Resolve = async () => [{ address: answers.shift() ?? '127.0.0.2', family: 4 }]
  // The first is allowed here, in the place of a public address.
  const sender = senderThat('127.0.0.1', resolve)
  const url = `http://rebinding.example.org:${receiver.port}/hook`
  const closing = { ...message, headers: { connection: 'close' } }
  expect(await sender.post({ url, ...closing }, signal())).toEqual({ status: 200 })
  await expect(sender.post({ url, ...closing }, signal())).rejects.toMatchObject(refused)
  expect(receiver.got).toHaveLength(1)
})

test('a redirect is not followed, neither inwards nor to the same server', async () => {
  await using inner = await openReceiver()
  await using receiver = await openReceiver()
  for (const [status, location] of [
    [307, inner.url],
    [308, 'http://169.254.169.254/'],
    [302, `${receiver.url}/other`],
  ] as const) {
    receiver.answer = status
    receiver.location = location
    expect(await senderThat('127.0.0.1').post({ url: receiver.url, ...message }, signal())).toEqual({ status })
  }
  expect([inner.got.length, receiver.got.length]).toEqual([0, 3])
})
