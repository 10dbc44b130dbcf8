import { awaitApproval, cancelApproval, requestApproval } from '@kinfolio/contracts'
import type { Tokens } from '@kinfolio/contracts'
import { useEffect, useState } from 'react'
import { call } from '../../shared/api/client.ts'
import { wordsOf } from '../../shared/messages/failure-words.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Alert, Loading } from '../../shared/ui/notes.tsx'
import { useSecondsLeft } from '../../shared/ui/use-seconds-left.ts'

type Wait = { state: 'asking' } | { state: 'waiting'; number: string; endMs: number } | { state: 'over'; text: string }

type ApprovalWaitProps = {
  pendingId: string
  onSignedIn: (tokens: Tokens) => void
  onCancel: () => void
  /** Back to the other methods; undefined where there are none. */
  onOtherWay?: (() => void) | undefined
}

/** The screen that asks: its number is typed on a device that is signed in, and this one is let in. */
export function ApprovalWait({ pendingId, onSignedIn, onCancel, onOtherWay }: ApprovalWaitProps) {
  const [wait, setWait] = useState<Wait>({ state: 'asking' })
  useEffect(() => {
    const leaving = new AbortController()
    void askAndWait({ pendingId, signal: leaving.signal, show: setWait, onSignedIn })
    return () => leaving.abort()
    // The wait belongs to the sign-in, whatever is drawn around it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [pendingId])
  const leave = (how: () => void): void => {
    void call(cancelApproval, { body: { pending_id: pendingId } }).catch(() => undefined)
    how()
  }
  return (
    <div className="mt-4 grid gap-4">
      {wait.state === 'asking' ? <Loading /> : null}
      {wait.state === 'waiting' ? <Waiting number={wait.number} endMs={wait.endMs} /> : null}
      {wait.state === 'over' ? <Alert>{wait.text}</Alert> : null}
      <div className="flex flex-wrap gap-3">
        <Button onClick={() => leave(onCancel)}>{t(wait.state === 'over' ? 'wait.again' : 'wait.cancel')}</Button>
        {onOtherWay === undefined ? null : (
          <Button look="link" onClick={() => leave(onOtherWay)}>
            {t('wait.otherWay')}
          </Button>
        )}
      </div>
    </div>
  )
}

function Waiting({ number, endMs }: { number: string; endMs: number }) {
  const seconds = useSecondsLeft(endMs)
  return (
    <>
      <p className="text-17">{t('wait.text')}</p>
      <p className="text-center">
        <span className="sr-only">{t('wait.numberLabel')}: </span>
        <output className="font-code text-46 tracking-widest">{number}</output>
      </p>
      <p className="text-center text-13 text-muted">{t('approve.left', { seconds })}</p>
    </>
  )
}

type Asking = {
  pendingId: string
  signal: AbortSignal
  show: (wait: Wait) => void
  onSignedIn: (tokens: Tokens) => void
}

async function askAndWait({ pendingId, signal, show, onSignedIn }: Asking): Promise<void> {
  const body = { pending_id: pendingId }
  try {
    const asked = await call(requestApproval, { body, signal })
    if (!asked.ok) return show({ state: 'over', text: wordsFor(asked.problem) })
    const { number, expires_in: expiresIn } = asked.answer
    show({ state: 'waiting', number, endMs: Date.now() + expiresIn * 1_000 })
    for (;;) {
      const outcome = await call(awaitApproval, { body, signal })
      // Nobody looks at this sign-in any more: what came in the same moment lets nobody in.
      if (signal.aborted) return
      if (!outcome.ok) return show({ state: 'over', text: wordsFor(outcome.problem) })
      if ('access_token' in outcome.answer) return onSignedIn(outcome.answer)
    }
  } catch (error) {
    if (!signal.aborted) show({ state: 'over', text: wordsOf(error).text })
  }
}

function wordsFor(problem: { type: string; retry_after_s?: number }): string {
  const minutes = Math.ceil((problem.retry_after_s ?? 60) / 60)
  switch (problem.type) {
    case '/problems/approval-denied':
      return t('wait.denied')
    case '/problems/approval-expired':
      return t('wait.expired')
    case '/problems/approval-unavailable':
      return t('wait.unavailable')
    case '/problems/too-many-prompts':
    case '/problems/too-many-attempts':
      return t('wait.tooMany', { minutes })
    default:
      return t('wait.over')
  }
}
