import { describe, expect, test } from 'vitest'
import { MAX_PAGES, readContent } from './content.ts'

const stamped = (value: unknown): object => ({ timestamp: '1:1', value })
const read = (fields: object): ReturnType<typeof readContent> => readContent(JSON.stringify(fields))
const order = (fields: object): string[] => read(fields).pages.map((page) => page.id)
const sources = (fields: object): (number | undefined)[] => read(fields).pages.map((page) => page.sourcePage)

describe('version 2', () => {
  // RM-11.5
  test('pages are sorted by their place and deleted ones are left out', () => {
    const pages = [
      { id: 'third', idx: stamped('bb'), template: stamped('P Dots S') },
      { id: 'gone', idx: stamped('ba'), deleted: stamped(1) },
      { id: 'last', idx: stamped('c') },
      { id: 'second', idx: stamped('baa'), deleted: stamped(0) },
    ]
    const content = read({ formatVersion: 2, fileType: 'notebook', cPages: { pages } })
    expect(content.pages).toEqual([
      { id: 'second', index: 0, storedIndex: 3, template: undefined, sourcePage: undefined, tags: [] },
      { id: 'third', index: 1, storedIndex: 0, template: 'P Dots S', sourcePage: undefined, tags: [] },
      { id: 'last', index: 2, storedIndex: 2, template: undefined, sourcePage: undefined, tags: [] },
    ])
  })

  // RM-11.5
  test('an inserted page has no source page, the others keep theirs', () => {
    const pages = [
      { id: 'a', idx: stamped('ba'), redir: stamped(0) },
      { id: 'inserted', idx: stamped('bb') },
      { id: 'b', idx: stamped('bc'), redir: stamped(1) },
    ]
    expect(sources({ fileType: 'pdf', cPages: { pages } })).toEqual([0, undefined, 1])
  })
})

describe('version 1 and none', () => {
  // RM-11.6
  test('the redirection map names source pages, -1 an inserted one', () => {
    const fields = { fileType: 'pdf', pages: ['a', 'b', 'c', 'd'], redirectionPageMap: [0, -1, 1] }
    expect(sources(fields)).toEqual([0, undefined, 1, undefined])
  })

  test('without a map pages follow the source one by one', () => {
    expect(sources({ fileType: 'epub', pages: ['a', 'b'] })).toEqual([0, 1])
    expect(sources({ fileType: 'notebook', pages: ['a', 'b'] })).toEqual([undefined, undefined])
  })

  // RM-11.6
  test('the oldest content has only a number of pages', () => {
    expect(order({ fileType: 'notebook', pageCount: 3 })).toEqual(['0', '1', '2'])
  })
})

// RM-11.11
test('tags of the document and of pages are read', () => {
  const content = read({
    pages: ['a', 'b'],
    tags: [{ name: 'garden', timestamp: 1_700_000_000_000 }],
    pageTags: [
      { name: 'todo', pageId: 'b', timestamp: 1 },
      { name: 'idea', pageId: 'b' },
    ],
  })
  expect(content.tags).toEqual([{ name: 'garden', taggedMs: 1_700_000_000_000 }])
  expect(content.pages.map((page) => page.tags)).toEqual([[], ['todo', 'idea']])
})

// RM-11.11
test('orientation, zoom, cover and title are read', () => {
  const fields = { orientation: 'landscape', zoomMode: 'customFit', customZoomScale: 1.5, customZoomCenterX: 3 }
  const content = read({ ...fields, coverPageNumber: 0, documentMetadata: { title: 'Faust' } })
  expect(content).toMatchObject({ orientation: 'landscape', coverPage: 0, title: 'Faust' })
  expect(content.zoom).toEqual({ mode: 'customFit', scale: 1.5, centreX: 3, centreY: undefined })
})

test('ids that are no ids, and those of another page, are left out and reported', () => {
  const content = read({ pages: ['a', '../b', 7, 'a', '', 'c'] })
  expect(content.pages.map((page) => page.id)).toEqual(['a', 'c'])
  expect(content.problems).toHaveLength(4)
})

test('a document of more pages than the limit is cut', () => {
  expect(read({ pageCount: MAX_PAGES + 10 }).pages).toHaveLength(MAX_PAGES)
})

// RM-11.1
test.each(['', '{', '42'])('broken content %j has no pages and says why', (json) => {
  expect(readContent(json)).toMatchObject({ pages: [], problems: ['The .content file is no JSON object.'] })
})

test('fields of the wrong type are as good as missing', () => {
  const fields = {
    cPages: { pages: 'x' },
    tags: {},
    pageTags: [3],
    formatVersion: '2',
    fileType: 9,
    coverPageNumber: {},
  }
  expect(read(fields)).toMatchObject({
    pages: [],
    tags: [],
    formatVersion: 0,
    fileType: undefined,
    coverPage: undefined,
  })
})
