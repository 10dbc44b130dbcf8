import { webhookKind } from '@kinfolio/contracts'
import type { Webhook, WebhookDelivery } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { ago } from '../../shared/format/moments.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { FailureNote } from '../../shared/ui/notes.tsx'
import { deliveriesQuery, KIND_WORDS } from './queries.ts'
import { sendAgain } from './webhook-actions.ts'

/** The last messages of a webhook, and how each went. */
export function Deliveries({ webhook }: { webhook: Webhook }) {
  const { data, error, refetch } = useQuery(deliveriesQuery(webhook.id))
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />
  return (
    <div className="border-t border-line pt-3">
      <h3 className="font-interface text-15 font-medium">{t('webhooks.deliveries')}</h3>
      {data?.length === 0 ? <p className="text-13 text-muted">{t('webhooks.noDeliveries')}</p> : null}
      <ul className="divide-y divide-line">
        {data?.map((delivery) => (
          <Row key={delivery.id} webhook={webhook} delivery={delivery} />
        ))}
      </ul>
    </div>
  )
}

function Row({ webhook, delivery }: { webhook: Webhook; delivery: WebhookDelivery }) {
  const isBad = delivery.state === 'failed' || (delivery.state === 'waiting' && delivery.error !== null)
  const facts = [
    ago(delivery.created_at),
    ...(delivery.status === null ? [] : [String(delivery.status)]),
    ...(delivery.attempts === 0 ? [] : [t('webhooks.attempts', { n: delivery.attempts })]),
    ...(delivery.error === null ? [] : [delivery.error]),
  ]
  return (
    <li className="flex flex-wrap items-center gap-3 py-2">
      <span className="min-w-0 grow basis-52">
        <span className="block">
          {kindWords(delivery.kind)} ·{' '}
          <span className={isBad ? 'text-bad' : ''}>{t(`webhooks.state.${delivery.state}`)}</span>
        </span>
        <span className="block text-13 break-words text-muted">{facts.join(' · ')}</span>
      </span>
      {webhook.is_on ? (
        <Button look="link" onClick={() => void sendAgain(webhook.id, delivery.id)}>
          {t('webhooks.sendAgain')}
        </Button>
      ) : null}
    </li>
  )
}

function kindWords(kind: string): string {
  const known = webhookKind.safeParse(kind)
  return known.success ? t(KIND_WORDS[known.data]) : t('webhooks.kindTest')
}
