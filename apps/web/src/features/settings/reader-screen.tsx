import { getReaderSettings } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { useMay } from '../../shared/api/use-space.ts'
import { t } from '../../shared/messages/messages.ts'
import { FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { ReaderFields } from './reader-fields.tsx'

/** Which reader turns the ink of this space into words. */
export function ReaderScreen() {
  useTitle(t('settings.reader'))
  const mayChoose = useMay()('choose the reader')
  const { data, error, isPending, refetch } = useQuery({
    queryKey: keys.reader,
    queryFn: ({ signal }) => ask(getReaderSettings, { signal }),
  })
  return (
    <div className="mx-auto max-w-2xl px-4 py-6 md:px-8 md:py-8">
      <Link
        to="/dashboard/settings"
        className="inline-flex min-h-11 items-center text-muted hover:text-accent hover:underline"
      >
        {t('settings.title')}
      </Link>
      <h1 className="text-34">{t('settings.reader')}</h1>
      <p className="mt-1 mb-6 text-muted">{t('settings.readerText')}</p>
      {isPending ? <Loading /> : null}
      {error === null ? null : <FailureNote error={error} onRetry={() => void refetch()} />}
      {mayChoose ? null : <p className="mb-4">{t('settings.readerOnlyLookText')}</p>}
      {data === undefined ? null : (
        // What one may not change can still be read.
        <fieldset disabled={!mayChoose}>
          <legend className="sr-only">{t('settings.reader')}</legend>
          <ReaderFields settings={data} />
        </fieldset>
      )}
    </div>
  )
}
