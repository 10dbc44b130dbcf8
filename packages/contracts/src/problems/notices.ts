import { z } from 'zod'
import { mailId, webhookDeliveryId, webhookId } from '../ids.ts'
import { defineProblem } from '../problem.ts'

export const mailNotFound = defineProblem({
  type: '/problems/mail-not-found',
  status: 404,
  title: 'There is no such mail that failed',
  extras: { mail_id: mailId },
})
export const webhookNotFound = defineProblem({
  type: '/problems/webhook-not-found',
  status: 404,
  title: 'There is no such webhook',
  extras: { webhook_id: webhookId },
})
export const deliveryNotFound = defineProblem({
  type: '/problems/delivery-not-found',
  status: 404,
  title: 'There is no such delivery',
  extras: { delivery_id: webhookDeliveryId },
})
export const tooManyWebhooks = defineProblem({
  type: '/problems/too-many-webhooks',
  status: 409,
  title: 'This space has as many webhooks as it can have',
  extras: { limit: z.int() },
})
export const webhookIsOff = defineProblem({
  type: '/problems/webhook-is-off',
  status: 409,
  title: 'The webhook is switched off',
  extras: { webhook_id: webhookId },
})
