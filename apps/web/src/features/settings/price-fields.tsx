import { useId } from 'react'
import { t } from '../../shared/messages/messages.ts'
import { TextField } from '../../shared/ui/field.tsx'
import { chargesFor } from './reader-form.ts'
import type { FormMistakes, ReaderForm } from './reader-form.ts'

type PriceFieldsProps = { form: ReaderForm; change: (by: Partial<ReaderForm>) => void; mistakes: FormMistakes }

/** What the service charges. Prices change without notice, so none is guessed: they are typed, or nothing is counted in money. */
export function PriceFields({ form, change, mistakes }: PriceFieldsProps) {
  const hintId = useId()
  const charges = chargesFor(form.engine)
  if (charges === 'nothing') return null
  return (
    <fieldset aria-describedby={hintId}>
      <legend className="mb-2 font-medium">{t('settings.prices')}</legend>
      <div className="grid items-start gap-3 sm:grid-cols-2">
        {charges === 'pictures' ? (
          <TextField
            label={t('settings.picturePrice')}
            error={mistakes.picturePrice}
            inputMode="decimal"
            value={form.picturePrice}
            onChange={(event) => change({ picturePrice: event.target.value })}
          />
        ) : (
          <>
            <TextField
              label={t('settings.inputPrice')}
              error={mistakes.inputPrice}
              inputMode="decimal"
              value={form.inputPrice}
              onChange={(event) => change({ inputPrice: event.target.value })}
            />
            <TextField
              label={t('settings.outputPrice')}
              error={mistakes.outputPrice}
              inputMode="decimal"
              value={form.outputPrice}
              onChange={(event) => change({ outputPrice: event.target.value })}
            />
          </>
        )}
      </div>
      <p id={hintId} className="mt-1.5 text-13 text-muted">
        {t('settings.pricesHint')}
      </p>
    </fieldset>
  )
}
