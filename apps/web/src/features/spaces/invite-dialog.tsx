import {
  createInvitation,
  invitationKind,
  INVITATION_USES_MAX,
  invitedRole,
  LINK_LIFE_HOURS_MAX,
} from '@kinfolio/contracts'
import type { AnswerOf, BodyInputOf, InvitationKind, InvitedRole } from '@kinfolio/contracts'
import { useState } from 'react'
import { call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { roleWords } from '../../shared/library/role-words.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Field, INPUT_CLASSES, TextField } from '../../shared/ui/field.tsx'
import { Alert } from '../../shared/ui/notes.tsx'
import { MadeInvitation } from './made-invitation.tsx'

type Made = AnswerOf<typeof createInvitation>
type Wish = { kind: InvitationKind; role: InvitedRole; email: string; lifeHours: number; uses: number }

const DAY_HOURS = 24
const LIVES = [
  { hours: DAY_HOURS, says: 'invite.day' },
  { hours: 7 * DAY_HOURS, says: 'invite.week' },
  { hours: LINK_LIFE_HOURS_MAX, says: 'invite.month' },
] as const

const FIRST: Wish = { kind: 'link', role: 'view_only', email: '', lifeHours: 7 * DAY_HOURS, uses: 1 }

/** Invites somebody, then shows once what to hand on. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const [wish, setWish] = useState(FIRST)
  const [made, setMade] = useState<Made | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  async function send(): Promise<void> {
    const end = await make(wish)
    if (typeof end === 'string') setFailure(end)
    else setMade(end)
  }
  return (
    <Dialog title={t('invite.title')} onClose={onClose}>
      {made === null ? (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            void send()
          }}
        >
          <KindChoice kind={wish.kind} onKind={(kind) => setWish({ ...wish, kind })} />
          <Details wish={wish} onWish={setWish} />
          {failure === null ? null : <Alert>{failure}</Alert>}
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>{t('do.cancel')}</Button>
            <Button type="submit" look="primary">
              {t('invite.make')}
            </Button>
          </div>
        </form>
      ) : (
        <MadeInvitation made={made} onClose={onClose} />
      )}
    </Dialog>
  )
}

function KindChoice({ kind, onKind }: { kind: InvitationKind; onKind: (kind: InvitationKind) => void }) {
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-15 font-medium">{t('invite.how')}</legend>
      {invitationKind.options.map((choice) => (
        <label
          key={choice}
          className="flex min-h-11 items-center gap-3 rounded-card border border-field-line px-3 py-2 has-checked:border-accent has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name="kind"
            checked={kind === choice}
            onChange={() => onKind(choice)}
            className="size-4 accent-accent"
          />
          <span>
            {t(`invite.kind.${choice}`)}
            <span className="block text-13 text-muted">{t(`invite.kind.${choice}Text`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function Details({ wish, onWish }: { wish: Wish; onWish: (wish: Wish) => void }) {
  return (
    <>
      {wish.kind === 'mail' ? (
        <TextField
          label={t('invite.email')}
          type="email"
          required
          value={wish.email}
          onChange={(event) => onWish({ ...wish, email: event.target.value })}
        />
      ) : null}
      <Choice
        label={t('invite.role')}
        value={wish.role}
        options={invitedRole.options.map((role) => ({ value: role, says: roleWords(role) }))}
        onValue={(role) => onWish({ ...wish, role: invitedRole.parse(role) })}
      />
      {wish.kind === 'code' ? null : (
        <Choice
          label={t('invite.life')}
          value={String(wish.lifeHours)}
          options={LIVES.map(({ hours, says }) => ({ value: String(hours), says: t(says) }))}
          onValue={(hours) => onWish({ ...wish, lifeHours: Number(hours) })}
        />
      )}
      {wish.kind === 'link' ? (
        <TextField
          label={t('invite.uses')}
          type="number"
          min={1}
          max={INVITATION_USES_MAX}
          required
          value={wish.uses}
          onChange={(event) => onWish({ ...wish, uses: event.target.valueAsNumber })}
        />
      ) : null}
    </>
  )
}

type ChoiceProps = {
  label: string
  value: string
  options: readonly { value: string; says: string }[]
  onValue: (value: string) => void
}

function Choice({ label, value, options, onValue }: ChoiceProps) {
  return (
    <Field
      label={label}
      renderControl={(wiring) => (
        <select {...wiring} className={INPUT_CLASSES} value={value} onChange={(event) => onValue(event.target.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.says}
            </option>
          ))}
        </select>
      )}
    />
  )
}

/** What to hand on, or why there is nothing. */
async function make(wish: Wish): Promise<Made | string> {
  try {
    const made = await call(createInvitation, { body: bodyOf(wish) })
    if (!made.ok) return t('invite.tooMany')
    await queryClient.invalidateQueries({ queryKey: keys.space })
    return made.answer
  } catch (error) {
    return wordsOf(error).text
  }
}

function bodyOf({ kind, role, email, lifeHours, uses }: Wish): BodyInputOf<typeof createInvitation> {
  if (kind === 'code') return { kind, role }
  if (kind === 'mail') return { kind, role, email, life_hours: lifeHours }
  return { kind, role, life_hours: lifeHours, uses_max: uses }
}
