import { createBreakers, notCalled } from '../../../kernel/jobs/index.ts'
import { messages } from '../messages.ts'
import type { WebhookSender } from './webhook-sender.port.ts'

/** Deliveries on their way to one address at once, so that a slow receiver holds only some of the job slots. */
export const DELIVERIES_AT_ONCE_MAX = 2
/** How soon a delivery that found its address busy comes again. */
export const BUSY_WAIT_MS = 2_000
/** Times in a row without any answer after which an address is left alone, and for how long. */
const SILENCES_MAX = 5
const LEFT_ALONE_MS = 60_000

type Limits = { atOnceMax?: number; silencesMax?: number; leftAloneMs?: number }

/**
 * A sender that no receiver can hold up: few messages are on their way to one address at once, and an address that does not
 * answer is left alone for a while. What is not sent because of that is no try (`isCircuitOpen`).
 */
export function createFairSender(sender: WebhookSender, limits: Limits = {}): WebhookSender {
  const { atOnceMax = DELIVERIES_AT_ONCE_MAX, silencesMax = SILENCES_MAX, leftAloneMs = LEFT_ALONE_MS } = limits
  const breakerOf = createBreakers({ failures: silencesMax, openMs: leftAloneMs })
  const onTheirWay = new Map<string, number>()
  const count = (url: string, by: 1 | -1): void => {
    const now = (onTheirWay.get(url) ?? 0) + by
    if (now === 0) onTheirWay.delete(url)
    else onTheirWay.set(url, now)
  }
  return {
    async post(message, signal) {
      const { url } = message
      if ((onTheirWay.get(url) ?? 0) >= atOnceMax) {
        const who = new URL(url).host
        throw notCalled(messages.webhookBusy(who), { who, waitMs: BUSY_WAIT_MS })
      }
      count(url, 1)
      try {
        return await breakerOf(url).call(async () => sender.post(message, signal))
      } finally {
        count(url, -1)
      }
    },
  }
}
