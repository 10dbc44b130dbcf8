import type { SpaceId, WebhookId } from '@kinfolio/contracts'
import type { SealPlace } from '../../../kernel/secrets/seal.ts'

/** Where the secret of a webhook belongs: sealed for another row it does not open. */
export function webhookSealPlace(at: { spaceId: SpaceId; webhookId: WebhookId }): SealPlace {
  return { spaceId: at.spaceId, purpose: 'webhook signature', table: 'webhooks', rowId: at.webhookId }
}
