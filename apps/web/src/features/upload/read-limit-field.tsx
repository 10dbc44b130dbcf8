import { leftOf, type QuotaUsage } from '@kinfolio/contracts'
import { t } from '../../shared/messages/messages.ts'
import { TextField } from '../../shared/ui/field.tsx'
import { limitWished, type ReadLimit } from './read-limit.ts'

type ReadLimitFieldProps = { limit: ReadLimit; pages: QuotaUsage | undefined; onChange: (limit: ReadLimit) => void }

/** Of a first import, or a large one, only the newest pages may be read now; the others are read when somebody asks. */
export function ReadLimitField({ limit, pages, onChange }: ReadLimitFieldProps) {
  const left = pages === undefined ? null : leftOf(pages)
  return (
    <fieldset className="mt-5 grid gap-2 border-t border-line pt-4">
      <legend className="sr-only">{t('quota.limitImport')}</legend>
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          checked={limit.isOn}
          onChange={(event) => onChange({ ...limit, isOn: event.target.checked })}
          className="size-5 shrink-0 accent-accent"
        />
        <span className="font-medium">{t('quota.limitImport')}</span>
      </label>
      <p className="text-13 text-muted">
        {t('quota.limitImportText')} {left === null ? null : t('quota.limitImportLeft', { left })}
      </p>
      {limit.isOn ? (
        <TextField
          label={t('quota.limitImportCount')}
          inputMode="numeric"
          autoComplete="off"
          value={limit.typed}
          error={limitWished(limit) === undefined ? t('quota.limitImportWrong') : null}
          onChange={(event) => onChange({ ...limit, typed: event.target.value })}
        />
      ) : null}
    </fieldset>
  )
}
