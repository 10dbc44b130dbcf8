import { documentId, pageId } from '@kinfolio/contracts'
import { z } from 'zod'
import { defineEvent } from '../../kernel/events/domain-event.ts'

/** More pages of one document are announced in several events: each becomes one job with this list as its payload. */
export const PAGES_PER_EVENT_MAX = 500

/**
 * These pages have a new picture, the first one or another one: they are to be drawn and read. The job that carries
 * the event is part of the import's batch, so `run.parentId` names what the work belongs to.
 */
export const pagesChanged = defineEvent(
  'library.pages-changed',
  z.object({ documentId, pageIds: z.array(pageId).min(1).max(PAGES_PER_EVENT_MAX) }),
)
