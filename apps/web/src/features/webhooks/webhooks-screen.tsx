import { mayDo } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus, Webhook as WebhookIcon } from 'lucide-react'
import { useState } from 'react'
import { useSpace } from '../../shared/api/use-space.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Empty, FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { CreateWebhook } from './create-webhook.tsx'
import { webhooksQuery } from './queries.ts'
import { SecretOnce } from './secret-once.tsx'
import { WebhookCard } from './webhook-card.tsx'

type Floating = { kind: 'none' } | { kind: 'create' } | { kind: 'secret'; secret: string }

/** Where this space tells other servers what happens in it, for those who manage it. */
export function WebhooksScreen() {
  useTitle(t('webhooks.title'))
  const space = useSpace()
  const [floating, setFloating] = useState<Floating>({ kind: 'none' })
  const mayManage = space !== null && mayDo(space.role, 'manage webhooks')
  const show = (secret: string): void => setFloating({ kind: 'secret', secret })
  const close = (): void => setFloating({ kind: 'none' })
  return (
    <div className="mx-auto grid max-w-3xl gap-6 px-4 py-6 md:px-8 md:py-8">
      <header className="flex flex-wrap items-end gap-3">
        <div className="grow basis-60">
          <Link
            to="/dashboard/settings"
            className="inline-flex min-h-11 items-center text-muted hover:text-accent hover:underline"
          >
            {t('settings.title')}
          </Link>
          <h1 className="text-34">{t('webhooks.title')}</h1>
          <p className="mt-1 text-muted">
            {t('webhooks.text')} {t('webhooks.docs')}
          </p>
        </div>
        {mayManage ? (
          <Button look="primary" onClick={() => setFloating({ kind: 'create' })}>
            <Plus aria-hidden className="size-5" />
            {t('webhooks.new')}
          </Button>
        ) : null}
      </header>
      {space !== null && !mayManage ? <p className="text-muted">{t('webhooks.notAllowed')}</p> : null}
      {mayManage ? <List onSecret={show} /> : null}
      {floating.kind === 'create' ? <CreateWebhook onClose={close} onSecret={show} /> : null}
      {floating.kind === 'secret' ? <SecretOnce secret={floating.secret} onClose={close} /> : null}
    </div>
  )
}

function List({ onSecret }: { onSecret: (secret: string) => void }) {
  const { data, error, isPending, refetch } = useQuery(webhooksQuery)
  if (isPending) return <Loading />
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />
  if (data.length === 0) {
    return (
      <Empty
        icon={<WebhookIcon aria-hidden className="size-10" />}
        title={t('webhooks.emptyTitle')}
        text={t('webhooks.emptyText')}
      />
    )
  }
  return data.map((webhook) => <WebhookCard key={webhook.id} webhook={webhook} onSecret={onSecret} />)
}
