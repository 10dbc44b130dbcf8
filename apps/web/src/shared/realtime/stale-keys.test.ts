import { eventKind } from '@kinfolio/contracts'
import { expect, test } from 'vitest'
import { aDocumentId, aPageId } from '../made.testing.ts'
import { staleKeys } from './stale-keys.ts'

const document_id = aDocumentId(1)
const page_id = aPageId(2)

test('a page that was read makes its text, its list, its document and every search stale', () => {
  expect(staleKeys({ kind: 'page.read', ids: { document_id, page_id } })).toEqual([
    ['documents'],
    ['search'],
    ['document', document_id],
    ['pages', document_id],
    ['page', page_id],
    ['readings', page_id],
  ])
})

test('a page that was drawn leaves what was searched alone', () => {
  expect(staleKeys({ kind: 'page.drawn', ids: { document_id, page_id } })).not.toContainEqual(['search'])
})

test('every kind of event makes something stale, even without ids', () => {
  for (const kind of eventKind.options) expect(staleKeys({ kind, ids: {} }).length).toBeGreaterThan(0)
})
