import {
  type CollectionId,
  collectionNotFound,
  type DocumentId,
  documentNotFound,
  notInTrash,
} from '@kinfolio/contracts'
import type { JobId, SpaceId } from '@kinfolio/contracts'
import { TRASH_DAYS } from '@kinfolio/contracts'
import { type Context, type Database, SWEEP, type Tx } from '../../../kernel/database/index.ts'
import type { PersonLog } from '../../../kernel/events/index.ts'
import type { Actor } from '../../../kernel/http/index.ts'
import type { JobQueue, JobRun } from '../../../kernel/jobs/job.ts'
import { recordAudit } from '../../accounts/index.ts'
import { requirePermission } from '../../spaces/index.ts'
import { findDocument, lockSpaceForImport, requireCollection } from '../document.queries.ts'
import { messages } from '../messages.ts'
import { emptyTrashJob } from '../library.jobs.ts'
import { findRetention } from './retention.ts'
import {
  countTrash,
  type Erased,
  eraseForGood,
  forgetWords,
  listDueTrash,
  lockTrash,
  lockTrashedFolder,
} from './trash.queries.ts'

type TrashDeps = { database: Database; personLog: PersonLog; jobs: JobQueue }
type Asked = { context: Context; actor: Actor }

/** Throws `not-allowed`, `document-not-found`, and `not-in-trash`: nothing else is ever deleted. */
export async function eraseDocument(
  deps: TrashDeps,
  { context, actor, id }: Asked & { id: DocumentId },
): Promise<void> {
  requirePermission(actor, 'delete for good')
  await deps.database.write(context, async (tx) => {
    await lockSpaceForImport(tx, actor.spaceId)
    const document = await findDocument(tx, { spaceId: actor.spaceId, id })
    if (document === undefined) throw documentNotFound({ document_id: id })
    if (document.trashed_at === null) throw notInTrash({})
    await eraseAtOnce(deps, { tx, actor, erased: { documentIds: [id], collectionIds: [] } })
    await recordAudit(tx, { action: 'document.erased', ...doneBy(actor), object: { kind: 'document', id } })
  })
}

/** A folder with what went to the trash with it. Throws `not-allowed`, `collection-not-found` and `not-in-trash`. */
export async function eraseCollection(
  deps: TrashDeps,
  { context, actor, id }: Asked & { id: CollectionId },
): Promise<void> {
  requirePermission(actor, 'delete for good')
  const at = { spaceId: actor.spaceId, id }
  await deps.database.write(context, async (tx) => {
    await lockSpaceForImport(tx, actor.spaceId)
    if ((await requireCollection(tx, at)).trashed_at === null) throw notInTrash({})
    const erased = await lockTrashedFolder(tx, at)
    if (erased === undefined) throw collectionNotFound({ collection_id: id })
    await eraseAtOnce(deps, { tx, actor, erased })
    await recordAudit(tx, { action: 'folder.erased', ...doneBy(actor), object: { kind: 'collection', id } })
  })
}

async function eraseAtOnce(
  deps: Pick<TrashDeps, 'personLog'>,
  { tx, actor, erased }: { tx: Tx; actor: Actor; erased: Erased },
): Promise<void> {
  const { spaceId } = actor
  await eraseForGood(tx, { spaceId, ...erased })
  await forgetWords(tx, { spaceId })
  await tellErased(deps, { tx, spaceId, erased })
}

/** Deletes everything that lies in the trash now, as a job. Throws `not-allowed`. */
export async function emptyTrash(deps: TrashDeps, { context, actor }: Asked): Promise<JobId> {
  requirePermission(actor, 'delete for good')
  const { spaceId, userId: onBehalfOf } = actor
  return deps.database.write(context, async (tx) => {
    await recordAudit(tx, { action: 'trash.emptied', ...doneBy(actor) })
    const payload = { until: new Date().toISOString() }
    return deps.jobs.add(tx, emptyTrashJob, { spaceId, onBehalfOf, title: messages.trashTitle, payload })
  })
}

/** Adds a job for each space whose trash holds something past its days. */
export async function sweepTrash(deps: TrashDeps, { now }: { now: Date }): Promise<number> {
  return deps.database.write(SWEEP, async (tx) => {
    const due = await listDueTrash(tx, { now, daysByDefault: TRASH_DAYS, jobKind: emptyTrashJob.kind })
    const job = { onBehalfOf: undefined, title: messages.trashTitle, payload: { until: null } }
    for (const spaceId of due) await deps.jobs.add(tx, emptyTrashJob, { ...job, spaceId })
    return due.length
  })
}

const ERASED_AT_ONCE = 50

/**
 * Deletes what has lain in the trash since before `until`, or for the days that the space says now: who made them more,
 * or restored something, since the job was added has their way.
 */
export async function runEmptyTrash(
  deps: TrashDeps,
  { until, run, now }: { until: string | null; run: JobRun; now: Date },
): Promise<void> {
  const { spaceId, context } = run
  const limit = until === null ? await dueSince(deps, { context, spaceId, now }) : new Date(until)
  if (limit === undefined) return
  const total = await deps.database.read(context, async (db) => countTrash(db, { spaceId, until: limit }))
  let done = 0
  for (let erased = ERASED_AT_ONCE; erased > 0;) {
    run.signal.throwIfAborted()
    erased = await eraseSome(deps, { context, spaceId, until: limit })
    done += erased
    run.progress(done, Math.max(total, done, 1))
  }
  await run.finish(async (tx) => {
    await forgetWords(tx, { spaceId })
    if (done > 0 && until === null) await recordAudit(tx, { action: 'trash.purged', actorId: undefined, spaceId })
  })
}

async function dueSince(
  deps: Pick<TrashDeps, 'database'>,
  at: { context: Context; spaceId: SpaceId; now: Date },
): Promise<Date | undefined> {
  const { trash_days } = await deps.database.read(at.context, async (db) => findRetention(db, at.spaceId))
  return trash_days === null ? undefined : new Date(at.now.getTime() - trash_days * 86_400_000)
}

async function eraseSome(deps: TrashDeps, at: { context: Context; spaceId: SpaceId; until: Date }): Promise<number> {
  return deps.database.write(at.context, async (tx) => {
    await lockSpaceForImport(tx, at.spaceId)
    const erased = await lockTrash(tx, { ...at, atMost: ERASED_AT_ONCE })
    const count = erased.documentIds.length + erased.collectionIds.length
    if (count > 0) await eraseForGood(tx, { spaceId: at.spaceId, ...erased })
    await tellErased(deps, { tx, spaceId: at.spaceId, erased })
    return count
  })
}

async function tellErased(
  { personLog }: Pick<TrashDeps, 'personLog'>,
  { tx, spaceId, erased }: { tx: Tx; spaceId: SpaceId; erased: Erased },
): Promise<void> {
  const documents = erased.documentIds.map((document_id) => ({
    kind: 'document.removed' as const,
    ids: { space_id: spaceId, document_id },
  }))
  const collections = erased.collectionIds.map((collection_id) => ({
    kind: 'collection.changed' as const,
    ids: { space_id: spaceId, collection_id },
  }))
  const events = [...documents, ...collections]
  if (events.length > 0) await personLog.append(tx, { spaceId, events })
}

function doneBy({ userId, spaceId, address }: Actor) {
  return { actorId: userId, spaceId, address }
}
