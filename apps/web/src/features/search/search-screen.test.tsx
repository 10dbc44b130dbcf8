// @vitest-environment happy-dom
import { listCollections, search } from '@kinfolio/contracts'
import type { AnswerInputOf } from '@kinfolio/contracts'
import { act, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aCollectionId, aDocumentId, aFolder, aPageId } from '../../shared/made.testing.ts'
import { button, closeTab, freshTab, show } from '../../shared/screen.testing.tsx'
import { aServer } from '../../shared/server.testing.ts'
import type { FakeServer } from '../../shared/server.testing.ts'
import { SearchScreen } from './search-screen.tsx'

type Answer = AnswerInputOf<typeof search>
let server: FakeServer
beforeEach(() => {
  server = aServer()
  freshTab()
  server.on(listCollections, () => ({
    collections: [aFolder(1, 'Trips'), aFolder(2, 'Rome', aCollectionId(1))],
    next_cursor: null,
  }))
})
afterEach(() => {
  vi.useRealTimers()
  closeTab()
})

const hit = (n: number) => ({
  page_id: aPageId(n),
  page_number: n,
  snippet: { text: 'Water the tomatoes', highlights: [[10, 18] satisfies [number, number]] },
  score: 1,
  boxes: [],
})
const result = (n: number, change: Partial<Answer['results'][number]> = {}): Answer['results'][number] => ({
  document_id: aDocumentId(n),
  document_uuid: null,
  visible_name: `Garden ${n}`,
  full_path: `Home/Plants/Garden ${n}`,
  is_archived: false,
  name_match: false,
  name_score: 0,
  matched_pages: [hit(n)],
  total_matched_pages: 1,
  best_score: 1,
  ...change,
})
const answer = (change: Partial<Answer> = {}): Answer => ({
  query: 'tomatoes',
  results: [result(1)],
  total_results: 1,
  has_more: false,
  search_mode: 'exact',
  corrected: [],
  ...change,
})
const answers = (change: Partial<Answer> = {}) => server.on(search, () => answer(change))
const open = (query = '') => show(SearchScreen, { path: '/dashboard/search', at: `/dashboard/search${query}` })
const field = () => screen.getByRole<HTMLInputElement>('searchbox', { name: 'Search your pages and titles' })
const type = (value: string) => fireEvent.change(field(), { target: { value } })
const asked = () => server.askedOf(search).map(({ url }) => new URL(url, 'http://x').searchParams)

test('before anything is typed the screen says what can be found, and asks nothing', async () => {
  await open()
  expect(await screen.findByRole('heading', { name: 'Find a word on any page' })).toBeTruthy()
  expect(asked()).toEqual([])
})

test('what stands in the address is asked and stands in the field', async () => {
  answers()
  await open('?q=tomatoes')
  expect(await screen.findByText('1 document with “tomatoes”')).toBeTruthy()
  expect(field().value).toBe('tomatoes')
})

test('a hit leads to its page with the matched word lit', async () => {
  answers()
  await open('?q=tom')
  const link = await screen.findByRole('link', { name: /Water the tomatoes/ })
  expect(link.getAttribute('href')).toBe(`/dashboard/documents/${aDocumentId(1)}/pages/1?q=tomatoes`)
  expect(Array.from(link.querySelectorAll('mark'), (mark) => mark.textContent)).toEqual(['tomatoes'])
  expect(within(link).getByText('Page 1')).toBeTruthy()
})

test('a document is named with its place, and leads to its pages', async () => {
  answers({ results: [result(1, { name_match: true })] })
  await open('?q=garden')
  const link = await screen.findByRole('link', { name: 'Garden 1' })
  expect(link.getAttribute('href')).toBe(`/dashboard/documents/${aDocumentId(1)}`)
  expect(screen.getByText('Home/Plants')).toBeTruthy()
  expect(screen.getByText('In the title')).toBeTruthy()
})

test('a document that matched by its pages alone does not claim its title did', async () => {
  answers()
  await open('?q=tomatoes')
  await screen.findByRole('link', { name: 'Garden 1' })
  expect(screen.queryByText('In the title')).toBeNull()
})

test('a document that lies in the archive is found and says so, and others do not', async () => {
  answers({ results: [result(1, { is_archived: true }), result(2)], total_results: 2 })
  await open('?q=garden')
  const archived = (await screen.findByRole('link', { name: 'Garden 1' })).closest('article')
  expect(archived?.textContent).toContain('In the archive')
  expect(screen.getAllByText('In the archive')).toHaveLength(1)
})

test('pages that matched and are not listed are counted', async () => {
  answers({ results: [result(1, { total_matched_pages: 9 })] })
  await open('?q=tomatoes')
  expect(await screen.findByText('8 more pages in this document')).toBeTruthy()
})

test('similar words are shown as what they are', async () => {
  answers({ search_mode: 'fuzzy', corrected: [{ from: 'tomatos', to: ['tomatoes', 'tomato'] }] })
  await open('?q=tomatos')
  expect(await screen.findByText('Nothing is written “tomatos”. Showing “tomatoes” or “tomato” instead.')).toBeTruthy()
})

test('words found as written are not called corrected', async () => {
  answers({ corrected: [{ from: 'a', to: ['b'] }] })
  await open('?q=tomatoes')
  await screen.findByRole('link', { name: 'Garden 1' })
  expect(screen.queryByText(/Nothing is written/)).toBeNull()
})

test('nothing found says what to try', async () => {
  answers({ results: [], total_results: 0 })
  await open('?q=quux')
  expect(await screen.findByRole('heading', { name: 'Nothing found for “quux”' })).toBeTruthy()
  expect(screen.getByText(/Pages that are still being read are not in yet/)).toBeTruthy()
})

test('a search that fails can be tried again', async () => {
  server.fails(search)
  await open('?q=tomatoes')
  const alert = within(await screen.findByRole('alert'))
  answers()
  fireEvent.click(alert.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('link', { name: 'Garden 1' })).toBeTruthy()
})

test('typing asks once it pauses, and keeps the word in the address', async () => {
  answers()
  const { address } = await open()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  for (const value of ['t', 'to', 'tom', 'toma']) {
    type(value)
    await act(async () => vi.advanceTimersByTimeAsync(100))
  }
  expect(asked()).toEqual([])
  await act(async () => vi.advanceTimersByTimeAsync(150))
  vi.useRealTimers()
  expect(await screen.findByRole('link', { name: 'Garden 1' })).toBeTruthy()
  expect(asked().map((query) => query.get('q'))).toEqual(['toma'])
  expect(address()).toBe('/dashboard/search?q=toma')
})

test('an emptied field empties the address and shows the beginning again', async () => {
  answers()
  const { address } = await open('?q=tomatoes')
  await screen.findByRole('link', { name: 'Garden 1' })
  type('')
  expect(await screen.findByRole('heading', { name: 'Find a word on any page' })).toBeTruthy()
  await vi.waitFor(() => expect(address()).toBe('/dashboard/search'))
})

test('filters narrow what is asked, stay in the address with the word, and can be cleared', async () => {
  answers()
  const { address } = await open('?q=tomatoes')
  await screen.findByRole('option', { name: /Rome/ })
  fireEvent.change(screen.getByLabelText('Folder'), { target: { value: aCollectionId(2) } })
  await vi.waitFor(() => expect(asked().at(-1)?.get('collection_id')).toBe(aCollectionId(2)))
  fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-01-02' } })
  await vi.waitFor(() => expect(asked().at(-1)?.get('from')).toBe('2026-01-02'))
  expect(asked().at(-1)?.get('collection_id')).toBe(aCollectionId(2))
  expect(address()).toContain('q=tomatoes')
  fireEvent.click(button('Clear filters'))
  await vi.waitFor(() => expect(address()).toBe('/dashboard/search?q=tomatoes'))
  await vi.waitFor(() => expect(screen.queryByRole('button', { name: 'Clear filters' })).toBeNull())
})

test('folders are offered as the tree they are, everywhere first', async () => {
  await open()
  await screen.findByRole('option', { name: /Rome/ })
  expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual([
    'Everywhere',
    'Trips',
    '\u2003Rome',
  ])
})

test('a word that changes keeps the filters', async () => {
  answers()
  const { address } = await open('?q=tomatoes&from=2026-01-02')
  await screen.findByRole('link', { name: 'Garden 1' })
  type('basil')
  await vi.waitFor(() => expect(address()).toContain('q=basil'))
  expect(address()).toContain('from=2026-01-02')
})

test('more results are asked for from where the list ends', async () => {
  server.on(search, ({ query }) =>
    query.offset === 0
      ? answer({ results: [result(1), result(2)], total_results: 3, has_more: true })
      : answer({ results: [result(3)], total_results: 3 }),
  )
  await open('?q=tomatoes')
  await screen.findByRole('link', { name: 'Garden 2' })
  fireEvent.click(button('Show more'))
  expect(await screen.findByRole('link', { name: 'Garden 3' })).toBeTruthy()
  expect(asked().map((query) => query.get('offset'))).toEqual(['0', '2'])
})
