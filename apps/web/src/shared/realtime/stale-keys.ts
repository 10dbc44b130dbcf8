import type { EventIds, EventKind } from '@kinfolio/contracts'
import { keys } from '../api/keys.ts'
import type { Key } from '../api/keys.ts'

/** What the cache can no longer be sure of after an event. Events carry ids, never content. */
export function staleKeys({ kind, ids }: { kind: EventKind; ids: EventIds }): Key[] {
  const ofDocument = ids.document_id === undefined ? [] : [keys.document(ids.document_id), keys.pages(ids.document_id)]
  const ofPage = ids.page_id === undefined ? [] : [keys.page(ids.page_id)]
  switch (kind) {
    case 'collection.changed':
      return [keys.collections, keys.documents]
    case 'document.created':
      return [keys.documents]
    case 'document.changed':
    case 'document.removed':
      return [keys.documents, ...ofDocument]
    case 'page.drawn':
      return [keys.documents, ...ofDocument, ...ofPage]
    case 'page.read':
    case 'page.changed':
      return [
        keys.documents,
        keys.search,
        ...ofDocument,
        ...ofPage,
        ...(ids.page_id === undefined ? [] : [keys.readings(ids.page_id)]),
      ]
    case 'job.changed':
      return [keys.jobs]
    case 'settings.changed':
      return [keys.reader, keys.retention, keys.webhooks]
    case 'space.changed':
      return [keys.me, keys.space]
    case 'usage.changed':
      return [keys.usage]
    case 'notice.created':
      return [keys.notices]
    case 'approval.requested':
    case 'approval.settled':
      return [keys.approvals]
    case 'session.ended':
    case 'account.changed':
      return [keys.account]
  }
}
