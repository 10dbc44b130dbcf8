import { spaceId, webhookDeliveryId, webhookId } from '@kinfolio/contracts'
import { z } from 'zod'
import { defineJob } from '../../../kernel/jobs/index.ts'

/**
 * One try at one delivery. The delivery's row says how it goes and when the next try is due, over hours and days; the job's own
 * attempts are for what goes wrong on our side.
 */
export const deliverWebhookJob = defineJob({
  kind: 'notices.deliver-webhook',
  payload: z.object({ deliveryId: webhookDeliveryId, run: z.int().min(0), attempt: z.int().min(1) }),
  timeoutMs: 60_000,
  // After the drawing and reading that people wait for.
  priority: 10,
  isQuiet: true,
})

/** Tells those who manage the space that a webhook was switched off. */
export const tellWebhookOffJob = defineJob({
  kind: 'notices.tell-webhook-off',
  payload: z.object({ spaceId, webhookId, host: z.string() }),
  isQuiet: true,
})
