import { Link } from '@tanstack/react-router'
import { Check, CircleAlert, X } from 'lucide-react'
import { useEffect, useSyncExternalStore } from 'react'
import { sizeWords } from '../../shared/format/sizes.ts'
import { intake, isSending } from '../../shared/intake/intake.ts'
import type { IntakeRun } from '../../shared/intake/intake.ts'
import type { IntakeProgress } from '../../shared/intake/run-intake.ts'
import { t } from '../../shared/messages/messages.ts'
import { Button, IconButton } from '../../shared/ui/button.tsx'
import { ProgressBar } from '../../shared/ui/progress-bar.tsx'
import { failureText } from './failure-text.ts'

/** What is on its way to the server, above whatever screen is open. */
export function IntakePanel() {
  const runs = useSyncExternalStore(intake.subscribe, intake.runs)
  useStayWhileSending()
  if (runs.length === 0) return null
  return (
    <section
      aria-label={t('upload.title')}
      className="fixed inset-x-3 bottom-24 z-30 grid max-h-[60dvh] gap-2 overflow-y-auto md:inset-x-auto md:right-6 md:bottom-6 md:w-96"
    >
      {runs.map((run) => (
        <RunCard key={run.id} run={run} />
      ))}
    </section>
  )
}

function RunCard({ run }: { run: IntakeRun }) {
  const { progress } = run
  const isUnderway = progress.phase === 'sending' || progress.phase === 'storing'
  return (
    <div className="enter grid gap-2 rounded-card border border-line bg-surface p-4 pt-2 shadow-float">
      <div className="-mr-2 flex items-center gap-2">
        <PhaseIcon phase={progress.phase} />
        <h2 className="grow text-17">
          <output>{t(TITLES[progress.phase])}</output>
        </h2>
        {isUnderway ? (
          <Button look="quiet" onClick={run.cancel}>
            {t('do.cancel')}
          </Button>
        ) : (
          <IconButton
            label={t('upload.hide')}
            icon={<X aria-hidden className="size-[18px]" />}
            onClick={() => intake.hide(run.id)}
          />
        )}
      </div>
      {isUnderway ? <Sending progress={progress} /> : <Ended run={run} />}
    </div>
  )
}

const TITLES = {
  sending: 'upload.title',
  storing: 'upload.title',
  done: 'upload.titleDone',
  failed: 'upload.titleFailed',
  cancelled: 'upload.titleCancelled',
} as const

function PhaseIcon({ phase }: { phase: IntakeProgress['phase'] }) {
  if (phase === 'done') return <Check aria-hidden className="size-5 text-good" />
  if (phase === 'failed') return <CircleAlert aria-hidden className="size-5 text-bad" />
  return null
}

function Sending({ progress }: { progress: IntakeProgress }) {
  const words =
    progress.phase === 'storing'
      ? t('upload.storing')
      : t('upload.progress', { sent: sizeWords(progress.bytesSent), total: sizeWords(progress.bytesTotal) })
  return (
    <>
      <ProgressBar done={progress.bytesSent} total={progress.bytesTotal} label={t('upload.title')} />
      <p className="flex justify-between text-13 text-muted">
        <span>{words}</span>
        <span>{t('upload.files', { count: progress.filesTotal })}</span>
      </p>
    </>
  )
}

function Ended({ run: { progress, retry } }: { run: IntakeRun }) {
  const of = (outcome: string): number => progress.documents.filter((document) => document.outcome === outcome).length
  const first = progress.documents[0]
  return (
    <div className="grid gap-2">
      {progress.failure === null ? null : <p className="text-bad">{failureText(progress.failure)}</p>}
      {progress.phase === 'done' ? (
        <p>{t('upload.summary', { created: of('created'), changed: of('changed'), unchanged: of('unchanged') })}</p>
      ) : (
        <p className="text-muted">
          {t('upload.partlyKept', { done: progress.filesStored, total: progress.filesTotal })}
        </p>
      )}
      <SetAside files={progress.setAside} />
      {progress.phase === 'done' ? null : <Button onClick={retry}>{t('do.retry')}</Button>}
      {progress.documents.length === 1 && first !== undefined ? (
        <Link to="/dashboard/documents/$id" params={{ id: first.id }} className="py-2 text-accent underline">
          {t('upload.open', { title: first.title })}
        </Link>
      ) : null}
    </div>
  )
}

function SetAside({ files }: { files: IntakeProgress['setAside'] }) {
  if (files.length === 0) return null
  return (
    <details className="text-15">
      <summary className="py-2 text-warn">{t('upload.setAside', { count: files.length })}</summary>
      <p className="text-13 text-muted">{t('upload.setAsideText')}</p>
      <ul className="mt-1 grid gap-1.5">
        {files.map((file) => (
          <li key={`${file.path}/${file.sha256}`} className="text-13">
            <span className="block font-code wrap-anywhere">{file.path}</span>
            <span className="text-muted">{file.reason}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** The browser asks before a page is left that is still sending. */
function useStayWhileSending(): void {
  useEffect(() => {
    const listener = (event: BeforeUnloadEvent): void => {
      if (isSending()) event.preventDefault()
    }
    addEventListener('beforeunload', listener)
    return () => removeEventListener('beforeunload', listener)
  }, [])
}
