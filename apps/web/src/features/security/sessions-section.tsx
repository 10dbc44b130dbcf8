import { endOtherSessions, endSession, listSessions } from '@kinfolio/contracts'
import type { SignedInSession } from '@kinfolio/contracts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ask, call } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'
import { ago } from '../../shared/format/moments.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx'
import { FailureNote, Loading } from '../../shared/ui/notes.tsx'
import { sayFailure } from '../../shared/ui/say-failure.ts'
import { Section } from '../../shared/ui/section.tsx'
import { toasts } from '../../shared/ui/toasts.ts'

/** Where the person is signed in; one place or all others can be signed out from here. */
export function SessionsSection() {
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.account, 'sessions'],
    queryFn: ({ signal }) => ask(listSessions, { signal }),
  })
  const [isAsked, setAsked] = useState(false)
  async function endOthers(): Promise<void> {
    await ask(endOtherSessions)
    toasts.show({ text: t('sessions.othersEnded') })
    await refetch()
  }
  return (
    <Section title={t('sessions.title')} text={t('sessions.text')}>
      {error === null ? null : <FailureNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Loading /> : null}
      <ul className="divide-y divide-line border-y border-line empty:hidden">
        {data?.sessions.map((one) => (
          <SessionRow key={one.id} session={one} onEnded={() => void refetch()} />
        ))}
      </ul>
      {data === undefined || data.sessions.length < 2 ? null : (
        <Button className="justify-self-start" onClick={() => setAsked(true)}>
          {t('sessions.endOthers')}
        </Button>
      )}
      {isAsked ? (
        <ConfirmDialog
          title={t('sessions.endOthersTitle')}
          text={t('sessions.endOthersText')}
          submit={t('sessions.endOthers')}
          onConfirm={endOthers}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </Section>
  )
}

function SessionRow({ session, onEnded }: { session: SignedInSession; onEnded: () => void }) {
  const [isBusy, setBusy] = useState(false)
  const device = deviceWords(session)
  async function end(): Promise<void> {
    setBusy(true)
    try {
      const outcome = await call(endSession, { params: { session_id: session.id } })
      toasts.show({ text: outcome.ok ? t('sessions.ended', { device }) : t('sessions.wasOver') })
      onEnded()
    } catch (error) {
      sayFailure(error)
    }
    setBusy(false)
  }
  return (
    <li className="flex flex-wrap items-center gap-3 py-3">
      <div className="min-w-0 grow basis-60">
        <p className="font-medium">{device}</p>
        <p className="text-13 text-muted wrap-anywhere">
          {t('sessions.facts', {
            address: session.address,
            since: ago(session.created_at),
            used: ago(session.last_used_at),
          })}
        </p>
      </div>
      {session.is_current ? (
        <span className="rounded-card border border-line px-3 py-1 text-13">{t('sessions.current')}</span>
      ) : (
        <Button disabled={isBusy} aria-label={t('sessions.endThat', { device })} onClick={() => void end()}>
          {t('sessions.end')}
        </Button>
      )}
    </li>
  )
}

function deviceWords({ browser, system }: SignedInSession): string {
  if (browser !== null && system !== null) return t('sessions.device', { browser, system })
  return browser ?? system ?? t('sessions.unknown')
}
