import { type ApiKey, revokeApiKey, type Space } from '@kinfolio/contracts'
import { useState } from 'react'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { ago } from '../../shared/format/moments.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'

/** One key: what it may, where, until when, and the way to end it. `spaces` is undefined while they are not known. */
export function KeyRow({ apiKey, spaces }: { apiKey: ApiKey; spaces: Space[] | undefined }) {
  const [isAsking, setAsking] = useState(false)
  const hasEnded = isOver(apiKey)
  const end = ago(apiKey.expires_at)
  return (
    <li className="flex flex-wrap items-center gap-3 rounded-card border border-line bg-surface p-4">
      <div className="grid grow basis-60 gap-1">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="text-17 font-medium wrap-anywhere">{apiKey.name}</span>
          <code className="font-code text-13 text-muted">{apiKey.prefix}…</code>
        </p>
        <p className="text-muted">{apiKey.scopes.map((scope) => t(`apiKeys.scope.${scope}`)).join(' · ')}</p>
        <p className="text-13 text-muted">
          {placeOf(apiKey, spaces)}
          {' · '}
          <span className={hasEnded ? 'text-bad' : ''}>
            {hasEnded ? t('apiKeys.ended', { when: end }) : t('apiKeys.ends', { when: end })}
          </span>
          {' · '}
          {apiKey.last_used_at === null ? t('apiKeys.unused') : t('apiKeys.used', { when: ago(apiKey.last_used_at) })}
        </p>
      </div>
      <Button aria-label={`${t('apiKeys.revoke')}: ${apiKey.name}`} onClick={() => setAsking(true)}>
        {t('apiKeys.revoke')}
      </Button>
      {isAsking ? <RevokeDialog apiKey={apiKey} onClose={() => setAsking(false)} /> : null}
    </li>
  )
}

function isOver({ expires_at }: ApiKey, nowMs = Date.now()): boolean {
  return Date.parse(expires_at) <= nowMs
}

function placeOf({ space_id }: ApiKey, spaces: Space[] | undefined): string {
  if (space_id === null) return t('apiKeys.everywhere')
  if (spaces === undefined) return '…'
  return spaces.find(({ id }) => id === space_id)?.name ?? t('apiKeys.gone')
}

function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const [isBusy, setBusy] = useState(false)
  async function revoke(): Promise<void> {
    setBusy(true)
    try {
      await ask(revokeApiKey, { params: { api_key_id: apiKey.id } })
      toasts.show({ text: t('apiKeys.revoked') })
    } catch (error) {
      sayFailure(error)
    }
    void queryClient.invalidateQueries({ queryKey: keys.account })
    onClose()
  }
  return (
    <Dialog title={t('apiKeys.revokeTitle', { name: apiKey.name })} onClose={onClose}>
      <p>{t('apiKeys.revokeText')}</p>
      <div className="mt-5 flex flex-wrap justify-end gap-3">
        <Button look="quiet" onClick={onClose}>
          {t('do.cancel')}
        </Button>
        <Button look="primary" disabled={isBusy} onClick={() => void revoke()}>
          {t('apiKeys.revoke')}
        </Button>
      </div>
    </Dialog>
  )
}
