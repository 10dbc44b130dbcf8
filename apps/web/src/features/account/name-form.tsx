import { changeName, PERSON_NAME_MAX_LENGTH } from '@kinfolio/contracts'
import { useState } from 'react'
import { ask } from '../../shared/api/client.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { TextField } from '../../shared/ui/field.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'
import { refreshPerson } from './refresh-person.ts'

export function NameForm({ name }: { name: string }) {
  const [typed, setTyped] = useState(name)
  const [isBusy, setBusy] = useState(false)
  async function save(): Promise<void> {
    setBusy(true)
    try {
      await ask(changeName, { body: { name: typed } })
      await refreshPerson()
      toasts.show({ text: t('account.saved') })
    } catch (error) {
      sayFailure(error)
    }
    setBusy(false)
  }
  return (
    <form
      className="flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <div className="grow basis-60">
        <TextField
          label={t('account.name')}
          autoComplete="name"
          required
          maxLength={PERSON_NAME_MAX_LENGTH}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <Button type="submit" disabled={isBusy || typed.trim() === '' || typed.trim() === name}>
        {t('do.save')}
      </Button>
    </form>
  )
}
