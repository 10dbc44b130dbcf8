import { ARCHIVE_DAYS, mayDo, putRetention } from '@kinfolio/contracts'
import type { Retention, Space } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { retentionQuery } from '../../shared/library/retention.ts'
import { t } from '../../shared/messages/messages.ts'
import { Field, INPUT_CLASSES } from '../../shared/ui/field.tsx'
import { FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { SettingsCard } from '../../shared/ui/settings-page.tsx'
import { toasts } from '../../shared/ui/toasts.ts'

const TRASH_CHOICES = [7, 30, 90, 365]
const ARCHIVE_CHOICES = [30, ARCHIVE_DAYS, 180, 365]

/** How long the trash keeps things, and after how long what nobody touches is archived. */
export function RetentionCards({ space }: { space: Space }) {
  const { data, error, refetch } = useQuery(retentionQuery)
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <Loading />
  const mayChoose = mayDo(space.role, 'set retention')
  return (
    <>
      <SettingsCard title={t('keeping.trashTitle')} text={t('keeping.trashText')}>
        <DaysField
          label={t('keeping.trashLabel')}
          days={data.trash_days}
          offered={TRASH_CHOICES}
          never={t('keeping.never')}
          mayChoose={mayChoose}
          onChoose={(trash_days) => void save({ ...data, trash_days }, t('keeping.saved'))}
        />
      </SettingsCard>
      <SettingsCard title={t('keeping.archiveTitle')} text={t('keeping.archiveText')}>
        <DaysField
          label={t('keeping.archiveLabel')}
          days={data.archive_days}
          offered={ARCHIVE_CHOICES}
          never={t('keeping.archiveNever')}
          mayChoose={mayChoose}
          onChoose={(archive_days) => void save({ ...data, archive_days }, t('keeping.archiveSaved'))}
        />
      </SettingsCard>
    </>
  )
}

type DaysFieldProps = {
  label: string
  days: number | null
  offered: readonly number[]
  never: string
  mayChoose: boolean
  onChoose: (days: number | null) => void
}

function DaysField({ label, days, offered, never, mayChoose, onChoose }: DaysFieldProps) {
  const choices = [...new Set([...offered, ...(days === null ? [] : [days])])].toSorted((a, b) => a - b)
  return (
    <Field
      label={label}
      hint={mayChoose ? undefined : t('keeping.ownersOnly')}
      renderControl={(wiring) => (
        <select
          {...wiring}
          className={INPUT_CLASSES}
          disabled={!mayChoose}
          value={days === null ? 'never' : String(days)}
          onChange={({ target }) => onChoose(target.value === 'never' ? null : Number(target.value))}
        >
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {t('keeping.days', { days: choice })}
            </option>
          ))}
          <option value="never">{never}</option>
        </select>
      )}
    />
  )
}

async function save(body: Retention, said: string): Promise<void> {
  try {
    await ask(putRetention, { body })
    toasts.show({ text: said })
  } catch (error) {
    sayFailure(error)
  }
  await queryClient.invalidateQueries({ queryKey: keys.retention })
}
