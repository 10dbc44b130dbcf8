import type { Space } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { LogOut, Pencil, UserPlus, UsersRound } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useMay, useSpace } from '../../shared/api/use-space.ts'
import { NameDialog } from '../../shared/library/name-dialog.tsx'
import { roleWords } from '../../shared/library/role-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Empty, FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { useTitle } from '../../shared/ui/use-title.ts'
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx'
import { OpenInvitations } from './open-invitations.tsx'
import { MemberRow } from './member-row.tsx'
import { membersQuery } from './queries.ts'
import { RoleTable } from './role-table.tsx'
import { giveName, leave, makeFamily } from './space-actions.ts'

const InviteDialog = lazy(() => import('./invite-dialog.tsx').then((m) => ({ default: m.InviteDialog })))

/** Who is in the space in use, who is invited, and what each may. */
export function FamilyScreen() {
  useTitle(t('family.title'))
  const space = useSpace()
  return (
    <div className="mx-auto grid max-w-2xl grid-cols-1 gap-6 px-4 py-6 md:px-8 md:py-8">
      <div>
        <Link
          to="/dashboard/settings"
          className="inline-flex min-h-11 items-center text-muted hover:text-accent hover:underline"
        >
          {t('settings.title')}
        </Link>
        {space?.kind === 'family' ? <FamilyHeader space={space} /> : null}
      </div>
      {space === null ? <Loading /> : space.kind === 'personal' ? <Alone /> : <Family key={space.id} space={space} />}
    </div>
  )
}

function Alone() {
  const [isNaming, setNaming] = useState(false)
  return (
    <Empty
      isWholeScreen
      icon={<UsersRound aria-hidden className="size-10" />}
      title={t('family.personalTitle')}
      text={t('family.personalText')}
    >
      <Button look="primary" onClick={() => setNaming(true)}>
        {t('family.create')}
      </Button>
      {isNaming ? (
        <NameDialog
          heading={t('family.create')}
          label={t('family.name')}
          initial=""
          submit={t('library.create')}
          onName={makeFamily}
          onClose={() => setNaming(false)}
        />
      ) : null}
    </Empty>
  )
}

function FamilyHeader({ space }: { space: Space }) {
  const may = useMay()
  const [asking, setAsking] = useState<'nothing' | 'name' | 'invite'>('nothing')
  const close = (): void => setAsking('nothing')
  return (
    <header>
      <h1 className="text-34 wrap-anywhere">{space.name}</h1>
      <p className="mt-1 text-muted">{t('family.text')}</p>
      <div className="mt-3 flex flex-wrap gap-2">
        {may('invite people') ? (
          <Button look="primary" onClick={() => setAsking('invite')}>
            <UserPlus aria-hidden className="size-[18px]" />
            {t('invite.open')}
          </Button>
        ) : null}
        {may('rename the space') ? (
          <Button onClick={() => setAsking('name')}>
            <Pencil aria-hidden className="size-[18px]" />
            {t('family.rename')}
          </Button>
        ) : null}
      </div>
      {asking === 'name' ? (
        <NameDialog
          heading={t('family.rename')}
          label={t('family.name')}
          initial={space.name}
          submit={t('do.rename')}
          onName={giveName}
          onClose={close}
        />
      ) : null}
      {asking === 'invite' ? (
        <Suspense fallback={null}>
          <InviteDialog onClose={close} />
        </Suspense>
      ) : null}
    </header>
  )
}

function Family({ space }: { space: Space }) {
  const may = useMay()
  const { data, error, isPending, refetch } = useQuery(membersQuery)
  const owners = data?.filter(({ role }) => role === 'owner').length ?? 0
  const isLastOwner = space.role === 'owner' && owners === 1
  return (
    <>
      <section aria-labelledby="members" className="rounded-card border border-line bg-surface px-4 py-2">
        <h2 id="members" className="py-2 font-interface text-17 font-medium">
          {data === undefined ? t('family.title') : t('family.members', { members: data.length })}
        </h2>
        {isPending ? <Loading /> : null}
        {error === null ? null : <FailureNote error={error} onRetry={() => void refetch()} />}
        <ul>
          {data?.map((member) => (
            <MemberRow key={member.user_id} member={member} space={space} />
          ))}
        </ul>
      </section>
      {may('invite people') ? <OpenInvitations /> : null}
      <RoleTable />
      <Leaving space={space} isLastOwner={isLastOwner} />
    </>
  )
}

function Leaving({ space, isLastOwner }: { space: Space; isLastOwner: boolean }) {
  const [isAsking, setAsking] = useState(false)
  const navigate = useNavigate()
  async function go(): Promise<boolean> {
    const isDone = await leave(space)
    if (isDone) void navigate({ to: '/dashboard' })
    return isDone
  }
  return (
    <section className="flex flex-wrap items-center gap-3 border-t border-line pt-6">
      <p className="grow basis-60 text-muted">
        {isLastOwner ? t('family.lastOwner') : t('join.as', { role: roleWords(space.role) })}
      </p>
      <Button disabled={isLastOwner} onClick={() => setAsking(true)}>
        <LogOut aria-hidden className="size-[18px]" />
        {t('family.leave')}
      </Button>
      {isAsking ? (
        <ConfirmDialog
          title={t('family.leaveTitle', { name: space.name })}
          text={t('family.leaveText')}
          submit={t('family.leaveDo')}
          onConfirm={go}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </section>
  )
}
