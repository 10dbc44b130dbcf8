import { createOutbound, parseAllowList } from '../../../kernel/outbound/index.ts'
import { createHttpSender, SENDER_ANSWER_BYTES_MAX, SENDER_TIMEOUT_MS } from './adapters/http.ts'
import type { WebhookSender } from './webhook-sender.port.ts'

/** The sender of this process, behind the guard of the house; ends its connections when it is disposed. */
export function openWebhookSender(at: { outboundAllow: string }): WebhookSender & Disposable {
  const outbound = createOutbound({
    allow: parseAllowList(at.outboundAllow),
    timeoutMs: SENDER_TIMEOUT_MS,
    maxResponseBytes: SENDER_ANSWER_BYTES_MAX,
  })
  return { ...createHttpSender({ fetch: outbound.fetch }), [Symbol.dispose]: () => outbound.close() }
}
