import type { CollectionId, DocumentId, PageId, SpaceId, UserId } from '@kinfolio/contracts'
import type { Blobs } from '../../../kernel/blobs/blobs.port.ts'
import type { Context, Database, Tx } from '../../../kernel/database/index.ts'
import type { DomainEvents } from '../../../kernel/events/domain-event.ts'
import type { LoggedEvent, PersonLog } from '../../../kernel/events/person-log.ts'
import type { JobQueue } from '../../../kernel/jobs/job.ts'
import type { Quotas } from '../../spaces/index.ts'

export type ImportDeps = {
  quotas: Pick<Quotas, 'storeWithinPlan' | 'readPagesQuota' | 'requireRoomForBytes' | 'allowPages'>
  database: Database
  blobs: Blobs
  jobs: JobQueue
  events: DomainEvents
  personLog: PersonLog
}

/** For whom an import works. */
export type ImportFor = {
  context: Context
  spaceId: SpaceId
  onBehalfOf: UserId | undefined
  /** Where the request came from. */
  address?: string | undefined
  /** Where documents go that no tablet has placed; the top when null. */
  collectionId: CollectionId | null
  /** A reader is asked about at most so many pages of it, the newest first; undefined is about all. */
  readPagesMax?: number | undefined
}

export type NamedDocument = { id: DocumentId; title: string }

/** One transaction of an import, and what it gathers to announce at its end. */
export type ImportStep = {
  tx: Tx
  to: ImportFor
  logged: LoggedEvent[]
  newPictures: { document: NamedDocument; pageIds: PageId[]; modifiedMs?: number | undefined }[]
  newSources: NamedDocument[]
}
