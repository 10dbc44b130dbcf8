import { documentId, pageId, readerEngine, sha256 } from '@kinfolio/contracts'
import { z } from 'zod'
import { defineJob } from '../../kernel/jobs/job.ts'
import { quotas } from '../spaces/index.ts'

/** Draws one page. Runs before any reading: people see their page first. */
export const drawPageJob = defineJob({
  kind: 'recognition.draw-page',
  payload: z.object({ pageId, version: sha256 }),
  maxAttempts: 3,
  timeoutMs: 2 * 60_000,
  priority: -5,
})

/** Draws a page again that an older renderer drew. Nobody waits for it. */
export const redrawPageJob = defineJob({
  kind: 'recognition.redraw-page',
  payload: z.object({ pageId, version: sha256, rendererVersion: z.int() }),
  maxAttempts: 2,
  timeoutMs: 2 * 60_000,
  priority: 20,
})

/** The batch of a document's pages that are drawn again. */
export const REDRAW_BATCH = 'recognition.redraw'

/** Reads some pages of one document, as many as the space's reader takes at a time. */
export const readPagesJob = defineJob({
  kind: 'recognition.read-pages',
  payload: z.object({
    documentId,
    pages: z.array(z.object({ pageId, version: sha256 })).min(1),
    /** Another reader than that of the space, because somebody asked for it. */
    engine: readerEngine.optional(),
    /** Counts readings on purpose of one version by one engine; 0 is the first, made by itself. */
    run: z.int().min(0),
  }),
  maxAttempts: 6,
  // A scrolled page is up to 16 strips, each a call with a limit of its own; a model at home takes a minute for one.
  timeoutMs: 30 * 60_000,
  priority: 5,
})

/** The batch that a person watches who asked for a document to be read again. */
export const READ_AGAIN_BATCH = 'recognition.read-again'

/** Takes pages out of their waiting for the plan. Also what follows when the plan is changed. */
export const readWaitingJob = defineJob({ kind: 'recognition.read-waiting', payload: quotas.planChanged.body })

/** The batch of pages that waited for the plan. */
export const READ_WAITING_BATCH = 'recognition.read-waited'
