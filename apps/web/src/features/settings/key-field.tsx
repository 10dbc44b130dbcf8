import type { ReaderSettings } from '@kinfolio/contracts'
import { t } from '../../shared/messages/messages.ts'
import { TextField } from '../../shared/ui/field.tsx'
import type { ReaderForm } from './reader-form.ts'

type KeyFieldProps = {
  settings: ReaderSettings
  form: ReaderForm
  change: (by: Partial<ReaderForm>) => void
  error: string | undefined
}

/** A key is only ever typed: the server keeps it sealed and shows its last four characters at most. */
export function KeyField({ settings, form, change, error }: KeyFieldProps) {
  const isKept = settings.has_key && settings.engine === form.engine
  return (
    <div className="grid gap-2">
      <TextField
        label={t('settings.key')}
        hint={form.forgetsKey ? t('settings.keyWillGo') : keptWords(settings, isKept)}
        error={error}
        type="password"
        autoComplete="off"
        spellCheck={false}
        value={form.key}
        onChange={(event) => change({ key: event.target.value, forgetsKey: false })}
      />
      {isKept ? (
        <label className="flex min-h-11 items-center gap-2">
          <input
            type="checkbox"
            checked={form.forgetsKey}
            onChange={(event) => change({ forgetsKey: event.target.checked, key: '' })}
            className="size-4 accent-accent"
          />
          {t('settings.keyForget')}
        </label>
      ) : null}
    </div>
  )
}

function keptWords(settings: ReaderSettings, isKept: boolean): string {
  if (!isKept) return t('settings.keyNone')
  return settings.key_hint === null ? t('settings.keyStored') : t('settings.keyKept', { hint: settings.key_hint })
}
