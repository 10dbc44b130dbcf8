import { describe, expect, test } from 'vitest'
import { NEEDS_CORPUS, corpusBytes, corpusFiles, hasCorpus } from '../../test/corpus.ts'
import { assembleDocument } from './assemble-document.ts'
import type { AssembledPage } from './assemble-document.ts'
import { readContent } from './content.ts'
import { readMetadata } from './metadata.ts'
import { planDocuments } from './plan-documents.ts'

const A = 'c73a0dfe-00e3-4f41-8f17-27136804069a'
const B = '701cdc43-04aa-410c-bc6f-3c773105a74d'
const PAGE = '2f1872fd-8b3c-4aa9-9c51-d6e44cbf205b'

// RM-11.10
test('a tablet folder is grouped by document, and the rest is loose', () => {
  const paths = [
    `xochitl/${A}.metadata`,
    `xochitl/${A}.content`,
    `xochitl/${A}.pagedata`,
    `xochitl/${A}.pdf`,
    `xochitl/${A}.local`,
    `xochitl/${A}/${PAGE}.rm`,
    `xochitl/${A}/${PAGE}-metadata.json`,
    `xochitl/${A}/${PAGE}/picture.png`,
    `xochitl/${A}.thumbnails/${PAGE}.png`,
    `xochitl/${A}.highlights/${PAGE}.json`,
    `xochitl/${B}.metadata`,
    'xochitl/notes.txt',
    'letter.pdf',
  ]
  const plan = planDocuments(paths)
  expect(plan.loose).toEqual(['xochitl/notes.txt', 'letter.pdf'])
  expect(plan.documents.map((document) => document.uuid)).toEqual([A, B])
  expect(plan.documents[0]).toEqual({
    uuid: A,
    metadataPath: paths[0],
    contentPath: paths[1],
    pagedataPath: paths[2],
    sourcePath: paths[3],
    sourceKind: 'pdf',
    otherPaths: [paths[4]],
    pagePaths: new Map([[PAGE, paths[5]]]),
    layerMetadataPaths: new Map([[PAGE, paths[6]]]),
    imagePaths: new Map([[PAGE, [paths[7]]]]),
    thumbnailPaths: new Map([[PAGE, paths[8]]]),
    highlightPaths: new Map([[PAGE, paths[9]]]),
  })
})

// RM-11.12
test('names of an unpacked archive may begin with a slash or hold backslashes', () => {
  const [document] = planDocuments([`/${A}.content`, `${A}\\${PAGE}.rm`]).documents
  expect(document?.pagePaths.get(PAGE)).toBe(`${A}\\${PAGE}.rm`)
  expect(document?.contentPath).toBe(`/${A}.content`)
})

test('a folder of pages named by a uuid is a document even alone; a single page is loose', () => {
  const plan = planDocuments([`${A}/${PAGE}.rm`, `${PAGE}.rm`, 'my pages/0.rm'])
  expect(plan.documents.map((document) => document.uuid)).toEqual([A])
  expect(plan.loose).toEqual([`${PAGE}.rm`, 'my pages/0.rm'])
})

test('the same document in two folders is two documents', () => {
  expect(planDocuments([`old/${A}.metadata`, `new/${A}.metadata`]).documents).toHaveLength(2)
})

test('of an EPUB and the PDF the tablet made of it, the PDF is the source', () => {
  for (const order of [
    ['epub', 'pdf'],
    ['pdf', 'epub'],
  ]) {
    const [document] = planDocuments([`${A}.content`, ...order.map((extension) => `${A}.${extension}`)]).documents
    expect(document).toMatchObject({ sourceKind: 'pdf', otherPaths: [`${A}.epub`] })
  }
})

// RM-11.4
test('metadata tells collections and templates from documents', () => {
  const types = new Map([
    [`${A}.metadata`, 'CollectionType'],
    [`${B}.metadata`, 'TemplateType'],
  ])
  const plan = planDocuments([...types.keys(), `${PAGE}.metadata`], (path) =>
    readMetadata(JSON.stringify({ type: types.get(path) })),
  )
  expect(plan.collections.map((found) => found.uuid)).toEqual([A])
  expect(plan.templates.map((found) => found.uuid)).toEqual([B])
  expect(plan.documents.map((found) => found.uuid)).toEqual([PAGE])
})

describe('assembling', () => {
  const content = readContent(JSON.stringify({ fileType: 'notebook', pages: ['first', 'second'], pageCount: 2 }))
  const paths = (pages: AssembledPage[]): unknown[] => pages.map((page) => [page.id, page.path, page.isOrphan])
  const assemble = (files: string[]): AssembledPage[] => {
    const [plan] = planDocuments([`${A}.content`, ...files]).documents
    if (plan === undefined) throw new Error('no document was found')
    return assembleDocument({ plan, content, pageData: ['Blank', ''] })
  }

  // RM-11.10
  test('pages without ink are kept, pages that the content does not name come last', () => {
    const pages = assemble([`${A}/zzz.rm`, `${A}/second.rm`, `${A}/stray.rm`])
    expect(paths(pages)).toEqual([
      ['first', undefined, false],
      ['second', `${A}/second.rm`, false],
      ['stray', `${A}/stray.rm`, true],
      ['zzz', `${A}/zzz.rm`, true],
    ])
    expect(pages.map((page) => page.template)).toEqual(['Blank', undefined, undefined, undefined])
  })

  // RM-11.6
  test('pages named by number belong to the ids at these places', () => {
    const pages = assemble([`${A}/0.rm`, `${A}/0-metadata.json`, `${A}/7.rm`])
    expect(paths(pages)).toEqual([
      ['first', `${A}/0.rm`, false],
      ['second', undefined, false],
      ['7', `${A}/7.rm`, true],
    ])
    expect(pages[0]?.layerMetadataPath).toBe(`${A}/0-metadata.json`)
  })

  test('without a content file pages come by number, then by name, and none is an orphan', () => {
    const [plan] = planDocuments([`${A}/10.rm`, `${A}/9.rm`, `${A}/8.rm`]).documents
    if (plan === undefined) throw new Error('no document was found')
    const pages = assembleDocument({ plan, content: undefined })
    expect(paths(pages)).toEqual([
      ['8', `${A}/8.rm`, false],
      ['9', `${A}/9.rm`, false],
      ['10', `${A}/10.rm`, false],
    ])
  })
})

describe.skipIf(!hasCorpus)(`the corpus as one upload (${NEEDS_CORPUS})`, () => {
  const files = corpusFiles('documents')
  const text = (path: string): string => new TextDecoder().decode(corpusBytes(path))
  const plan = planDocuments(files, (path) => readMetadata(text(path)))

  test('each folder is one document and nothing is loose', () => {
    expect(plan.loose).toEqual([])
    expect(plan.documents).toHaveLength(new Set(files.map((path) => path.split('/')[1])).size)
  })

  test('every page file belongs to exactly one page, and none is an orphan', () => {
    const pages = plan.documents.flatMap((document) => {
      const content = document.contentPath === undefined ? undefined : readContent(text(document.contentPath))
      expect(content?.problems).toEqual([])
      return assembleDocument({ plan: document, content })
    })
    const inked = pages.flatMap((page) => page.path ?? [])
    expect(inked.toSorted()).toEqual(files.filter((path) => path.endsWith('.rm')))
    expect(pages.filter((page) => page.isOrphan)).toEqual([])
  })

  test('an inserted page in a PDF is known as such', () => {
    const inserted = plan.documents.find((document) => document.uuid.startsWith('fbe9f971'))
    if (inserted?.contentPath === undefined) throw new Error('this document is in the corpus')
    expect(readContent(text(inserted.contentPath)).pages.map((page) => page.sourcePage)).toEqual([0, undefined, 1])
  })
})
