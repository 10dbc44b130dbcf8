import type { JobId } from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'
import type { DomainEvents, Occasion } from '../../../kernel/events/domain-event.ts'
import { recordAudit } from '../../accounts/index.ts'
import { PAGES_PER_EVENT_MAX, pagesChanged } from '../library.events.ts'
import { IMPORT_BATCH, openSourceJob } from '../library.jobs.ts'
import type { ImportDeps, ImportStep } from './import-deps.ts'

type FinishDeps = Pick<ImportDeps, 'jobs' | 'events' | 'personLog' | 'quotas'>

/**
 * The last part of an import's transaction: one batch job to watch, the events and jobs that are its parts, and the
 * lines in the members' logs. An import that changed nothing has a batch that is done at once.
 */
export async function finishImport(deps: FinishDeps, input: ImportStep & { title: string }): Promise<JobId> {
  const { tx, to, logged, newSources } = input
  const portions = input.newPictures.flatMap(inPortions)
  const about = { spaceId: to.spaceId, onBehalfOf: to.onBehalfOf }
  const batch = await deps.jobs.addBatch(tx, {
    ...about,
    kind: IMPORT_BATCH,
    title: input.title,
    progress: { total: portions.length + newSources.length, unit: 'steps' },
  })
  if (to.readPagesMax !== undefined) {
    await deps.quotas.allowPages({ tx, spaceId: to.spaceId, batchId: batch, pages: to.readPagesMax })
  }
  const pictures = to.readPagesMax === undefined ? input.newPictures : input.newPictures.toSorted(newestFirst)
  await announcePages(deps.events, { tx, about: { ...about, parentId: batch }, pictures })
  const sources = newSources.map(({ id, title }) => ({
    ...about,
    title,
    parentId: batch,
    documentId: id,
    payload: { documentId: id },
  }))
  if (sources.length > 0) await deps.jobs.addMany(tx, openSourceJob, sources)
  await recordAudit(tx, {
    action: 'files.imported',
    spaceId: to.spaceId,
    actorId: to.onBehalfOf,
    object: { kind: 'job', id: batch },
    address: to.address,
  })
  if (logged.length > 0) await deps.personLog.append(tx, { spaceId: to.spaceId, events: logged })
  return batch
}

/** Where only some are read, those of the document that was written in last. */
function newestFirst(a: NewPictures, b: NewPictures): number {
  return (b.modifiedMs ?? 0) - (a.modifiedMs ?? 0)
}

type NewPictures = ImportStep['newPictures'][number]

/** Announces pages with a new picture, a portion at a time; answers how many portions, each a part of its batch. */
export async function announcePages(
  events: DomainEvents,
  { tx, about, pictures }: { tx: Tx; about: Omit<Occasion, 'title'>; pictures: readonly NewPictures[] },
): Promise<number> {
  const portions = pictures.flatMap(inPortions)
  for (const { document, pageIds } of portions) {
    const body = { documentId: document.id, pageIds }
    await events.announce(tx, pagesChanged, { ...about, title: document.title, body })
  }
  return portions.length
}

function inPortions({ document, pageIds }: NewPictures): NewPictures[] {
  const portions: NewPictures[] = []
  for (let at = 0; at < pageIds.length; at += PAGES_PER_EVENT_MAX) {
    portions.push({ document, pageIds: pageIds.slice(at, at + PAGES_PER_EVENT_MAX) })
  }
  return portions
}
