import { isTimeZone, mayDo, type MemberRole, putPlan } from '@kinfolio/contracts'
import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { TextField } from '../../shared/ui/field.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'

/** When a month begins: at midnight in this zone. Owners change it; the others see it. */
export function TimeZoneField({ timeZone, role }: { timeZone: string; role: MemberRole }) {
  const mayChange = mayDo(role, 'choose the plan')
  return (
    <section className="grid gap-3 rounded-card border border-line bg-surface p-4">
      {mayChange ? (
        <TimeZoneForm key={timeZone} timeZone={timeZone} />
      ) : (
        <p className="flex flex-wrap justify-between gap-x-4">
          <span className="font-medium">{t('quota.timeZone')}</span>
          <span>{timeZone}</span>
        </p>
      )}
    </section>
  )
}

function TimeZoneForm({ timeZone }: { timeZone: string }) {
  const [typed, setTyped] = useState(timeZone)
  const [isBusy, setBusy] = useState(false)
  const cache = useQueryClient()
  const listId = useId()
  const zone = typed.trim()
  const isKnown = isTimeZone(zone)

  async function save(): Promise<void> {
    if (!isKnown) return
    setBusy(true)
    try {
      const outcome = await call(putPlan, { body: { time_zone: zone } })
      if (outcome.ok) {
        cache.setQueryData(keys.usage, outcome.answer)
        toasts.show({ text: t('quota.timeZoneSaved', { zone: outcome.answer.time_zone }) })
      } else toasts.show({ text: outcome.problem.title, tone: 'bad' })
    } catch (error) {
      sayFailure(error)
    }
    setBusy(false)
  }
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <TextField
        label={t('quota.timeZone')}
        hint={t('quota.timeZoneText')}
        error={isKnown ? null : t('quota.timeZoneWrong')}
        list={listId}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <datalist id={listId}>
        {Intl.supportedValuesOf('timeZone').map((name) => (
          <option key={name}>{name}</option>
        ))}
      </datalist>
      <Button type="submit" disabled={isBusy || !isKnown || zone === timeZone} className="justify-self-start">
        {isBusy ? t('settings.saving') : t('quota.timeZoneSave')}
      </Button>
    </form>
  )
}
