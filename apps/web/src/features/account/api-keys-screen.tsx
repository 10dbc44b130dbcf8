import { listApiKeys } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Empty, FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { KeyRow } from './key-row.tsx'
import { NewKeyDialog } from './new-key-dialog.tsx'
import { spacesQuery } from './spaces-query.ts'

/** The person's API keys: made, listed, revoked. */
export function ApiKeysScreen() {
  useTitle(t('apiKeys.title'))
  const [isMaking, setMaking] = useState(false)
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [...keys.account, 'api-keys'],
    queryFn: ({ signal }) => ask(listApiKeys, { signal }),
  })
  const { data: me } = useQuery(spacesQuery)
  const make = (
    <Button look="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden className="size-[18px]" />
      {t('apiKeys.create')}
    </Button>
  )
  return (
    <div className="mx-auto grid max-w-2xl gap-6 px-4 py-6 md:px-8 md:py-8">
      <header>
        <Link
          to="/dashboard/settings"
          className="inline-flex min-h-11 items-center text-muted hover:text-accent hover:underline"
        >
          {t('settings.title')}
        </Link>
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="grow text-34">{t('apiKeys.title')}</h1>
          {data === undefined || data.api_keys.length === 0 ? null : make}
        </div>
        <p className="mt-1 text-muted">{t('apiKeys.text')}</p>
      </header>
      {isPending ? <Loading /> : null}
      {error === null ? null : <FailureNote error={error} onRetry={() => void refetch()} />}
      {data?.api_keys.length === 0 ? (
        <Empty
          icon={<KeyRound aria-hidden className="size-10" />}
          title={t('apiKeys.emptyTitle')}
          text={t('apiKeys.emptyText')}
        >
          {make}
        </Empty>
      ) : null}
      {data === undefined || data.api_keys.length === 0 ? null : (
        <ul className="grid gap-3">
          {data.api_keys.map((apiKey) => (
            <KeyRow key={apiKey.id} apiKey={apiKey} spaces={me?.spaces} />
          ))}
        </ul>
      )}
      {isMaking ? <NewKeyDialog spaces={me?.spaces ?? []} onClose={() => setMaking(false)} /> : null}
    </div>
  )
}
