import type { Webhook } from '@kinfolio/contracts'
import { useState } from 'react'
import { ago } from '../../shared/format/moments.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { LazyDialog } from '../../shared/ui/lazy.tsx'
import { Deliveries } from './deliveries.tsx'
import { KIND_WORDS } from './queries.ts'
import { remove, rotate, sendTest, switchTo } from './webhook-actions.ts'

type Asked = 'nothing' | 'rotate' | 'remove'
type CardProps = { webhook: Webhook; onSecret: (secret: string) => void }

/** One webhook: where it goes, how it is, and what can be done with it. */
export function WebhookCard({ webhook, onSecret }: CardProps) {
  const [asked, setAsked] = useState<Asked>('nothing')
  async function newSecret(): Promise<void> {
    const secret = await rotate(webhook.id)
    setAsked('nothing')
    if (secret !== null) onSecret(secret)
  }
  return (
    <section className="grid gap-3 rounded-card border border-line bg-surface p-4">
      <header>
        <h2 className="font-code text-15 font-medium break-all">{webhook.url}</h2>
        <p className={`text-13 ${webhook.is_on && webhook.failing_since === null ? 'text-muted' : 'text-bad'}`}>
          {stateWords(webhook)}
        </p>
        <p className="mt-1 text-13 text-muted">{webhook.kinds.map((kind) => t(KIND_WORDS[kind])).join(' · ')}</p>
      </header>
      <div className="flex flex-wrap gap-2">
        {webhook.is_on ? <Button onClick={() => void sendTest(webhook.id)}>{t('webhooks.test')}</Button> : null}
        <Button onClick={() => void switchTo(webhook.id, !webhook.is_on)}>
          {webhook.is_on ? t('webhooks.switchOff') : t('webhooks.switchOn')}
        </Button>
        <Button onClick={() => setAsked('rotate')}>{t('webhooks.rotate')}</Button>
        <Button onClick={() => setAsked('remove')}>{t('webhooks.remove')}</Button>
      </div>
      <Deliveries webhook={webhook} />
      {asked === 'rotate' ? (
        <Confirm
          title={t('webhooks.rotate')}
          text={t('webhooks.rotateAsk')}
          onYes={() => void newSecret()}
          onClose={() => setAsked('nothing')}
        />
      ) : null}
      {asked === 'remove' ? (
        <Confirm
          title={t('webhooks.remove')}
          text={t('webhooks.removeAsk', { url: webhook.url })}
          onYes={() => void remove(webhook.id)}
          onClose={() => setAsked('nothing')}
        />
      ) : null}
    </section>
  )
}

function stateWords(webhook: Webhook): string {
  const state = webhook.off_because === null ? t('webhooks.on') : t(`webhooks.off.${webhook.off_because}`)
  const since = webhook.is_on && webhook.failing_since !== null ? webhook.failing_since : null
  return [
    state,
    ...(since === null ? [] : [t('webhooks.failing', { since: ago(since) })]),
    ...(webhook.last_delivered_at === null ? [] : [t('webhooks.delivered', { when: ago(webhook.last_delivered_at) })]),
  ].join(' · ')
}

type ConfirmProps = { title: string; text: string; onYes: () => void; onClose: () => void }

function Confirm({ title, text, onYes, onClose }: ConfirmProps) {
  return (
    <LazyDialog title={title} onClose={onClose}>
      <p className="mb-4 break-words">{text}</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{t('do.cancel')}</Button>
        <Button look="primary" onClick={onYes}>
          {title}
        </Button>
      </div>
    </LazyDialog>
  )
}
