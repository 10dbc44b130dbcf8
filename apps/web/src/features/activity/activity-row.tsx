import type { AuditEntry } from '@kinfolio/contracts'
import { Link } from '@tanstack/react-router'
import { useSyncExternalStore } from 'react'
import { session } from '../../shared/api/client.ts'
import { ago } from '../../shared/format/moments.ts'
import { actionWords } from './action-words.ts'
import { t } from '../../shared/messages/messages.ts'

/** One thing that happened: who, what, from where and when. */
export function ActivityRow({ entry }: { entry: AuditEntry }) {
  const me = useSyncExternalStore(session.subscribe, session.state)?.user.id
  const { actor, person, object, address, at } = entry
  const who =
    actor === null ? t(`activity.${kindWithoutName(entry)}`) : actor.id === me ? t('activity.you') : actor.name
  const about = person !== null && person.id !== actor?.id ? t('activity.about', { name: person.name }) : null
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-3">
      <p className="min-w-0 grow basis-64 wrap-anywhere">
        <span className="font-medium">{who}</span>
        {' · '}
        {actionWords(entry.action)}
        {about === null ? null : ` ${about}`}
        {object?.kind === 'document' && !entry.action.endsWith('.erased') ? (
          <>
            {' '}
            <Link
              to="/dashboard/documents/$id"
              params={{ id: object.id }}
              className="inline-flex min-h-6 items-center text-accent hover:underline"
            >
              {t('activity.open')}
            </Link>
          </>
        ) : null}
      </p>
      <p className="text-13 text-muted">
        <time dateTime={at} title={new Date(at).toLocaleString('en-GB')}>
          {ago(at)}
        </time>
        {address === '' ? null : ` · ${t('activity.at', { address })}`}
      </p>
    </li>
  )
}

function kindWithoutName({ actor_kind }: AuditEntry): 'gone' | 'stranger' | 'server' {
  return actor_kind === 'person' ? 'gone' : actor_kind
}
