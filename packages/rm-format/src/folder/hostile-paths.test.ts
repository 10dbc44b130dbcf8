import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assembleDocument } from './assemble-document.ts'
import type { AssembledPage } from './assemble-document.ts'
import { readContent } from './content.ts'
import { placeOf } from './metadata.ts'
import { planDocuments } from './plan-documents.ts'
import type { DocumentPlan, UploadPlan } from './plan-documents.ts'

// The same cases on every run, so that what is red today was red yesterday.
fc.configureGlobal({ seed: 226 })

const A = 'c73a0dfe-00e3-4f41-8f17-27136804069a'
const B = '701cdc43-04aa-410c-bc6f-3c773105a74d'
const PAGE = '2f1872fd-8b3c-4aa9-9c51-d6e44cbf205b'

/** Every path a document's plan holds, wherever it put it. */
function pathsIn(plan: DocumentPlan): string[] {
  const single = [plan.metadataPath, plan.contentPath, plan.pagedataPath, plan.sourcePath]
  const maps = [plan.pagePaths, plan.layerMetadataPaths, plan.thumbnailPaths, plan.highlightPaths]
  return [
    ...single.flatMap((path) => path ?? []),
    ...maps.flatMap((map) => [...map.values()]),
    ...[...plan.imagePaths.values()].flat(),
    ...plan.otherPaths,
  ]
}

function allPaths({ documents, collections, templates, loose }: UploadPlan): string[] {
  return [...[...documents, ...collections, ...templates].flatMap(pathsIn), ...loose]
}

const folder = fc.constantFrom('', '/', './', 'xochitl/', 'a/b/', '\\', '../')
const name = fc.constantFrom(A, B, PAGE, '0', '..', ' ', '__proto__', 'constructor', '\u0000', '漢字', '')
const beside = fc.constantFrom('', '.metadata', '.content', '.pagedata', '.pdf', '.epub', '.rm', '.tombstone.json', '.')
const inside = fc.constantFrom(
  '',
  '.rm',
  '-metadata.json',
  '.png',
  '.jpg',
  '.json',
  '/picture.png',
  '/../0.rm',
  '//x.rm',
  `/${A}.content`,
)
const holder = fc.constantFrom('/', '\\', '//', '.thumbnails/', '.highlights/', '.cache/', '/./')
/** Files beside a document, in it, or in a folder that bears its name, under names of every sort. */
const path = fc.oneof(
  fc.tuple(folder, name, beside).map((parts) => parts.join('')),
  fc.tuple(folder, name, holder, name, inside).map((parts) => parts.join('')),
)

describe('a plan of any paths', () => {
  test('holds every path once: nothing is lost, and nothing is in two places', () => {
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 30 }), (paths) => {
        expect(allPaths(planDocuments(paths)).toSorted()).toEqual(paths.toSorted())
      }),
      { numRuns: 1500 },
    )
  })

  test('holds a path that is given twice twice', () => {
    const paths = [`${A}.content`, `${A}/${PAGE}.rm`, `${A}/${PAGE}.rm`, 'letter.pdf', 'letter.pdf']
    expect(allPaths(planDocuments(paths)).toSorted()).toEqual(paths.toSorted())
  })

  test('finds the same documents in whatever order the paths come', () => {
    const both = fc
      .uniqueArray(path, { maxLength: 15 })
      .chain((paths) => fc.tuple(fc.constant(paths), fc.shuffledSubarray(paths, { minLength: paths.length })))
    fc.assert(
      fc.property(both, ([paths, shuffled]) => {
        const uuids = (list: string[]): string[] => planDocuments(list).documents.map(({ uuid }) => uuid).toSorted() // prettier-ignore
        expect(uuids(shuffled)).toEqual(uuids(paths))
      }),
      { numRuns: 300 },
    )
  })

  test('is made in time that grows with their number: 60,000 paths of 3,000 documents', () => {
    const paths = Array.from({ length: 60_000 }, (_, index) => {
      const document = Math.floor(index / 20)
      const uuid = `${document.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`
      return index % 20 === 0 ? `a/b/${uuid}.content` : `a/b/${uuid}/page-${index}.rm`
    })
    const start = process.cpuUsage()
    expect(planDocuments(paths).documents).toHaveLength(3000)
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000)
  })
})

describe('one page with two files of a kind', () => {
  test.each([
    ['pictures of it, PNG and JPEG', `${A}.thumbnails/${PAGE}.png`, `${A}.thumbnails/${PAGE}.jpg`],
    ['the same file under two spellings', `${A}/${PAGE}.rm`, `/${A}//${PAGE}.rm`],
    ['pages of slashes of two kinds', `${A}/${PAGE}.rm`, `${A}\\${PAGE}.rm`],
  ])('keeps both, %s: the one that came last counts', (_, first, second) => {
    const [plan] = planDocuments([`${A}.content`, first, second]).documents
    if (plan === undefined) throw new Error('a document was given')
    expect(plan.otherPaths).toEqual([first])
    expect([...plan.pagePaths.values(), ...plan.thumbnailPaths.values()]).toEqual([second])
  })

  test('and so does a document with two files of metadata', () => {
    const [plan] = planDocuments([`x/${A}.metadata`, `./x/${A}.metadata`, `x/${A}.content`]).documents
    expect([plan?.metadataPath, plan?.otherPaths]).toEqual([`./x/${A}.metadata`, [`x/${A}.metadata`]])
  })
})

describe('depth and names', () => {
  const below = (folders: number): UploadPlan => planDocuments([`${'d/'.repeat(folders)}${A}.metadata`])

  test('a path of 64 parts is looked at, one of 65 is loose', () => {
    expect([below(63).documents.length, below(64).documents.length]).toEqual([1, 0])
    expect(below(64).loose).toHaveLength(1)
  })

  test('a page deeper than that below its document is loose too', () => {
    const deep = `${A}/${'d/'.repeat(64)}x.rm`
    expect(planDocuments([`${A}.content`, deep]).loose).toEqual([deep])
  })

  test('names that mean something to JavaScript are names like any other', () => {
    const paths = ['__proto__.metadata', '__proto__/constructor.rm', 'constructor.content', 'constructor/toString.rm']
    const { documents } = planDocuments(paths)
    expect(documents.map(({ uuid, pagePaths }) => [uuid, [...pagePaths.keys()]])).toEqual([
      ['__proto__', ['constructor']],
      ['constructor', ['toString']],
    ])
  })

  test('a folder that is no uuid makes no document of the pages in it', () => {
    for (const folder of [A.slice(1), `${A}0`, A.replaceAll('-', ''), 'notes']) {
      expect(planDocuments([`${folder}/0.rm`]).documents).toEqual([])
    }
    expect(planDocuments([`${A.toUpperCase()}/0.rm`]).documents).toHaveLength(1)
  })

  test('the outermost document owns what lies in documents within it', () => {
    const inner = `${A}/${B}.content`
    const { documents, loose } = planDocuments([`${A}.content`, inner, `${A}/${B}/0.rm`])
    expect(documents.find(({ uuid }) => uuid === A)?.otherPaths).toContain(inner)
    expect(loose).toEqual([])
  })
})

describe('the pages of a document', () => {
  const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', '0', '1', '2', '10'), { maxLength: 7 })

  function assembled(named: string[], files: string[]): AssembledPage[] {
    const [plan] = planDocuments([`${A}.content`, ...files.map((name) => `${A}/${name}.rm`)]).documents
    if (plan === undefined) throw new Error('a document was given')
    return assembleDocument({ plan, content: readContent(JSON.stringify({ pages: named })) })
  }

  test('hold every page file once, whatever the content names', () => {
    fc.assert(
      fc.property(ids, ids, (named, files) => {
        const pages = assembled(named, files)
        const paths = pages.flatMap(({ path: own }) => own ?? [])
        expect(paths.toSorted()).toEqual(files.map((name) => `${A}/${name}.rm`).toSorted())
        expect(pages.map(({ index }) => index)).toEqual(pages.map((_, index) => index))
        expect(pages.slice(0, named.length).map(({ id }) => id)).toEqual(named)
      }),
      { numRuns: 400 },
    )
  })

  test('have their own file before one of their number, and no page takes another’s', () => {
    const paths = (pages: AssembledPage[]): unknown[] => pages.map(({ id, path: own }) => [id, own?.split('/')[1]])
    expect(paths(assembled(['a', '0'], ['0']))).toEqual([
      ['a', undefined],
      ['0', '0.rm'],
    ])
    expect(paths(assembled(['1', '0'], ['0', '1']))).toEqual([
      ['1', '1.rm'],
      ['0', '0.rm'],
    ])
    expect(paths(assembled(['a', 'b'], ['a', '1', '0']))).toEqual([
      ['a', 'a.rm'],
      ['b', '1.rm'],
      ['0', '0.rm'],
    ])
  })
})

describe('the place of something on the tablet', () => {
  const names = ['a', 'b', 'c', 'd', 'e']
  const parents = fc.array(fc.constantFrom('', 'trash', 'elsewhere', ...names), { minLength: 5, maxLength: 5 })

  test('is found in any tangle of folders, and names each folder once', () => {
    fc.assert(
      fc.property(parents, fc.constantFrom(...names, ''), (list, parent) => {
        const collections = new Map(names.map((name, i) => [name, { parent: list[i] ?? '', isDeleted: false }]))
        const { collections: found, isInTrash } = placeOf({ parent, isDeleted: false }, collections)
        expect(new Set(found).size).toBe(found.length)
        expect(found.at(-1) ?? '').toBe(names.includes(parent) ? parent : '')
        for (const [i, name] of found.entries()) {
          if (i > 0) expect(collections.get(name)?.parent).toBe(found[i - 1])
        }
        expect(isInTrash).toBe(collections.get(found[0] ?? '')?.parent === 'trash')
      }),
      { numRuns: 500 },
    )
  })

  test('at the end of ten thousand folders is found without recursion', () => {
    const deep = new Map(
      Array.from({ length: 10_000 }, (_, i) => [`${i}`, { parent: i === 0 ? '' : `${i - 1}`, isDeleted: i === 0 }]),
    )
    const place = placeOf({ parent: '9999', isDeleted: false }, deep)
    expect([place.collections.length, place.collections[0], place.isInTrash]).toEqual([10_000, '0', true])
  })
})
