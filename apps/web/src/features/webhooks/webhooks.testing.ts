import { webhookDeliveryId, webhookId } from '@kinfolio/contracts'
import type { Webhook, WebhookDelivery } from '@kinfolio/contracts'
import { uuid } from '../../shared/made.testing.ts'

export const aWebhook = (n: number, change: Partial<Webhook> = {}): Webhook => ({
  id: webhookId.parse(uuid(n)),
  url: 'https://hooks.example.org/kinfolio',
  kinds: ['document.created', 'page.read'],
  is_on: true,
  off_because: null,
  failing_since: null,
  last_delivered_at: null,
  old_secret_until: null,
  created_at: new Date().toISOString(),
  ...change,
})

export const aDelivery = (n: number, change: Partial<WebhookDelivery> = {}): WebhookDelivery => ({
  id: webhookDeliveryId.parse(uuid(n)),
  kind: 'document.created',
  state: 'delivered',
  attempts: 1,
  status: 200,
  error: null,
  took_ms: 12,
  created_at: new Date().toISOString(),
  next_attempt_at: null,
  finished_at: null,
  ...change,
})
