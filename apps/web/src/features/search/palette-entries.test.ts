import type { AnswerOf, search } from '@kinfolio/contracts'
import { expect, test } from 'vitest'
import { aCollectionId, aDocumentId, aPageId } from '../../shared/made.testing.ts'
import { askedFor } from './asked-for.ts'
import { paletteEntries } from './palette-entries.ts'

const hit = (n: number) => ({
  page_id: aPageId(n),
  page_number: n,
  snippet: { text: 'Water the tomatoes', highlights: [[10, 18] satisfies [number, number]] },
  score: 1,
  boxes: [],
})
const answer: AnswerOf<typeof search> = {
  query: 'tomatoes',
  results: [
    {
      document_id: aDocumentId(1),
      document_uuid: null,
      visible_name: 'Garden',
      full_path: 'Home / Garden',
      is_archived: false,
      name_match: false,
      name_score: 0,
      matched_pages: [hit(1), hit(2), hit(3)],
      total_matched_pages: 3,
      best_score: 1,
    },
  ],
  total_results: 1,
  has_more: false,
  search_mode: 'exact',
  corrected: [],
}

test('with nothing typed the palette offers every screen and action', () => {
  const labels = paletteEntries('', undefined).map(({ label }) => label)
  expect(labels).toEqual(expect.arrayContaining(['Library', 'Jobs', 'Reader', 'Appearance: Dark']))
})

test('what is typed is found first, then searched everywhere, then gone to', () => {
  const entries = paletteEntries('tomatoes', answer)
  expect(entries.map(({ going }) => going.to)).toEqual(['document', 'page', 'page', 'results'])
  expect(entries[1]?.going).toEqual({ to: 'page', id: aDocumentId(1), number: 1, q: 'tomatoes' })
})

test('screens and actions are found by the beginnings of their words', () => {
  const found = (typed: string) => paletteEntries(typed, undefined).filter(({ group }) => group !== 'found')
  expect(found('lib').map(({ label }) => label)).toEqual(['Library'])
  expect(found('app da').map(({ label }) => label)).toEqual(['Appearance: Dark'])
  expect(found('zzz')).toEqual([])
})

test('keys are unique, since the list is told apart by them', () => {
  const all = paletteEntries('l', answer).map(({ key }) => key)
  expect(new Set(all).size).toBe(all.length)
})

test('filters that an edited address made invalid are left out rather than refused', () => {
  expect(askedFor('  tom ', { in: aCollectionId(1), from: '2026-01-02', to: 'soon' })).toEqual({
    q: 'tom',
    collection_id: aCollectionId(1),
    from: '2026-01-02',
    to: undefined,
  })
  expect(askedFor('x'.repeat(500), { in: 'nowhere' })).toMatchObject({ q: 'x'.repeat(200), collection_id: undefined })
})
