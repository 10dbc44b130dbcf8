import { webhookKind } from '@kinfolio/contracts'
import type { WebhookKind } from '@kinfolio/contracts'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { TextField } from '../../shared/ui/field.tsx'
import { LazyDialog } from '../../shared/ui/lazy.tsx'
import { create } from './webhook-actions.ts'
import { KIND_WORDS } from './queries.ts'

const USUAL: readonly WebhookKind[] = ['document.created', 'page.read']
type CreateProps = { onClose: () => void; onSecret: (secret: string) => void }

/** Where to, and what about. */
export function CreateWebhook({ onClose, onSecret }: CreateProps) {
  const [url, setUrl] = useState('')
  const [kinds, setKinds] = useState<readonly WebhookKind[]>(USUAL)
  const [wasTried, setTried] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const isUrl = /^https?:\/\/[^\s/?#@]+([/?#]|$)/i.test(url.trim()) && URL.canParse(url.trim())

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setTried(true)
    if (!isUrl || kinds.length === 0) return
    setBusy(true)
    const secret = await create({ url: url.trim(), kinds: [...kinds] })
    setBusy(false)
    if (secret !== null) onSecret(secret)
  }
  return (
    <LazyDialog title={t('webhooks.new')} onClose={onClose}>
      <form noValidate className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <TextField
          label={t('webhooks.url')}
          hint={t('webhooks.urlHint')}
          error={wasTried && !isUrl ? t('webhooks.urlWrong') : null}
          type="url"
          inputMode="url"
          placeholder="https://"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
        <KindChoice kinds={kinds} onChange={setKinds} isMissing={wasTried && kinds.length === 0} />
        <Button type="submit" look="primary" disabled={isBusy}>
          {t('webhooks.create')}
        </Button>
      </form>
    </LazyDialog>
  )
}

type KindChoiceProps = {
  kinds: readonly WebhookKind[]
  onChange: (kinds: readonly WebhookKind[]) => void
  isMissing: boolean
}

function KindChoice({ kinds, onChange, isMissing }: KindChoiceProps) {
  return (
    <fieldset>
      <legend className="mb-1 text-15 font-medium">{t('webhooks.kinds')}</legend>
      {webhookKind.options.map((kind) => (
        <label key={kind} className="flex min-h-11 items-center gap-3">
          <input
            type="checkbox"
            checked={kinds.includes(kind)}
            onChange={(event) =>
              onChange(event.target.checked ? [...kinds, kind] : kinds.filter((other) => other !== kind))
            }
            className="size-5 shrink-0 accent-accent"
          />
          {t(KIND_WORDS[kind])}
        </label>
      ))}
      {isMissing ? (
        <p role="alert" className="text-13 text-bad">
          {t('webhooks.kindsWrong')}
        </p>
      ) : null}
    </fieldset>
  )
}
