import type { SpaceId } from '@kinfolio/contracts'
import { type Context, type Database, SWEEP } from '../../../kernel/database/index.ts'
import type { PersonLog } from '../../../kernel/events/index.ts'
import type { JobQueue, JobRun } from '../../../kernel/jobs/job.ts'
import { recordAudit } from '../../accounts/index.ts'
import { archiveJob } from '../library.jobs.ts'
import { messages } from '../messages.ts'
import { archiveUntouched, countUntouched, listDueArchives } from './archive.queries.ts'
import { findRetention } from './retention.ts'

type ArchiveDeps = { database: Database; personLog: PersonLog; jobs: JobQueue }

/** Adds a job for each space that archives what nobody touches, and has some of it. */
export async function sweepArchive(deps: ArchiveDeps, { now }: { now: Date }): Promise<number> {
  return deps.database.write(SWEEP, async (tx) => {
    const due = await listDueArchives(tx, { now, jobKind: archiveJob.kind })
    const job = { onBehalfOf: undefined, title: messages.archiveTitle, payload: {} }
    for (const spaceId of due) await deps.jobs.add(tx, archiveJob, { ...job, spaceId })
    return due.length
  })
}

export const ARCHIVED_AT_ONCE = 100

/** Archives what is past the days that the space says now, a portion in each transaction; nothing once it says none. */
export async function runArchive(deps: ArchiveDeps, { run, now }: { run: JobRun; now: Date }): Promise<void> {
  const { spaceId, context } = run
  const { archive_days: days } = await deps.database.read(context, async (db) => findRetention(db, spaceId))
  if (days === null) return
  const at = { spaceId, before: new Date(now.getTime() - days * 86_400_000) }
  const total = await deps.database.read(context, async (db) => countUntouched(db, at))
  let done = 0
  for (let archived = ARCHIVED_AT_ONCE; archived === ARCHIVED_AT_ONCE;) {
    run.signal.throwIfAborted()
    archived = await archiveSome(deps, { ...at, context, now })
    done += archived
    run.progress(done, Math.max(total, done, 1))
  }
  await run.finish(async (tx) => {
    if (done > 0) await recordAudit(tx, { action: 'documents.archived', actorId: undefined, spaceId })
  })
}

async function archiveSome(
  { database, personLog }: ArchiveDeps,
  { context, ...at }: { context: Context; spaceId: SpaceId; before: Date; now: Date },
): Promise<number> {
  return database.write(context, async (tx) => {
    const ids = await archiveUntouched(tx, { ...at, atMost: ARCHIVED_AT_ONCE })
    const events = ids.map((document_id) => ({
      kind: 'document.changed' as const,
      ids: { space_id: at.spaceId, document_id },
    }))
    if (events.length > 0) await personLog.append(tx, { spaceId: at.spaceId, events })
    return ids.length
  })
}
