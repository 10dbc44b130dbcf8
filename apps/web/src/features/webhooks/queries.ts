import { listDeliveries, listWebhooks } from '@kinfolio/contracts'
import type { WebhookId, WebhookKind } from '@kinfolio/contracts'
import { queryOptions } from '@tanstack/react-query'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import type { PlainMessageKey } from '../../shared/messages/messages.ts'

const DELIVERIES_SHOWN = 20
/** While a delivery waits for its next try, how it went is asked for again. */
const WATCH_MS = 2_000
const LOOK_MS = 5_000

export const webhooksQuery = queryOptions({
  queryKey: [...keys.webhooks, 'list'],
  queryFn: async ({ signal }) => (await ask(listWebhooks, { signal })).webhooks,
  // How deliveries go is no event of the space; who looks at this screen wants to see it.
  refetchInterval: LOOK_MS,
})

export const deliveriesQuery = (webhook_id: WebhookId) =>
  queryOptions({
    queryKey: [...keys.webhooks, 'deliveries', webhook_id],
    queryFn: async ({ signal }) =>
      (await ask(listDeliveries, { params: { webhook_id }, query: { limit: DELIVERIES_SHOWN }, signal })).deliveries,
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === 'waiting') === true ? WATCH_MS : LOOK_MS),
  })

export const KIND_WORDS: Record<WebhookKind, PlainMessageKey> = {
  'document.created': 'webhooks.kindDocumentCreated',
  'document.changed': 'webhooks.kindDocumentChanged',
  'document.removed': 'webhooks.kindDocumentRemoved',
  'page.read': 'webhooks.kindPageRead',
  'page.changed': 'webhooks.kindPageChanged',
  'member.joined': 'webhooks.kindMemberJoined',
  'member.left': 'webhooks.kindMemberLeft',
  'quota.reached': 'webhooks.kindQuotaReached',
}
