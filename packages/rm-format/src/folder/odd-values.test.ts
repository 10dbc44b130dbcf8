import { describe, expect, test } from 'vitest'
import { readContent } from './content.ts'
import { readMetadata } from './metadata.ts'
import { readHighlights, readLayerMetadata, readPagedata } from './page-files.ts'

/** One of each kind of JSON value, and numbers and texts as no tablet writes them. */
const ODD: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -1e308,
  2 ** 53,
  '',
  'x',
  '-1',
  '1e400',
  '\u0000',
  '../../etc/passwd',
  'x'.repeat(10_000),
  [],
  [[]],
  [null, 1, 'a', {}],
  {},
  { value: null },
  { value: { value: 1 } },
  { timestamp: '1:1' },
  { length: 5 },
]

/** Everything a scene of a document may hold that is no number a page could have. */
function oddNumbers(value: unknown): unknown[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(oddNumbers)
}

const METADATA = {
  visibleName: 'Garden',
  type: 'DocumentType',
  parent: 'a9998bd1',
  deleted: false,
  pinned: true,
  lastModified: '1662729219042',
  createdTime: '1662729219000',
  lastOpened: '1662729219001',
  lastOpenedPage: 3,
}

describe('a .metadata file', () => {
  const plain = readMetadata(JSON.stringify(METADATA))
  /** Which of ours come from which of the tablet's. */
  const fields: [keyof typeof METADATA, keyof typeof plain][] = [
    ['visibleName', 'visibleName'],
    ['type', 'kind'],
    ['parent', 'parent'],
    ['deleted', 'isDeleted'],
    ['pinned', 'isPinned'],
    ['lastModified', 'lastModifiedMs'],
    ['createdTime', 'createdMs'],
    ['lastOpened', 'lastOpenedMs'],
    ['lastOpenedPage', 'lastOpenedPage'],
  ]

  // RM-11.1
  test.each(fields)('with anything at all as %s keeps its other fields', (stored, ours) => {
    for (const value of ODD) {
      const read = readMetadata(JSON.stringify({ ...METADATA, [stored]: value }))
      expect({ ...read, [ours]: plain[ours] }).toEqual(plain)
      expect(oddNumbers(read)).toEqual([])
    }
  })

  test.each(fields)('without %s is read without it', (stored, ours) => {
    const { [stored]: _, ...rest } = METADATA
    const read = readMetadata(JSON.stringify(rest))
    expect({ ...read, [ours]: plain[ours] }).toEqual(plain)
  })

  test.each([
    ['1662729219042', 1_662_729_219_042],
    [1_662_729_219_042, 1_662_729_219_042],
    ['1662729219042000000', 1_662_729_219_042],
    [1_662_729_219_042_000_000, 1_662_729_219_042],
    // The largest number taken for milliseconds, and the next.
    [1e14, 1e14],
    [1e14 + 1_000_000, 100_000_001],
    [1, 1],
    ['0', undefined],
    [0, undefined],
    [-1, undefined],
    ['-1662729219042', undefined],
    ['yesterday', undefined],
    ['', undefined],
    ['Infinity', undefined],
    ['NaN', undefined],
    [true, undefined],
  ])('with the time %j says %j', (lastModified, expected) => {
    expect(readMetadata(JSON.stringify({ ...METADATA, lastModified })).lastModifiedMs).toBe(expected)
  })

  test('is deleted or pinned by true alone, so that nothing is hidden by a stray value', () => {
    for (const value of ODD.filter((odd) => odd !== true)) {
      const read = readMetadata(JSON.stringify({ ...METADATA, deleted: value, pinned: value }))
      expect([read.isDeleted, read.isPinned]).toEqual([false, false])
    }
  })

  test('that names a field twice says what it says last', () => {
    expect(readMetadata('{"visibleName":"a","visibleName":"b"}').visibleName).toBe('b')
  })

  test('may begin with a byte order mark', () => {
    expect(readMetadata(`\ufeff${JSON.stringify(METADATA)}`)).toEqual(plain)
    expect(readContent('\ufeff{"pageCount":2}').pages).toHaveLength(2)
    expect(readLayerMetadata('\ufeff{"layers":[{"name":"Ink"}]}')).toHaveLength(1)
  })

  test('cut anywhere is a document all the same, and says that it is broken', () => {
    const json = JSON.stringify(METADATA)
    for (let length = 0; length < json.length; length++) {
      const read = readMetadata(json.slice(0, length))
      expect([length, read.kind, read.problem === undefined]).toEqual([length, 'document', false])
    }
  })
})

const stamped = (value: unknown): object => ({ timestamp: '1:2', value })
const CONTENT = {
  fileType: 'pdf',
  formatVersion: 2,
  orientation: 'landscape',
  zoomMode: 'customFit',
  customZoomScale: 1.25,
  customZoomCenterX: 5,
  customZoomCenterY: 936,
  coverPageNumber: 1,
  documentMetadata: { title: 'Faust' },
  tags: [{ name: 'green', timestamp: 1_700_000_000_000 }],
  pageTags: [{ name: 'todo', pageId: 'one', timestamp: 1 }],
  cPages: {
    pages: [
      { id: 'one', idx: stamped('ba'), template: stamped('Blank'), redir: stamped(0) },
      { id: 'two', idx: stamped('bb'), template: stamped('P Lines'), redir: stamped(1) },
    ],
  },
}
type Page = (typeof CONTENT)['cPages']['pages'][number]

describe('a .content file', () => {
  const names = Object.keys(CONTENT)

  test.each(names)('with anything at all as %s is read, page by page where there are any', (name) => {
    for (const value of ODD) {
      const read = readContent(JSON.stringify({ ...CONTENT, [name]: value }))
      expect(oddNumbers(read)).toEqual([])
      if (name !== 'cPages') expect(read.pages.map(({ id }) => id)).toEqual(['one', 'two'])
      else expect(read.pages).toEqual([])
    }
  })

  test.each(['fileType', 'orientation', 'zoomMode', 'coverPageNumber', 'documentMetadata', 'tags'])(
    'with anything at all as %s keeps templates and tags of its pages',
    (name) => {
      for (const value of ODD) {
        const read = readContent(JSON.stringify({ ...CONTENT, [name]: value }))
        expect(read.pages.map(({ template, tags }) => [template, tags])).toEqual([
          ['Blank', ['todo']],
          ['P Lines', []],
        ])
      }
    },
  )

  const withPage = (change: object): ReturnType<typeof readContent> => {
    const [one, two] = CONTENT.cPages.pages
    return readContent(JSON.stringify({ ...CONTENT, cPages: { pages: [one, { ...two, ...change }] } }))
  }
  const pageFields: (keyof Page)[] = ['idx', 'template', 'redir']

  test.each(pageFields)('with anything at all as %s of a page keeps both pages', (name) => {
    for (const value of ODD) {
      for (const odd of [value, stamped(value)]) {
        const read = withPage({ [name]: odd })
        expect(read.pages.map(({ id }) => id).toSorted()).toEqual(['one', 'two'])
        expect(read.problems).toEqual([])
        expect(oddNumbers(read)).toEqual([])
      }
    }
  })

  test('shows each page by an id that is safe as a file’s name, and says which it left out', () => {
    const named = (id: unknown): [string[], number] => {
      const read = withPage({ id })
      return [read.pages.map((page) => page.id), read.problems.length]
    }
    for (const bad of [...ODD, 'a/b', 'a\\b', '..', '.', 'a.rm', 'a b', 'ä', 'one', `${'x'.repeat(64)}x`]) {
      const isGood = typeof bad === 'string' && ['x', '-1', '1e400'].includes(bad)
      expect([bad, ...named(bad)]).toEqual([bad, isGood ? ['one', bad] : ['one'], isGood ? 0 : 1])
    }
    for (const good of ['2f1872fd-8b3c-4aa9-9c51-d6e44cbf205b', 'x'.repeat(64), '0', '_']) {
      expect(named(good)).toEqual([['one', good], 0])
    }
  })

  test.each([
    [stamped(1), true],
    [stamped(true), true],
    [1, true],
    [true, true],
    [stamped(0), false],
    [stamped(false), false],
    [stamped(null), false],
    [undefined, false],
    ['yes', false],
    [{}, false],
    [[], false],
  ])('takes a page with deleted %j for deleted: %s', (deleted, isGone) => {
    expect(withPage({ deleted }).pages).toHaveLength(isGone ? 1 : 2)
  })

  test.each([
    [0, 0],
    [7, 7],
    [-1, undefined],
    [1.5, undefined],
    [1e308, 1e308],
    ['1', undefined],
  ])('takes redir %j for source page %j', (redir, sourcePage) => {
    expect(withPage({ redir: stamped(redir) }).pages[1]?.sourcePage).toBe(sourcePage)
  })

  test('names no source pages where there is no source', () => {
    for (const fileType of ['notebook', '', 'odt', 3]) {
      const read = readContent(JSON.stringify({ ...CONTENT, fileType }))
      expect(read.pages.map((page) => page.sourcePage)).toEqual([undefined, undefined])
    }
  })

  test('sorts pages by their keys as bytes sort, and equal keys as they are stored', () => {
    const keys = ['b', 'B', 'ba', '', 'z', 'ba', 'ß', 'aa', 'c']
    const pages = keys.map((key, index) => ({ id: `p${index}`, idx: stamped(key) }))
    const read = readContent(JSON.stringify({ cPages: { pages } }))
    expect(read.pages.map(({ storedIndex }) => keys[storedIndex])).toEqual([
      '',
      'B',
      'aa',
      'b',
      'ba',
      'ba',
      'c',
      'z',
      'ß',
    ])
    expect(read.pages.map(({ storedIndex }) => storedIndex).slice(4, 6)).toEqual([2, 5])
    expect(read.pages.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('keeps each tag it can name, with its time where that is one', () => {
    const tags = [...ODD, { name: 'a', timestamp: '17' }, { name: '', timestamp: 5 }, { name: 7 }, { name: 'b' }]
    const read = readContent(JSON.stringify({ ...CONTENT, tags }))
    expect(read.tags.filter(({ name }) => name === 'a' || name === 'b')).toEqual([
      { name: 'a', taggedMs: 17 },
      { name: 'b', taggedMs: undefined },
    ])
    expect(read.tags.every(({ name }) => typeof name === 'string')).toBe(true)
  })

  test('has the zoom of a mode, without what of it is no number', () => {
    const zoomOf = (fields: object): unknown => readContent(JSON.stringify({ ...CONTENT, ...fields })).zoom
    expect(zoomOf({})).toEqual({ mode: 'customFit', scale: 1.25, centreX: 5, centreY: 936 })
    expect(zoomOf({ customZoomScale: 'big', customZoomCenterY: null })).toMatchObject({
      scale: undefined,
      centreX: 5,
      centreY: undefined,
    })
    expect(zoomOf({ zoomMode: 3 })).toBeUndefined()
  })

  test.each([
    [-5, 0],
    [0, 0],
    [2.5, 2],
    ['3', 0],
    [1e308, 100_000],
  ])('with nothing but a page count of %j has %d pages', (pageCount, pages) => {
    expect(readContent(JSON.stringify({ pageCount })).pages).toHaveLength(pages)
  })
})

describe('files of single pages', () => {
  test('names of layers are read from whatever is there', () => {
    for (const value of ODD) {
      expect(readLayerMetadata(JSON.stringify({ layers: value })).every(({ name }) => typeof name === 'string')).toBe(
        true,
      )
      expect(readLayerMetadata(JSON.stringify({ layers: [{ name: value, visible: value }] }))).toEqual([
        { name: typeof value === 'string' ? value : 'Layer 1', isVisible: value !== false },
      ])
    }
  })

  test('highlights keep what is right about them', () => {
    const whole = { text: 'so', start: 1, length: 2, color: 4, rects: [{ x: 1, y: 2, width: 3, height: 4 }] }
    for (const name of Object.keys(whole)) {
      for (const value of ODD) {
        const [read] = readHighlights(JSON.stringify({ highlights: [[{ ...whole, [name]: value }]] }))
        expect(oddNumbers(read)).toEqual([])
        if (name !== 'text') expect(read?.text).toBe('so')
        if (name !== 'rects') expect(read?.rects).toEqual([{ x: -701, y: 2, width: 3, height: 4 }])
      }
    }
    for (const value of ODD) expect(Array.isArray(readHighlights(JSON.stringify({ highlights: value })))).toBe(true)
  })

  test('a rectangle without one of its sides, or beyond any page, is left out and the next is kept', () => {
    const whole = { x: 702, y: 2, width: 3, height: 4 }
    for (const side of ['x', 'y', 'width', 'height']) {
      for (const value of [null, '1', 1e6, -1e6, undefined]) {
        const rects = [{ ...whole, [side]: value }, whole]
        const [read] = readHighlights(JSON.stringify({ highlights: [[{ rects }]] }))
        expect(read?.rects).toEqual([{ x: 0, y: 2, width: 3, height: 4 }])
      }
    }
  })

  test('page data of any line ends has one template a line, with blanks kept', () => {
    expect(readPagedata('A\r\nB \n\r\nC')).toEqual(['A', 'B ', '', 'C'])
    expect(readPagedata('\n')).toEqual([''])
    expect(readPagedata('A\n\n')).toEqual(['A', ''])
  })
})
