import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { queryClient } from '../shared/api/query-client.ts'
import { ProofGate } from '../shared/proof/proof-gate.tsx'
import { ToastRegion } from '../shared/ui/toast-region.tsx'
import { router } from './router.tsx'

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <ProofGate />
      <ToastRegion />
    </QueryClientProvider>
  )
}
