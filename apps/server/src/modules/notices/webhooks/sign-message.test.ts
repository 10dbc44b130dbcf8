import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { makeWebhookSecret, signatureHeaders } from './sign-message.ts'

test('a message is signed as the example of Standard Webhooks has it', () => {
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', atS: 1_614_265_330, body: '{"test": 2432232314}' }
  expect(signatureHeaders(message, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

test('a secret is 256 random bits, and no two are alike', () => {
  const secrets = [makeWebhookSecret(), makeWebhookSecret()]
  expect(new Set(secrets).size).toBe(2)
  for (const secret of secrets) {
    expect(secret).toMatch(/^whsec_/)
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32)
  }
})

test('during a change of secrets there is a signature of each, in one header', () => {
  const secrets = [makeWebhookSecret(), makeWebhookSecret()]
  const signatures = signatureHeaders({ id: 'a', atS: 1, body: '{}' }, secrets)['webhook-signature']?.split(' ')
  const wanted = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(6), 'base64')
    return `v1,${createHmac('sha256', key).update('a.1.{}').digest('base64')}`
  })
  expect(signatures).toEqual(wanted)
})

test('another id, time or body is another signature', () => {
  const secret = makeWebhookSecret()
  const signed = [
    { id: 'a', atS: 1, body: '{}' },
    { id: 'b', atS: 1, body: '{}' },
    { id: 'a', atS: 2, body: '{}' },
    { id: 'a', atS: 1, body: '{ }' },
  ].map((message) => signatureHeaders(message, [secret])['webhook-signature'])
  expect(new Set(signed).size).toBe(4)
})
