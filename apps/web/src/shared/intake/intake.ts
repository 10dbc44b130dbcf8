import { UPLOAD_BATCH } from '@kinfolio/contracts'
import { splitUpload } from '@kinfolio/rm-format'
import { keys } from '../api/keys.ts'
import { queryClient } from '../api/query-client.ts'
import type { IntakeInto } from './intake-into.ts'
import type { PickedFile } from './picked-file.ts'
import { freshProgress, runIntake } from './run-intake.ts'
import type { IntakeProgress } from './run-intake.ts'
import { batchSender } from './send-batch.ts'

/** One thing a person handed in: its progress, and what can be done about it. */
export type IntakeRun = { id: number; progress: IntakeProgress; cancel: () => void; retry: () => void }

let runs: readonly IntakeRun[] = []
let lastId = 0
const listeners = new Set<() => void>()

function become(next: readonly IntakeRun[]): void {
  runs = next
  for (const listener of listeners) listener()
}

/** What is on its way from this tab to the server. It goes on while the person looks at other screens. */
export const intake = {
  runs: () => runs,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  hide: (id: number) => become(runs.filter((run) => run.id !== id)),
  hand(files: readonly PickedFile[], into: Pick<IntakeInto, 'collectionId'> & Partial<IntakeInto>): void {
    const to = { readPagesMax: null, ...into }
    if (files.length > 0) start({ id: ++lastId, batches: splitUpload(files, UPLOAD_BATCH), to })
  },
}

type Start = { id: number; batches: PickedFile[][]; to: IntakeInto; from?: IntakeProgress }

function start({ id, batches, to, from = freshProgress(batches, to.readPagesMax) }: Start): void {
  const abort = new AbortController()
  let left = batches
  let latest = from
  const show = (progress: IntakeProgress): void => {
    latest = progress
    const run: IntakeRun = {
      id,
      progress,
      cancel: () => abort.abort(),
      retry: () => start({ id, batches: left, to, from: latest }),
    }
    become(
      runs.some((shown) => shown.id === id) ? runs.map((shown) => (shown.id === id ? run : shown)) : [...runs, run],
    )
  }
  show({ ...from, phase: 'sending', failure: null })
  void runIntake({ send: batchSender(to), report: show }, { batches, from, signal: abort.signal }).then((rest) => {
    left = rest
    void queryClient.invalidateQueries({ queryKey: keys.documents })
    void queryClient.invalidateQueries({ queryKey: keys.collections })
  })
}

/** Whether leaving the page now would break something off. */
export function isSending(): boolean {
  return runs.some(({ progress }) => progress.phase === 'sending' || progress.phase === 'storing')
}
