import { API_KEY_NAME_MAX_LENGTH, apiScope, createApiKey, type Space } from '@kinfolio/contracts'
import { useState } from 'react'
import { call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Field, INPUT_CLASSES, TextField } from '../../shared/ui/field.tsx'
import { Alert } from '../../shared/ui/notes.tsx'
import { firstKey, KEY_DAYS, type KeyWish, wishToBody } from './key-wish.ts'
import { ShownOnce } from './shown-once.tsx'

type DialogProps = { spaces: Space[]; onClose: () => void }

/** Asks what the key may, and shows it once. */
export function NewKeyDialog({ spaces, onClose }: DialogProps) {
  const [made, setMade] = useState<string | null>(null)
  return made === null ? (
    <Dialog title={t('apiKeys.create')} onClose={onClose}>
      <KeyForm spaces={spaces} onMade={setMade} />
    </Dialog>
  ) : (
    <Dialog title={t('apiKeys.madeTitle')} onClose={onClose}>
      <ShownOnce secret={made} onDone={onClose} />
    </Dialog>
  )
}

function KeyForm({ spaces, onMade }: { spaces: Space[]; onMade: (key: string) => void }) {
  const [wish, setWish] = useState<KeyWish>(firstKey)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  async function submit(): Promise<void> {
    setBusy(true)
    const outcome = await make(wish)
    setBusy(false)
    setError(outcome.error)
    if (outcome.key !== null) onMade(outcome.key)
  }
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <TextField
        label={t('apiKeys.name')}
        hint={t('apiKeys.nameHint')}
        required
        maxLength={API_KEY_NAME_MAX_LENGTH}
        value={wish.name}
        onChange={(event) => setWish({ ...wish, name: event.target.value })}
      />
      <Scopes wish={wish} onChange={setWish} />
      <Choice
        label={t('apiKeys.where')}
        value={wish.spaceId}
        options={[['', t('apiKeys.everywhere')], ...spaces.map(({ id, name }): [string, string] => [id, name])]}
        onChange={(spaceId) => setWish({ ...wish, spaceId })}
      />
      <Choice
        label={t('apiKeys.days')}
        value={String(wish.days)}
        options={KEY_DAYS.map((days): [string, string] => [String(days), t('apiKeys.daysOf', { days })])}
        onChange={(days) => setWish({ ...wish, days: Number(days) })}
      />
      {error === null ? null : <Alert>{error}</Alert>}
      <Button type="submit" look="primary" disabled={isBusy || wish.name.trim() === '' || wish.scopes.length === 0}>
        {isBusy ? t('apiKeys.busy') : t('apiKeys.submit')}
      </Button>
    </form>
  )
}

function Scopes({ wish, onChange }: { wish: KeyWish; onChange: (wish: KeyWish) => void }) {
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 text-15 font-medium">{t('apiKeys.may')}</legend>
      {apiScope.options.map((scope) => (
        <label key={scope} className="flex min-h-11 items-center gap-3">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={wish.scopes.includes(scope)}
            onChange={(event) => {
              const others = wish.scopes.filter((other) => other !== scope)
              onChange({ ...wish, scopes: event.target.checked ? [...others, scope] : others })
            }}
          />
          {t(`apiKeys.scope.${scope}`)}
        </label>
      ))}
    </fieldset>
  )
}

type ChoiceProps = { label: string; value: string; options: [string, string][]; onChange: (value: string) => void }

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <Field
      label={label}
      renderControl={(wiring) => (
        <select className={INPUT_CLASSES} {...wiring} value={value} onChange={(event) => onChange(event.target.value)}>
          {options.map(([key, words]) => (
            <option key={key} value={key}>
              {words}
            </option>
          ))}
        </select>
      )}
    />
  )
}

async function make(wish: KeyWish): Promise<{ key: string | null; error: string | null }> {
  try {
    const outcome = await call(createApiKey, { body: wishToBody(wish) })
    if (!outcome.ok) return { key: null, error: outcome.problem.title }
    void queryClient.invalidateQueries({ queryKey: keys.account })
    return { key: outcome.answer.key, error: null }
  } catch (error) {
    return { key: null, error: wordsOf(error).text }
  }
}
