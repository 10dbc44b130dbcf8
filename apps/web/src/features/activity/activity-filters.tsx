import { auditActions } from '@kinfolio/contracts'
import type { AuditAction, UserId } from '@kinfolio/contracts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { actionWords } from './action-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { Field, INPUT_CLASSES, TextField } from '../../shared/ui/field.tsx'
import { activityQuery, ANYTHING, type Asked, type Whose } from './activity-query.ts'

// The table's own names.
const ACTIONS = (Object.keys(auditActions) as AuditAction[])
  .map((action) => ({ action, words: actionWords(action) }))
  .toSorted((a, b) => a.words.localeCompare(b.words))

type FiltersProps = { whose: Whose; asked: Asked; onAsk: (asked: Asked) => void }

/** Narrows the list: by who, what and when. People are those whose doings are listed. */
export function ActivityFilters({ whose, asked, onAsk }: FiltersProps) {
  const { data } = useInfiniteQuery(activityQuery(whose, ANYTHING))
  const actors = data?.pages.flatMap(({ entries }) => entries.flatMap(({ actor }) => actor ?? [])) ?? []
  const people = [...new Map(actors.map((actor) => [actor.id, actor.name]))]
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Choice
        label={t('activity.person')}
        value={asked.by}
        options={[{ value: '', words: t('activity.everybody') }, ...people.map(([value, words]) => ({ value, words }))]}
        // Only what stands among the options can be chosen.
        onChoose={(by) => onAsk({ ...asked, by: by as UserId | '' })}
      />
      <Choice
        label={t('activity.action')}
        value={asked.action}
        options={[
          { value: '', words: t('activity.everything') },
          ...ACTIONS.map(({ action, words }) => ({ value: action, words })),
        ]}
        onChoose={(action) => onAsk({ ...asked, action: action as AuditAction | '' })}
      />
      <TextField
        label={t('activity.from')}
        type="date"
        value={asked.from}
        onChange={(event) => onAsk({ ...asked, from: event.target.value })}
      />
      <TextField
        label={t('activity.to')}
        type="date"
        value={asked.to}
        onChange={(event) => onAsk({ ...asked, to: event.target.value })}
      />
    </div>
  )
}

type ChoiceProps = {
  label: string
  value: string
  options: readonly { value: string; words: string }[]
  onChoose: (value: string) => void
}

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  return (
    <Field
      label={label}
      renderControl={(wiring) => (
        <select {...wiring} className={INPUT_CLASSES} value={value} onChange={(event) => onChoose(event.target.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.words}
            </option>
          ))}
        </select>
      )}
    />
  )
}
