import { describe, expect, test } from 'vitest'
import { hashOfText } from './hash.fixture.ts'
import { describeDocument, PAGES_MAX } from './describe-document.ts'

const uuid = '11111111-1111-4111-8111-111111111111'

/** Reads a document whose files hold these texts. */
async function read(files: Record<string, string>, fallbackTitle = '') {
  const texts = new Map(Object.values(files).map((text) => [hashOfText(text), text]))
  const listed = Object.entries(files).map(([path, text]) => ({ path, sha256: hashOfText(text) }))
  return describeDocument({ uuid, fallbackTitle, files: listed, textOf: async (hash) => texts.get(hash) ?? '' })
}

const json = (value: unknown) => JSON.stringify(value)
const ids = (pages: { sourceUuid: string | undefined }[]) => pages.map(({ sourceUuid }) => sourceUuid)

describe('a document of the tablet', () => {
  test('of version 2 has its pages in the order of their keys, without the deleted ones', async () => {
    const pages = [
      { id: 'second', idx: { value: 'bb' }, template: { value: 'P Grid medium' } },
      { id: 'first', idx: { value: 'ba' } },
      { id: 'gone', idx: { value: 'bc' }, deleted: { value: 1 } },
    ]
    const described = await read({
      [`${uuid}.content`]: json({ formatVersion: 2, fileType: 'notebook', cPages: { pages } }),
    })
    expect(ids(described.pages)).toEqual(['first', 'second'])
    expect(described.pages[1]?.template).toBe('P Grid medium')
    expect(described).toMatchObject({ kind: 'notebook', source: undefined, problems: [] })
  })

  test('of version 1 lies over the pages of its source that its map names', async () => {
    const content = { fileType: 'pdf', pages: ['a', 'new', 'c'], redirectionPageMap: [0, -1, 2] }
    const described = await read({ [`${uuid}.content`]: json(content), [`${uuid}.pdf`]: '%PDF-' })
    expect(described.pages.map(({ sourcePage }) => sourcePage)).toEqual([0, undefined, 2])
    expect(described.source).toEqual({ sha256: hashOfText('%PDF-'), kind: 'pdf' })
    expect(new Set(described.pages.map(({ version }) => version)).size).toBe(3)
  })

  test('whose EPUB the tablet made a PDF of counts its pages in the PDF and stays an EPUB', async () => {
    const content = { fileType: 'epub', pages: ['a'] }
    const files = { [`${uuid}.content`]: json(content), [`${uuid}.epub`]: 'PK', [`${uuid}.pdf`]: '%PDF-' }
    expect(await read(files)).toMatchObject({ kind: 'epub', source: { kind: 'pdf' } })
  })

  test.each([
    ['its own name', { metadata: { visibleName: 'Mine' }, box: 'Box', title: 'Mine' }],
    ['the folder it came in without one', { metadata: { visibleName: '  ' }, box: 'Box', title: 'Box' }],
    ['its uuid when nothing else is known', { metadata: {}, box: '', title: uuid }],
  ])('has %s as its title', async (_, { metadata, box, title }) => {
    const files = { [`${uuid}.metadata`]: json(metadata), [`${uuid}.content`]: '{}' }
    expect((await read(files, box)).title).toBe(title)
  })

  test('says what of its files cannot be read, and shows the ink all the same', async () => {
    const files = { [`${uuid}.metadata`]: '{', [`${uuid}.content`]: 'cut o', [`${uuid}/lost.rm`]: 'ink' }
    const described = await read(files)
    expect(described.problems).toEqual([
      'The .metadata file is no JSON object.',
      'The .content file is no JSON object.',
    ])
    expect(described.pages).toMatchObject([{ sourceUuid: 'lost', isOrphan: true, inkSha256: hashOfText('ink') }])
  })

  test('with pictures and old highlights on a page has them in the page’s version', async () => {
    const content = { [`${uuid}.content`]: json({ fileType: 'notebook', pages: ['a'] }), [`${uuid}/a.rm`]: 'ink' }
    const plain = await read(content)
    const highlights = { [`${uuid}.highlights/a.json`]: '{"highlights":[]}', [`${uuid}/a/picture.png`]: 'png' }
    const decorated = await read({ ...content, ...highlights })
    expect(decorated.pages[0]?.extras.map(({ role, name }) => `${role} ${name}`)).toEqual([
      'highlights a.json',
      'image picture.png',
    ])
    expect(decorated.pages[0]?.version).not.toBe(plain.pages[0]?.version)
  })

  test('that is turned sideways has new versions of its pages, since their ink turns with it', async () => {
    const held = async (orientation: string) =>
      read({ [`${uuid}.content`]: json({ pages: ['a'], orientation }), [`${uuid}/a.rm`]: 'ink' })
    const [upright, sideways] = [await held('portrait'), await held('landscape')]
    expect([upright, sideways].map(({ facts }) => facts.orientation)).toEqual(['portrait', 'landscape'])
    expect(sideways.pages[0]?.version).not.toBe(upright.pages[0]?.version)
  })

  test('with more pages than are shown keeps the first ones and says so', async () => {
    const pages = Array.from({ length: PAGES_MAX + 5 }, (_, index) => `p${index}`)
    const described = await read({ [`${uuid}.content`]: json({ fileType: 'notebook', pages }) })
    expect(described.pages).toHaveLength(PAGES_MAX)
    expect(described.problems).toEqual([`The document lists ${PAGES_MAX + 5} pages; the first ${PAGES_MAX} are shown.`])
  })

  test.each([
    [{ parent: 'trash' }, true],
    [{ deleted: true }, true],
    [{ parent: uuid }, false],
  ])('with %j is trashed there: %s', async (metadata, isTrashed) => {
    expect((await read({ [`${uuid}.metadata`]: json(metadata), [`${uuid}.content`]: '{}' })).facts.isTrashed).toBe(
      isTrashed,
    )
  })
})
