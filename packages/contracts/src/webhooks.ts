import { z } from 'zod'
import { webhookDeliveryId, webhookId } from './ids.ts'
import { deliveryNotFound, tooManyWebhooks, webhookIsOff, webhookNotFound } from './problems/notices.ts'
import { listQuery, nextCursor, route } from './route.ts'

export const WEBHOOKS_PER_SPACE_MAX = 20
export const WEBHOOK_URL_LENGTH_MAX = 2_000
/** How long the secret before stays good beside a new one, so that a receiver can change over. */
export const WEBHOOK_OLD_SECRET_HOURS = 24

/** What a webhook can be told of. Its messages carry ids only; what they mean is asked for with an API key. */
export const webhookKind = z.enum([
  'document.created',
  'document.changed',
  'document.removed',
  'page.read',
  'page.changed',
  'member.joined',
  'member.left',
  'quota.reached',
])
export type WebhookKind = z.infer<typeof webhookKind>

/** A person switched it off, it failed for days, or the receiver answered that it is gone. */
export const webhookOffReason = z.enum(['person', 'failing', 'gone'])
export type WebhookOffReason = z.infer<typeof webhookOffReason>

export const webhook = z.object({
  id: webhookId,
  url: z.string(),
  kinds: z.array(webhookKind),
  is_on: z.boolean(),
  off_because: webhookOffReason.nullable(),
  /** Since when nothing could be delivered. */
  failing_since: z.iso.datetime().nullable(),
  last_delivered_at: z.iso.datetime().nullable(),
  /** Until when messages are signed with the secret before as well. */
  old_secret_until: z.iso.datetime().nullable(),
  created_at: z.iso.datetime(),
})
export type Webhook = z.infer<typeof webhook>

/** Shown once, when it is made: `whsec_` and Base64. */
const withSecret = z.object({ webhook, secret: z.string() })

export const webhookDeliveryState = z.enum(['waiting', 'delivered', 'failed'])
export type WebhookDeliveryState = z.infer<typeof webhookDeliveryState>

export const webhookDelivery = z.object({
  id: webhookDeliveryId,
  kind: z.string(),
  state: webhookDeliveryState,
  attempts: z.int(),
  /** The receiver's last HTTP status. */
  status: z.int().nullable(),
  error: z.string().nullable(),
  took_ms: z.int().nullable(),
  created_at: z.iso.datetime(),
  next_attempt_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
})
export type WebhookDelivery = z.infer<typeof webhookDelivery>

const url = z
  .url({ protocol: /^https?$/ })
  .max(WEBHOOK_URL_LENGTH_MAX)
  .refine((text) => !/^https?:\/\/[^/?#]*@/i.test(text), 'carries a name or a password')
const kinds = z
  .array(webhookKind)
  .min(1)
  .max(webhookKind.options.length)
  .refine((some) => new Set(some).size === some.length, 'names a kind twice')
const byWebhook = z.object({ webhook_id: webhookId })
const ofSpace = { tag: 'notices', access: 'space', scope: 'manage' } as const

export const listWebhooks = route({
  ...ofSpace,
  method: 'GET',
  path: '/api/webhooks',
  summary: 'Where this space tells other servers what happens in it',
  answer: z.object({ webhooks: z.array(webhook) }),
  problems: [],
})

export const createWebhook = route({
  ...ofSpace,
  method: 'POST',
  path: '/api/webhooks',
  summary: 'Tell another server what happens in this space; the secret is shown this once',
  status: 201,
  body: z.object({ url, kinds }),
  answer: withSecret,
  problems: [tooManyWebhooks],
})

export const changeWebhook = route({
  ...ofSpace,
  method: 'PATCH',
  path: '/api/webhooks/:webhook_id',
  summary: 'Change where a webhook goes and what it tells, or switch it off or on',
  params: byWebhook,
  body: z.object({ url: url.optional(), kinds: kinds.optional(), is_on: z.boolean().optional() }),
  answer: webhook,
  problems: [webhookNotFound],
})

export const removeWebhook = route({
  ...ofSpace,
  method: 'DELETE',
  path: '/api/webhooks/:webhook_id',
  summary: 'Remove a webhook and the list of its deliveries',
  status: 204,
  params: byWebhook,
  problems: [webhookNotFound],
})

export const rotateWebhookSecret = route({
  ...ofSpace,
  method: 'POST',
  path: '/api/webhooks/:webhook_id/rotate-secret',
  summary: 'Make a new secret; messages carry signatures of both for a day',
  params: byWebhook,
  answer: withSecret,
  problems: [webhookNotFound],
})

export const testWebhook = route({
  ...ofSpace,
  method: 'POST',
  path: '/api/webhooks/:webhook_id/test',
  summary: 'Send a message of the kind webhook.test now',
  status: 202,
  params: byWebhook,
  answer: webhookDelivery,
  problems: [webhookNotFound, webhookIsOff],
})

export const listDeliveries = route({
  ...ofSpace,
  method: 'GET',
  path: '/api/webhooks/:webhook_id/deliveries',
  summary: 'What a webhook was told, newest first, and how it went',
  params: byWebhook,
  query: z.object(listQuery),
  answer: z.object({ deliveries: z.array(webhookDelivery), next_cursor: nextCursor }),
  problems: [webhookNotFound],
})

export const sendDeliveryAgain = route({
  ...ofSpace,
  method: 'POST',
  path: '/api/webhooks/:webhook_id/deliveries/:delivery_id/send-again',
  summary: 'Send a message once more, under the same id',
  status: 202,
  params: byWebhook.extend({ delivery_id: webhookDeliveryId }),
  answer: webhookDelivery,
  problems: [webhookNotFound, deliveryNotFound, webhookIsOff],
})
