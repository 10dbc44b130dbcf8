import { documentId } from '@kinfolio/contracts'
import { z } from 'zod'
import { defineJob } from '../../kernel/jobs/job.ts'

/** The batch that a person watches after an upload; its parts are the drawing and reading of the pages. */
export const IMPORT_BATCH = 'library.import'

/** Looks into a PDF, EPUB or picture: how many pages, how large, and whether it can be opened at all. */
export const openSourceJob = defineJob({
  kind: 'library.open-source',
  payload: z.object({ documentId }),
  maxAttempts: 3,
  timeoutMs: 2 * 60_000,
  // Pages appear by it, so it runs before pages are drawn.
  priority: -10,
})

/** Puts into the archive what nobody has touched for the days that the space says. */
export const archiveJob = defineJob({
  kind: 'library.archive',
  payload: z.object({}),
  timeoutMs: 30 * 60_000,
  // Nobody waits for it.
  priority: 50,
})

/** Deletes for good what has lain in the trash since before `until`; null: for the days that the space keeps its trash. */
export const emptyTrashJob = defineJob({
  kind: 'library.empty-trash',
  payload: z.object({ until: z.iso.datetime().nullable() }),
  timeoutMs: 30 * 60_000,
  // Nobody waits for it.
  priority: 50,
})
