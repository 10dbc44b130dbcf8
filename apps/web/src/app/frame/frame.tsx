import { Outlet, useNavigate, useRouter } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { session } from '../../shared/api/client.ts'
import { t } from '../../shared/messages/messages.ts'
import { spaceSwitch } from '../../shared/api/space-switch.ts'
import { useDeviceKey } from '../../shared/device-key/use-device-key.ts'
import { live } from '../../shared/realtime/live.ts'
import { VerifyNote } from '../../features/account/verify-note.tsx'
import { CrashBoundary } from '../crash-boundary.tsx'
import { GoingNote } from './going-note.tsx'
import { BottomBar } from './bottom-bar.tsx'
import { useSpaceOfMine } from './use-space-of-mine.ts'
import { useIntake } from './intake.tsx'
import { Rail } from './rail.tsx'
import { SpaceLine } from './space-line.tsx'
import { useShortcuts } from './use-shortcuts.ts'

const ApprovalPrompt = lazy(() =>
  import('../../features/approvals/approval-prompt.tsx').then((m) => ({ default: m.ApprovalPrompt })),
)
const Palette = lazy(() => import('../../features/search/palette.tsx').then((m) => ({ default: m.Palette })))
const QuotaDialog = lazy(() =>
  import('../../features/quotas/quota-dialog.tsx').then((m) => ({ default: m.QuotaDialog })),
)
const KeyboardSheet = lazy(() => import('../keyboard-sheet.tsx').then((m) => ({ default: m.KeyboardSheet })))

const SpaceDialog = lazy(() =>
  import('../../features/spaces/space-dialog.tsx').then((m) => ({ default: m.SpaceDialog })),
)

type Floating = 'none' | 'palette' | 'keys' | 'spaces'

/** What stands around every screen: rail or bottom bar, the line to the server, and what floats above. */
export function Frame() {
  const [floating, setFloating] = useState<Floating>('none')
  const navigate = useNavigate()
  const intake = useIntake()
  useSignedInOnly()
  useDeviceKey()
  useEffect(() => live.start(), [])
  useEffect(() => spaceSwitch.onOpen(() => setFloating('spaces')), [])
  useSpaceOfMine()
  useShortcuts({
    palette: () => setFloating('palette'),
    keys: () => setFloating('keys'),
    spaces: () => setFloating('spaces'),
    library: () => void navigate({ to: '/dashboard' }),
    search: () => void navigate({ to: '/dashboard/search' }),
    jobs: () => void navigate({ to: '/dashboard/jobs' }),
    notices: () => void navigate({ to: '/dashboard/notices' }),
  })
  const close = (): void => setFloating('none')

  return (
    <div className="max-md:has-[[data-space-line]]:[--space-line:2.75rem] md:grid md:grid-cols-[232px_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-card focus:bg-surface focus:p-3"
      >
        {t('app.skip')}
      </a>
      <Rail onFind={() => setFloating('palette')} onKeys={() => setFloating('keys')} onAdd={intake.choose} />
      <SpaceLine />
      <main id="content" tabIndex={-1} className="min-h-dvh min-w-0 pb-24 outline-none md:pb-0">
        <CrashBoundary>
          <GoingNote />
          <VerifyNote />
          <Outlet />
        </CrashBoundary>
      </main>
      <BottomBar onAdd={intake.choose} />
      {intake.floating}
      <Suspense fallback={null}>
        <ApprovalPrompt />
        {floating === 'palette' ? <Palette onClose={close} onKeys={() => setFloating('keys')} /> : null}
        {floating === 'spaces' ? <SpaceDialog onClose={close} /> : null}
        <QuotaDialog />
        {floating === 'keys' ? <KeyboardSheet onClose={close} /> : null}
      </Suspense>
    </div>
  )
}

/** When the session ends, here or in another tab, the guard of the frame is asked again. */
function useSignedInOnly(): void {
  const router = useRouter()
  useEffect(
    () =>
      session.subscribe(() => {
        if (session.state() === null) void router.invalidate()
      }),
    [router],
  )
}
