import { pagesStillToRead } from '@kinfolio/contracts'
import type { AnswerOf, ProblemOf, uploadFiles } from '@kinfolio/contracts'

type Answer = AnswerOf<typeof uploadFiles>
export type IntakeProblem = ProblemOf<typeof uploadFiles>

/** `refused`: the server said why. `broken`: the connection ended, or the server failed. */
export type BatchOutcome =
  | { outcome: 'stored'; answer: Answer }
  | { outcome: 'refused'; problem: IntakeProblem }
  | { outcome: 'broken'; cause: unknown }
  | { outcome: 'cancelled' }

export type Sized = { sizeBytes: number }
export type SendBatch<F> = (input: {
  files: readonly F[]
  onSent: (bytes: number) => void
  signal: AbortSignal
  /** Of the pages of these files a reader is asked about at most so many; null asks about all. */
  readPagesLeft: number | null
}) => Promise<BatchOutcome>

export type IntakeProgress = {
  phase: 'sending' | 'storing' | 'done' | 'failed' | 'cancelled'
  filesTotal: number
  filesStored: number
  bytesTotal: number
  bytesSent: number
  /** What the requests before left of the limit of pages to read; null without one. */
  readPagesLeft: number | null
  documents: Answer['documents']
  setAside: Answer['set_aside']
  failure: Extract<BatchOutcome, { outcome: 'refused' | 'broken' }> | null
}

/** Where a run begins: nothing sent. */
export function freshProgress(
  batches: readonly (readonly Sized[])[],
  readPagesMax: number | null = null,
): IntakeProgress {
  return {
    phase: 'sending',
    filesTotal: batches.reduce((sum, batch) => sum + batch.length, 0),
    filesStored: 0,
    bytesTotal: batches.reduce((sum, batch) => sum + bytesOf(batch), 0),
    bytesSent: 0,
    readPagesLeft: readPagesMax,
    documents: [],
    setAside: [],
    failure: null,
  }
}

type RunDeps<F> = { send: SendBatch<F>; report: (progress: IntakeProgress) => void }
type RunInput<F> = { batches: readonly F[][]; from: IntakeProgress; signal: AbortSignal }

/**
 * Sends batch after batch and reports each step. Stops at the first that fails; answers the batches that are
 * not stored yet, which a later run can take up with the progress reported last.
 */
export async function runIntake<F extends Sized>(
  deps: RunDeps<F>,
  { batches, from, signal }: RunInput<F>,
): Promise<F[][]> {
  let progress: IntakeProgress = { ...from, phase: 'sending', failure: null }
  const report = (change: Partial<IntakeProgress>): void => deps.report((progress = { ...progress, ...change }))

  for (const [at, batch] of batches.entries()) {
    const sentBefore = progress.bytesSent
    const sizeBytes = bytesOf(batch)
    report({ phase: 'sending' })
    const outcome = await deps.send({
      files: batch,
      signal,
      readPagesLeft: progress.readPagesLeft,
      // Headers between the files count on the wire, but are no progress of a person's bytes.
      onSent: (bytes) =>
        report({
          bytesSent: sentBefore + Math.min(bytes, sizeBytes),
          phase: bytes >= sizeBytes ? 'storing' : 'sending',
        }),
    })
    if (outcome.outcome !== 'stored') {
      const phase = outcome.outcome === 'cancelled' ? 'cancelled' : 'failed'
      report({ phase, bytesSent: sentBefore, failure: outcome.outcome === 'cancelled' ? null : outcome })
      return batches.slice(at)
    }
    report({
      bytesSent: sentBefore + sizeBytes,
      filesStored: progress.filesStored + batch.length,
      readPagesLeft: pagesStillToRead(progress.readPagesLeft ?? undefined, outcome.answer.documents) ?? null,
      documents: withNews(progress.documents, outcome.answer.documents),
      setAside: [...progress.setAside, ...outcome.answer.set_aside],
    })
  }
  report({ phase: 'done' })
  return []
}

/** A document that came in two requests counts once, with what happened to it first. */
function withNews(known: Answer['documents'], news: Answer['documents']): Answer['documents'] {
  const ids = new Set(known.map(({ id }) => id))
  return [...known, ...news.filter(({ id }) => !ids.has(id))]
}

function bytesOf(files: readonly Sized[]): number {
  return files.reduce((sum, file) => sum + file.sizeBytes, 0)
}
