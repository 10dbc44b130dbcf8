import { lazy, Suspense, useSyncExternalStore } from 'react'
import { proofs } from './proofs.ts'

const ProofDialog = lazy(() => import('./proof-dialog.tsx').then((m) => ({ default: m.ProofDialog })))

/** Stands around every screen: when a request needs a fresh proof the question opens, and the request is sent again. */
export function ProofGate() {
  const isAsked = useSyncExternalStore(proofs.subscribe, proofs.isAsked)
  if (!isAsked) return null
  return (
    <Suspense fallback={null}>
      <ProofDialog />
    </Suspense>
  )
}
