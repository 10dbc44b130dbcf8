import { type GuardedFetch, retryAfter } from '../../../../kernel/outbound/index.ts'
import type { WebhookSender } from '../webhook-sender.port.ts'

/** As Standard Webhooks advises: long enough for a slow receiver, short enough not to hold the queue. */
export const SENDER_TIMEOUT_MS = 15_000
/** What a receiver says is not kept; one that never stops is cut off. */
export const SENDER_ANSWER_BYTES_MAX = 64 * 1024

/** Over HTTP, through the guard: the address that a name stands for is checked at the moment of connecting. */
export function createHttpSender({ fetch }: { fetch: GuardedFetch }): WebhookSender {
  return {
    async post({ url, headers, body }, signal) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Kinfolio-Webhooks/1' },
        body,
        redirect: 'manual',
        signal,
      })
      return { status: answer.status, retryAfterMs: retryAfter(answer.headers) }
    },
  }
}
