import { revokeInvitation } from '@kinfolio/contracts'
import type { Invitation } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { ago } from '../../shared/format/moments.ts'
import { roleWords } from '../../shared/library/role-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { FailureNote } from '../../shared/ui/notes.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { toasts } from '../../shared/ui/toasts.ts'
import { invitationsQuery } from './queries.ts'

/** What is out and can still be used, each to be taken back. */
export function OpenInvitations() {
  const { data, error, refetch } = useQuery(invitationsQuery)
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />
  if (data === undefined || data.length === 0) return null
  return (
    <section aria-labelledby="invitations" className="rounded-card border border-line bg-surface px-4 py-2">
      <h2 id="invitations" className="py-2 font-interface text-17 font-medium">
        {t('invite.pending')}
      </h2>
      <ul>
        {data.map((invitation) => (
          <li key={invitation.id} className="flex min-h-14 items-center gap-3 border-b border-line py-2 last:border-0">
            <div className="min-w-0 grow">
              <p className="truncate">
                {invitation.email ?? t(`invite.kind.${invitation.kind}`)} · {roleWords(invitation.role)}
              </p>
              <p className="text-13 text-muted">{aboutIt(invitation)}</p>
            </div>
            <Button onClick={() => void takeBack(invitation)}>{t('invite.revoke')}</Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function aboutIt({ invited_by, expires_at, uses, uses_max }: Invitation): string {
  return [
    ...(invited_by === null ? [] : [t('invite.by', { name: invited_by })]),
    t('invite.until', { when: ago(expires_at) }),
    ...(uses_max === 1 ? [] : [t('invite.used', { uses, max: uses_max })]),
  ].join(' · ')
}

async function takeBack({ id: invitation_id }: Invitation): Promise<void> {
  try {
    // One that is gone already is as good as taken back.
    await call(revokeInvitation, { params: { invitation_id } })
    toasts.show({ text: t('invite.revoked') })
    await queryClient.invalidateQueries({ queryKey: keys.space })
  } catch (error) {
    sayFailure(error)
  }
}
