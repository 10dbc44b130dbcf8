import {
  changeWebhook,
  createWebhook,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  rotateWebhookSecret,
  sendDeliveryAgain,
  testWebhook,
} from '@kinfolio/contracts'
import type { FastifyRequest } from 'fastify'
import type { Context } from '../../../kernel/database/index.ts'
import type { Actor, Serve } from '../../../kernel/http/index.ts'
import { visits } from '../../accounts/index.ts'
import type { Notices } from '../create-notices.ts'

export function serveWebhooks(serve: Serve, webhooks: Notices['webhooks']): void {
  serve(listWebhooks, async (asked) => ({ webhooks: await webhooks.listWebhooks(managing(asked)) }))
  serve(createWebhook, async ({ body, ...asked }) => webhooks.createWebhook({ ...managing(asked), ...body }))
  serve(changeWebhook, async ({ params, body, ...asked }) =>
    webhooks.changeWebhook({ ...managing(asked), webhookId: params.webhook_id, change: body }),
  )
  serve(removeWebhook, async ({ params, ...asked }) => {
    await webhooks.removeWebhook({ ...managing(asked), webhookId: params.webhook_id })
    return {}
  })
  serve(rotateWebhookSecret, async ({ params, ...asked }) =>
    webhooks.rotateSecret({ ...managing(asked), webhookId: params.webhook_id }),
  )
  serve(testWebhook, async ({ params, ...asked }) =>
    webhooks.testWebhook({ ...managing(asked), webhookId: params.webhook_id }),
  )
  serve(listDeliveries, async ({ params, query, ...asked }) =>
    webhooks.listDeliveries({ ...managing(asked), webhookId: params.webhook_id, ...query }),
  )
  serve(sendDeliveryAgain, async ({ params, ...asked }) =>
    webhooks.sendDeliveryAgain({
      ...managing(asked),
      webhookId: params.webhook_id,
      deliveryId: params.delivery_id,
    }),
  )
}

function managing({ context, actor, request }: { context: Context; actor: Actor; request: FastifyRequest }) {
  return { context, actor, address: visits.of(request).address }
}
