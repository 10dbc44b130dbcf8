import {
  changeWebhook,
  createWebhook,
  removeWebhook,
  rotateWebhookSecret,
  sendDeliveryAgain,
  testWebhook,
} from '@kinfolio/contracts'
import type { WebhookDeliveryId, WebhookId, WebhookKind } from '@kinfolio/contracts'
import { call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { t } from '../../shared/messages/messages.ts'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'
import { webhooksQuery } from './queries.ts'

/** The secret of the new webhook; null when there is none, which is said. */
export async function create(body: { url: string; kinds: WebhookKind[] }): Promise<string | null> {
  return saying(async () => {
    const outcome = await call(createWebhook, { body })
    if (outcome.ok) return outcome.answer.secret
    toasts.show({ text: t('webhooks.tooMany'), tone: 'bad' })
    return null
  })
}

export async function rotate(webhook_id: WebhookId): Promise<string | null> {
  return saying(async () => {
    const outcome = await call(rotateWebhookSecret, { params: { webhook_id } })
    if (outcome.ok) return outcome.answer.secret
    toasts.show({ text: t('webhooks.gone'), tone: 'bad' })
    return null
  })
}

export async function switchTo(webhook_id: WebhookId, is_on: boolean): Promise<void> {
  await saying(async () => {
    const outcome = await call(changeWebhook, { params: { webhook_id }, body: { is_on } })
    if (!outcome.ok) toasts.show({ text: t('webhooks.gone'), tone: 'bad' })
    return null
  })
}

export async function remove(webhook_id: WebhookId): Promise<void> {
  await saying(async () => {
    const outcome = await call(removeWebhook, { params: { webhook_id } })
    toasts.show({ text: outcome.ok ? t('webhooks.removed') : t('webhooks.gone') })
    // Its card goes first: nobody asks any more for the deliveries of what is gone.
    queryClient.setQueryData(webhooksQuery.queryKey, (before) => before?.filter(({ id }) => id !== webhook_id))
    await settled()
    return null
  })
}

export async function sendTest(webhook_id: WebhookId): Promise<void> {
  await saying(async () => {
    const outcome = await call(testWebhook, { params: { webhook_id } })
    toasts.show({ text: outcome.ok ? t('webhooks.tested') : t('webhooks.isOff') })
    return null
  })
}

export async function sendAgain(webhook_id: WebhookId, delivery_id: WebhookDeliveryId): Promise<void> {
  await saying(async () => {
    const outcome = await call(sendDeliveryAgain, { params: { webhook_id, delivery_id } })
    toasts.show({ text: outcome.ok ? t('webhooks.sentAgain') : t('webhooks.isOff') })
    return null
  })
}

/** Until the screen shows what was just set. */
const settled = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()))

/** Does it, says what went wrong, and asks for everything about webhooks again. */
async function saying<Answer>(work: () => Promise<Answer | null>): Promise<Answer | null> {
  try {
    const answer = await work()
    await queryClient.invalidateQueries({ queryKey: keys.webhooks })
    return answer
  } catch (error) {
    sayFailure(error)
    return null
  }
}
