import { useQuery } from '@tanstack/react-query'
import { deletionQuery, keepAccount } from '../../shared/api/deletion.ts'
import { dayWords } from '../../shared/format/days.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'

/** Stands above every screen of an account that is to be deleted, with the way back. */
export function GoingNote() {
  const { data } = useQuery(deletionQuery)
  const deletesAt = data?.deletes_at ?? null
  if (deletesAt === null) return null
  return (
    <section
      aria-label={t('privacy.deleteTitle')}
      className="flex flex-wrap items-center gap-3 border-b border-line bg-surface px-4 py-3 md:px-8"
    >
      <div className="grow basis-60">
        <p className="font-medium">{t('privacy.goesOn', { day: dayWords(deletesAt) })}</p>
        <p className="text-15 text-muted">{t('privacy.goesText')}</p>
      </div>
      <Button look="primary" onClick={() => void keepAccount()}>
        {t('privacy.keep')}
      </Button>
    </section>
  )
}
