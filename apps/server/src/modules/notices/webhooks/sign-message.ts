import { createHmac, randomBytes } from 'node:crypto'

const SECRET_BYTES = 32
const SECRET_PREFIX = 'whsec_'

/** The key of the signature, as its holder writes it down: a prefix that tells what it is, and Base64. */
export function makeWebhookSecret(): string {
  return `${SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`
}

export type SignedMessage = { id: string; atS: number; body: string }

/**
 * The headers of a message as Standard Webhooks 1 has them: HMAC-SHA-256 over `id.timestamp.body`, one signature for each
 * secret that is good at the moment. A receiver takes the message when any of them is right and the time is within five
 * minutes (docs/webhooks.md).
 */
export function signatureHeaders(message: SignedMessage, secrets: readonly string[]): Record<string, string> {
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.atS),
    'webhook-signature': secrets.map((secret) => signatureOf(message, secret)).join(' '),
  }
}

function signatureOf({ id, atS, body }: SignedMessage, secret: string): string {
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${atS}.${body}`).digest('base64')}`
}
