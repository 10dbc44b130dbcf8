import type { ProblemOf, readPage } from '@kinfolio/contracts'

export type QuotaRefusal = Extract<ProblemOf<typeof readPage>, { type: '/problems/quota-exceeded' }>

let shown: QuotaRefusal | null = null
const listeners = new Set<() => void>()

/** What a person asked for and the plan has not enough left for: said in a dialog, wherever it was asked. */
export const quotaRefusal = {
  shown: () => shown,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  show: (refusal: QuotaRefusal) => become(refusal),
  close: () => become(null),
}

function become(next: QuotaRefusal | null): void {
  shown = next
  for (const listener of listeners) listener()
}
