import { Link } from '@tanstack/react-router'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { CallFailed } from '../shared/api/call-failed.ts'
import { t } from '../shared/messages/messages.ts'
import { Button, buttonClasses } from '../shared/ui/button.tsx'
import { Empty, FailureNote } from '../shared/ui/notes.tsx'

export function NotFoundScreen() {
  return (
    <main id="content" className="grid min-h-[60dvh] place-items-center">
      <Empty isWholeScreen title={t('notFound.title')} text={t('notFound.text')}>
        <Link to="/dashboard" className={buttonClasses('primary')}>
          {t('error.toLibrary')}
        </Link>
      </Empty>
    </main>
  )
}

/** A call that failed while a screen was opened can be tried again; a fault of the page needs it loaded anew. */
export function CrashScreen({ error, reset }: ErrorComponentProps) {
  if (error instanceof CallFailed) return <FailureNote error={error} onRetry={reset} />
  return (
    <main id="content" className="grid min-h-[60dvh] place-items-center">
      <Empty isWholeScreen title={t('error.crashTitle')} text={t('error.crashText')}>
        <Button look="primary" onClick={() => location.reload()}>
          {t('error.reload')}
        </Button>
        <a href="/dashboard" className={buttonClasses('plain')}>
          {t('error.toLibrary')}
        </a>
      </Empty>
    </main>
  )
}
