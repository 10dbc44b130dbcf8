import { invitedRole, mayDo } from '@kinfolio/contracts'
import type { Member, Space } from '@kinfolio/contracts'
import { Crown, Ellipsis, UserMinus } from 'lucide-react'
import { useState, useSyncExternalStore } from 'react'
import { session } from '../../shared/api/client.ts'
import { ago } from '../../shared/format/moments.ts'
import { roleWords } from '../../shared/library/role-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { IconButton } from '../../shared/ui/button.tsx'
import { LazyMenu } from '../../shared/ui/lazy.tsx'
import type { MenuEntry } from '../../shared/ui/menu.tsx'
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx'
import { giveRole, handOver, remove } from './space-actions.ts'

/** One person of the space, and what may be done about them. */
export function MemberRow({ member, space }: { member: Member; space: Space }) {
  const [asking, setAsking] = useState<'nothing' | 'remove' | 'handOver'>('nothing')
  const me = useSyncExternalStore(session.subscribe, session.state)?.user.id
  const isMe = member.user_id === me
  const { name } = member
  const close = (): void => setAsking('nothing')
  const entries = isMe ? [] : entriesFor({ member, space, ask: setAsking })
  return (
    <li className="flex min-h-16 items-center gap-3 border-b border-line py-2 last:border-0">
      <div className="min-w-0 grow">
        <p className="truncate font-medium">
          {name} {isMe ? <span className="font-normal text-muted">({t('family.you')})</span> : null}
        </p>
        <p className="truncate text-13 text-muted">
          {member.email} · {t('family.since', { when: ago(member.joined_at) })}
        </p>
      </div>
      <span className="text-15 whitespace-nowrap">{roleWords(member.role)}</span>
      {entries.length === 0 ? (
        <span className="size-11 shrink-0 max-sm:hidden" />
      ) : (
        <LazyMenu
          trigger={
            <IconButton label={t('family.actions', { name })} icon={<Ellipsis aria-hidden className="size-5" />} />
          }
          entries={entries}
        />
      )}
      {asking === 'remove' ? (
        <ConfirmDialog
          title={t('family.removeTitle', { name })}
          text={t('family.removeText', { name })}
          submit={t('family.removeDo')}
          onConfirm={() => remove(member)}
          onClose={close}
        />
      ) : null}
      {asking === 'handOver' ? <HandOver member={member} onClose={close} /> : null}
    </li>
  )
}

function HandOver({ member, onClose }: { member: Member; onClose: () => void }) {
  const [staysOwner, setStaysOwner] = useState(false)
  return (
    <ConfirmDialog
      title={t('family.handOverTitle', { name: member.name })}
      text={t('family.handOverText', { name: member.name })}
      submit={t('family.handOverDo')}
      onConfirm={() => handOver(member, staysOwner)}
      onClose={onClose}
    >
      <label className="mt-3 flex min-h-11 items-center gap-2">
        <input
          type="checkbox"
          checked={staysOwner}
          onChange={(event) => setStaysOwner(event.target.checked)}
          className="size-4 accent-accent"
        />
        {t('family.stayOwner')}
      </label>
    </ConfirmDialog>
  )
}

type Entries = { member: Member; space: Space; ask: (what: 'remove' | 'handOver') => void }

/** As the server decides: by the matrix, and owners are touched by owners alone. */
function entriesFor({ member, space, ask }: Entries): MenuEntry[] {
  const mayTouch = member.role !== 'owner' || space.role === 'owner'
  const roles: MenuEntry[] = invitedRole.options.map((role) => ({
    kind: 'choice',
    label: roleWords(role),
    isChosen: member.role === role,
    run: () => void giveRole(member, role),
  }))
  const icon = 'size-[18px] text-muted'
  const actions: (MenuEntry | false)[] = [
    mayDo(space.role, 'hand over the space') &&
      member.role !== 'owner' && {
        kind: 'action',
        label: t('family.handOver'),
        icon: <Crown aria-hidden className={icon} />,
        run: () => ask('handOver'),
      },
    mayTouch &&
      mayDo(space.role, 'remove people') && {
        kind: 'action',
        label: t('family.remove'),
        icon: <UserMinus aria-hidden className={icon} />,
        run: () => ask('remove'),
      },
  ]
  const offered = actions.filter((entry) => entry !== false)
  if (!mayTouch || !mayDo(space.role, 'change roles')) return offered
  return [...offered, { kind: 'heading', label: t('family.roleHeading') }, ...roles]
}
