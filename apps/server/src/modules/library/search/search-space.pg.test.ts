import type { DocumentId, SearchResult } from '@kinfolio/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestLibrary, pageBytes, type TestLibrary } from '../library.testing.ts'
import type { TextLine } from '../pages/text-line.ts'

const at = await openTestLibrary()
afterAll(async () => at[Symbol.asyncDispose]())

type By = TestLibrary['by']

/** A notebook with these pages, read already. */
async function notebook(title: string, pages: string[], { by = at.by, language = 'en' } = {}): Promise<DocumentId> {
  const uuid = crypto.randomUUID()
  const ids = pages.map((_, index) => `p${index}`)
  const listed = ids.map((id, index) => ({ id, idx: { value: `b${String.fromCharCode(97 + index)}` } }))
  const files = {
    [`${uuid}.metadata`]: JSON.stringify({ visibleName: title, type: 'DocumentType', parent: '' }),
    [`${uuid}.content`]: JSON.stringify({ fileType: 'notebook', formatVersion: 2, cPages: { pages: listed } }),
    ...Object.fromEntries(ids.map((id) => [`${uuid}/${id}.rm`, pageBytes(`${uuid}${id}`)])),
  }
  const answer = await at.library.importFiles({ ...by, collectionId: null, files: await at.keep(files) })
  const documentId = answer.documents[0]?.id
  if (documentId === undefined) throw new Error('no document')
  const versions = await at.library.readPageVersions({ ...by, documentId })
  await at.database.write(by.context, async (tx) => {
    for (const [index, page] of versions.entries()) {
      const lines = (pages[index] ?? '').split('\n').map(line)
      const text = { spaceId: by.spaceId, readingId: null, language, confidence: 1, lines }
      await at.library.recordPageText({ tx, ...page, ...text })
    }
  })
  return documentId
}

function line(text: string): TextLine {
  const box = { x: 0.1, y: 0.1, width: 0.8, height: 0.02 }
  return {
    text,
    box,
    confidence: 1,
    origin: 'ink',
    words: text.split(' ').map((word) => ({ text: word, box, confidence: 1 })),
  }
}

async function search(typed: string, more: Partial<Parameters<typeof at.library.searchSpace>[0]> = {}) {
  const none = { collectionId: undefined, documentId: undefined, from: undefined, to: undefined }
  return at.library.searchSpace({ ...at.by, typed, ...none, offset: 0, limit: 20, ...more })
}
const titles = async (...args: Parameters<typeof search>) =>
  (await search(...args)).results.map(({ visible_name }) => visible_name)

beforeAll(async () => {
  await notebook('Kitchen', ['Crème brûlée for two\nvanilla and eggs', 'Grandmother wrote letters about baking'])
  await notebook('Travel', ['From Łódź to Kraków by train', 'The well-known café, don’t miss it\n東京都に行く'])
  await notebook('Familie', ['Die Häuser der Großmutter', 'Der Brief vom Onkel'], { language: 'de' })
})

describe('a search finds', () => {
  test.each([
    ['brulee', 'Kitchen'],
    ['BRÛLÉE', 'Kitchen'],
    ['lodz', 'Travel'],
    ['vanil', 'Kitchen'],
    ['letter', 'Kitchen'],
    ['writes letters', undefined],
    ['baking letters', 'Kitchen'],
    ['haus', 'Familie'],
    ['grossmutter', 'Familie'],
    ['well-known', 'Travel'],
    ['"well known cafe"', 'Travel'],
    ['"cafe known"', undefined],
    ["don't", 'Travel'],
    ['東京', 'Travel'],
    ['京都に', 'Travel'],
    ['kitch', 'Kitchen'],
    ['eggs -vanilla', undefined],
    ['eggs -chocolate', 'Kitchen'],
    ['🎉', undefined],
  ])('for %j: %s', async (typed, title) => {
    expect(await titles(typed)).toEqual(title === undefined ? [] : [title])
  })

  test('a misspelled word by the words that are there, and says so', async () => {
    const answer = await search('grandmohter')
    expect(answer).toMatchObject({ search_mode: 'fuzzy', corrected: [{ from: 'grandmohter' }] })
    expect(answer.corrected[0]?.to).toContain('grandmother')
    expect(answer.results[0]).toMatchObject({ visible_name: 'Kitchen', total_matched_pages: 1 })
  })

  test('a word as it is written without guessing', async () => {
    expect(await search('eggs')).toMatchObject({ search_mode: 'exact', corrected: [] })
  })

  test('a title, even misspelled', async () => {
    const [result] = (await search('kitchin')).results
    expect(result).toMatchObject({ visible_name: 'Kitchen', matched_pages: [] })
    const [exact] = (await search('kitchen')).results
    expect(exact).toMatchObject({ name_match: true, name_score: 1, best_score: 1 })
  })
})

test('a hit tells its page, shows its words and lights them', async () => {
  const [result] = (await search('vanilla')).results
  const [hit] = (result as SearchResult).matched_pages
  expect(hit).toMatchObject({ page_number: 1, boxes: [{ x: 0.1 }] })
  const { text, highlights } = hit?.snippet ?? { text: '', highlights: [] }
  expect(text).toBe('Crème brûlée for two vanilla and eggs')
  expect(highlights.map(([start, end]) => text.slice(start, end))).toEqual(['vanilla'])
})

test('at most five pages of a document are shown, and all are counted', async () => {
  await notebook(
    'Diary',
    Array.from({ length: 8 }, (_, day) => `sunshine on day ${day} ${'sunshine '.repeat(day)}`),
  )
  const [result] = (await search('sunshine')).results
  expect(result).toMatchObject({ total_matched_pages: 8 })
  const scores = result?.matched_pages.map(({ score }) => score) ?? []
  expect(scores).toHaveLength(5)
  expect(scores.toSorted((a, b) => b - a)).toEqual(scores)
})

describe('filters', () => {
  test('narrow to a folder with the folders below it, and to a document', async () => {
    const outer = await at.library.createCollection({ ...at.by, title: 'Outer', parentId: null })
    const inner = await at.library.createCollection({ ...at.by, title: 'Inner', parentId: outer.id })
    const here = await notebook('Here', ['filtered content'])
    const there = await notebook('There', ['filtered content'])
    await at.library.changeDocument({ ...at.by, id: here, collectionId: inner.id })
    expect(await titles('filtered', { collectionId: outer.id })).toEqual(['Here'])
    expect(await titles('filtered', { documentId: there })).toEqual(['There'])
    expect((await search('filtered', { documentId: here })).results[0]?.full_path).toBe('Outer/Inner/Here')
  })

  test('narrow to days', async () => {
    expect(await titles('eggs', { to: '2020-01-01' })).toEqual([])
    expect(await titles('eggs', { from: '2020-01-01', to: '2999-01-01' })).toEqual(['Kitchen'])
  })
})

test('pages of results follow each other without gaps', async () => {
  for (let index = 0; index < 5; index++) await notebook(`Paged ${index}`, ['turnover'])
  const first = await search('turnover', { limit: 3 })
  const second = await search('turnover', { limit: 3, offset: 3 })
  expect([first.total_results, first.has_more, second.has_more]).toEqual([5, true, false])
  const ids = [...first.results, ...second.results].map(({ document_id }) => document_id)
  expect(new Set(ids).size).toBe(5)
})

test('what is in the trash or removed is not found', async () => {
  const id = await notebook('Gone', ['ephemeral'])
  expect(await titles('ephemeral')).toEqual(['Gone'])
  await at.library.changeDocument({ ...at.by, id, isTrashed: true })
  expect(await titles('ephemeral')).toEqual([])
})

test('nobody finds what is in another space, even by its number', async () => {
  const other: By = await at.newcomer()
  await notebook('Private', ['confidential'], { by: other })
  expect(await titles('confidential')).toEqual([])
  const asStranger = await search('confidential', { context: at.by.context, spaceId: other.spaceId })
  expect(asStranger).toMatchObject({ results: [], corrected: [] })
  const fuzzy = await search('confidentail', { context: at.by.context, spaceId: other.spaceId })
  expect(fuzzy.corrected).toEqual([])
})

test.each([
  "'; drop table pages; --",
  '\\',
  "''",
  '& | ! ( ) <->',
  ':*',
  '%',
  '__',
  '\u{10ffff}',
  '-',
  '--',
  '"""',
  'a'.repeat(200),
])('a query of %j is answered, not thrown', async (typed) => {
  expect((await search(typed)).query).toBe(typed)
})
