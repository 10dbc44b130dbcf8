import { Link, useRouter } from '@tanstack/react-router'
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
  const router = useRouter()
  if (error instanceof CallFailed)
    return (
      <FailureNote
        isWholeScreen
        error={error}
        onRetry={() => {
          reset()
          void router.invalidate()
        }}
      />
    )
  return (
    <div className="grid min-h-[60dvh] place-items-center">
      <Empty isWholeScreen title={t('error.crashTitle')} text={t('error.crashText')}>
        <Button look="primary" onClick={() => location.reload()}>
          {t('error.reload')}
        </Button>
        <a href="/dashboard" className={buttonClasses('plain')}>
          {t('error.toLibrary')}
        </a>
      </Empty>
    </div>
  )
}

/** The same where the frame itself could not be opened, so that nothing stands around it. */
export function ClosedScreen(props: ErrorComponentProps) {
  return (
    <main className="grid min-h-dvh place-items-center">
      <CrashScreen {...props} />
    </main>
  )
}
