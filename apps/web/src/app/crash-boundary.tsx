import { CatchBoundary, useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { CrashScreen } from './error-screens.tsx'

/** Keeps a fault of one screen inside the frame, and forgets it when the person goes elsewhere. */
export function CrashBoundary({ children }: { children: ReactNode }) {
  const place = useRouterState({ select: (state) => state.location.href })
  return (
    <CatchBoundary getResetKey={() => place} errorComponent={CrashScreen}>
      {children}
    </CatchBoundary>
  )
}
