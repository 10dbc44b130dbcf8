import { describe, expect, test } from 'vitest'
import {
  STYLES,
  TOOLS,
  assembleDocument,
  parsePage,
  placeOf,
  planDocuments,
  readContent,
  readMetadata,
  readPagedata,
} from '@kinfolio/rm-format'
import type { AssembledPage, ParsedPage, TabletContent, TabletMetadata } from '@kinfolio/rm-format'
import { boxOf, notebookUuid, randomFrom, uuidFrom, writeHandwriting, writeNotebook, writeNotes } from './index.ts'
import type { MadeFile, NotebookInput, NotebookPage } from './index.ts'

type Read = {
  metadata: TabletMetadata
  content: TabletContent
  pages: (AssembledPage & { parsed: ParsedPage })[]
  folders: string[]
  loose: string[]
}

/** A notebook's files, read as an upload of a tablet's folder is. */
function readBack(files: MadeFile[], uuid: string): Read {
  const bytesOf = (path: string | undefined): Uint8Array => {
    const found = files.find((file) => file.path === path)
    if (found === undefined) throw new Error(`no file ${path}`)
    return found.bytes
  }
  const textOf = (path: string | undefined): string => new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(path))
  const plan = planDocuments(
    files.map(({ path }) => path),
    (path) => readMetadata(textOf(path)),
  )
  const document = plan.documents.find((found) => found.uuid === uuid)
  if (document === undefined) throw new Error('the notebook is no document')
  const metadata = readMetadata(textOf(document.metadataPath))
  const content = readContent(textOf(document.contentPath))
  const pageData = readPagedata(textOf(document.pagedataPath))
  const pages = assembleDocument({ plan: document, content, pageData })
  const collections = new Map(plan.collections.map((one) => [one.uuid, readMetadata(textOf(one.metadataPath))]))
  const { collections: chain } = placeOf(metadata, collections)
  return {
    metadata,
    content,
    pages: pages.map((page) => ({ ...page, parsed: parsePage(bytesOf(page.path)) })),
    folders: chain.map((folder) => collections.get(folder)?.visibleName ?? '?'),
    loose: plan.loose,
  }
}

const back = (input: NotebookInput): Read => readBack(writeNotebook(input), notebookUuid(input))
const simple = (changes: Partial<NotebookInput> = {}): NotebookInput => ({
  title: 'Notes',
  pages: [{}],
  seed: 1,
  ...changes,
})

const TITLES = [
  'Recipes',
  '',
  'a/b',
  '"quoted" \\ back',
  '日本の手帳 🌸',
  'line\nbreak',
  '\u0000 odd',
  '../up',
  ' spaced ',
]
const TEMPLATES = ['Blank', 'P Lines medium', 'P Grid small', 'LS Dots S', 'My own – template', undefined]
const TAGS = ['todo', 'for Grandma', 'ä/ö', '🌱']

/** A notebook drawn at random: any title, folders, tags and pages of every kind. */
function someNotebook(seed: number): NotebookInput {
  const random = randomFrom(`notebook ${seed}`)
  const one = <T>(list: readonly T[]): T | undefined => list[Math.floor(random.next() * list.length)]
  const some = <T>(list: readonly T[]): T[] => list.filter(() => random.next() < 0.4)
  const page = (): NotebookPage => {
    const template = one(TEMPLATES)
    const text = { x: -468, y: 234, width: 936, paragraphs: [{ text: 'typed 🌍', style: STYLES.heading }] }
    const layer = {
      label: 'Sketch',
      isVisible: random.next() < 0.5,
      items: writeHandwriting('x', { seed, x: 0, y: 90 }),
    }
    return {
      ...(random.next() < 0.4 ? { notes: '# Jam\n[x] plums' } : {}),
      ...(random.next() < 0.3 ? { layers: [layer] } : {}),
      ...(random.next() < 0.3 ? { text } : {}),
      ...(template === undefined ? {} : { template }),
      tags: some(TAGS),
    }
  }
  return {
    title: one(TITLES) ?? '',
    folder: some(['Home', 'Küche', 'Old & new']).join('/'),
    pages: Array.from({ length: Math.floor(random.next() * 7) }, page),
    seed: `seed ${seed}`,
    tags: some(TAGS),
    isPinned: random.next() < 0.5,
    modifiedMs: 1_600_000_000_000 + Math.floor(random.next() * 1e11),
  }
}

describe('any notebook', () => {
  const notebooks = Array.from({ length: 24 }, (_, seed) => someNotebook(seed))

  test.each(notebooks.map((input, seed) => ({ seed, input })))('number $seed is read back whole', ({ input }) => {
    const { metadata, content, pages, folders, loose } = back(input)
    expect(loose).toEqual([])
    expect(metadata).toMatchObject({
      visibleName: input.title,
      kind: 'document',
      isPinned: input.isPinned,
      isDeleted: false,
      lastModifiedMs: input.modifiedMs,
      problem: undefined,
    })
    expect(folders).toEqual((input.folder ?? '').split('/').filter((name) => name !== ''))
    expect(content).toMatchObject({ fileType: 'notebook', formatVersion: 2, problems: [] })
    expect(content.tags.map(({ name }) => name)).toEqual(input.tags)
    expect(pages).toHaveLength(input.pages.length)
    expect(pages.every(({ isOrphan }) => !isOrphan)).toBe(true)
    for (const [i, page] of input.pages.entries()) {
      const read = pages[i]
      expect([read?.template, read?.tags]).toEqual([page.template ?? 'Blank', page.tags])
      expect(read?.parsed.problems).toEqual([])
      expect(read?.parsed.scene.text?.paragraphs[0]?.text).toBe(page.text?.paragraphs[0]?.text)
    }
  })

  test.each(notebooks.map((input, seed) => ({ seed, input })))('number $seed has the ink it was given', ({ input }) => {
    const { pages } = back(input)
    for (const [i, page] of input.pages.entries()) {
      const layers = pages[i]?.parsed.scene.layers ?? []
      const counts = layers.map(({ items }) => items.length)
      const hasNotes = page.notes !== undefined
      const own = (page.layers ?? []).map(({ items }) => items.length)
      expect(counts.slice(hasNotes ? 1 : 0)).toEqual(own.length > 0 || hasNotes ? own : [0])
      if (hasNotes) expect(counts[0]).toBeGreaterThan(5)
      const shown = layers.slice(hasNotes ? 1 : 0).map(({ isVisible }) => isVisible)
      expect(shown.slice(0, own.length)).toEqual((page.layers ?? []).map(({ isVisible }) => isVisible))
    }
  })
})

describe('a notebook’s files', () => {
  test('have names that differ, below the notebook’s and its folders’ uuids', () => {
    const files = writeNotebook(simple({ folder: 'A/B', pages: [{}, {}] }))
    const paths = files.map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
    for (const path of paths) expect(path).toMatch(uuid)
    expect(paths.map((path) => path.replace(uuid, '').replace(/^\/.*\.rm$/, '/page'))).toEqual([
      '.metadata',
      '.content',
      '.metadata',
      '.content',
      '.metadata',
      '.content',
      '.pagedata',
      '/page',
      '/page',
    ])
  })

  test('are in no folder unless one is named, and empty names of folders are none', () => {
    expect(back(simple()).folders).toEqual([])
    expect(back(simple({ folder: '//A///B/' })).folders).toEqual(['A', 'B'])
  })

  test('share a folder of one path, and not one of another path with the same name', () => {
    const folders = (folder: string): string[] =>
      writeNotebook(simple({ folder, title: folder })).flatMap(({ path }, i) =>
        path.endsWith('.metadata') && i < 2 * folder.split('/').length ? [path] : [],
      )
    expect(folders('Home/Kitchen')[0]).toBe(folders('Home/Garden')[0])
    expect(folders('Home/Kitchen')[1]).not.toBe(folders('Home/Garden')[1])
    expect(folders('Home/Kitchen')[1]).not.toBe(folders('Work/Kitchen')[1])
  })

  test('tell the size of their pages and the page that was open', () => {
    const input = simple({ pages: [{ notes: 'a' }, { notes: 'b' }] })
    const files = writeNotebook(input)
    const content: unknown = JSON.parse(new TextDecoder().decode(files.find(({ path }) => path.endsWith('.content'))?.bytes)) // prettier-ignore
    const pages = files.filter(({ path }) => path.endsWith('.rm'))
    const first = pages[0]?.path.split('/')[1]?.replace('.rm', '')
    expect(content).toMatchObject({
      pageCount: 2,
      sizeInBytes: `${pages.reduce((sum, { bytes }) => sum + bytes.length, 0)}`,
      cPages: { lastOpened: { value: first } },
    })
  })

  test('keep pages in order far beyond a letter for each', () => {
    for (const count of [25, 26, 27, 52, 53, 300]) {
      const pages = Array.from({ length: count }, (_, i) => ({ template: `T${i}` }))
      expect(back(simple({ pages })).pages.map(({ template }) => template)).toEqual(
        pages.map(({ template }) => template),
      )
    }
  }, 60_000)

  test('have the paper asked for, and the first tablets’ without being asked', () => {
    expect(back(simple()).pages[0]?.parsed.scene.paper).toEqual({ width: 1404, height: 1872 })
    const move = { width: 820.3, height: 1458.3 }
    expect(back(simple({ paper: move })).pages[0]?.parsed.scene.paper).toEqual(move)
  })
})

describe('the identity of a notebook', () => {
  test('is its title and seed: what changes in it changes no uuid', () => {
    const paths = (input: NotebookInput): string[] => writeNotebook(input).map(({ path }) => path)
    const plain = simple({ pages: [{}, {}] })
    expect(paths({ ...plain, pages: [{ notes: 'x' }, { tags: ['t'] }], isPinned: true })).toEqual(paths(plain))
    expect(notebookUuid({ title: 'Notes', seed: 2 })).not.toBe(notebookUuid(plain))
    expect(notebookUuid({ title: 'Note', seed: 1 })).not.toBe(notebookUuid(plain))
  })

  test('differs page by page, and so does the hand on each', () => {
    const { pages } = back(simple({ pages: [{ notes: 'same words' }, { notes: 'same words' }] }))
    expect(pages[0]?.id).not.toBe(pages[1]?.id)
    const inks = pages.map(({ parsed }) => parsed.scene.layers[0]?.items)
    expect(inks[0]).not.toEqual(inks[1])
  })
})

describe('notes', () => {
  const write = (markup: string): ReturnType<typeof writeNotes> => writeNotes(markup, { seed: 3 })
  const inkOf = (tool: number, markup: string): number => write(markup).strokes.filter((stroke) => stroke.tool === tool).length // prettier-ignore

  test('have headings larger than their body, with a line below', () => {
    const [heading, body] = ['# onion', 'onion'].map((markup) => writeNotes(markup, { seed: 3, hand: { joining: 0 } }))
    const height = (notes: typeof heading): number => notes?.words[0]?.box.height ?? NaN
    expect(height(heading) / height(body)).toBeGreaterThan(1.3)
    expect(heading?.strokes.length).toBe((body?.strokes.length ?? 0) + 1)
    const line = heading?.strokes.at(-1)
    const box = boxOf(line === undefined ? [] : [line])
    expect(box.width).toBeGreaterThan(heading?.words[0]?.box.width ?? Infinity)
    expect(box.y).toBeGreaterThan((heading?.words[0]?.baseline ?? Infinity) + 5)
  })

  test('have boxes for what is to do, ticked for what is done, drawn with the fineliner', () => {
    const fineliner = TOOLS.fineliner[1]
    expect([inkOf(fineliner, '[ ] milk'), inkOf(fineliner, '[x] milk'), inkOf(fineliner, 'milk')]).toEqual([1, 2, 0])
    expect(write('[ ] milk').words[0]?.box.x).toBeGreaterThan(write('milk').words[0]?.box.x ?? Infinity)
  })

  test('are indented two spaces at a time', () => {
    const left = (markup: string): number => write(markup).words.find(({ text }) => text === 'milk')?.box.x ?? NaN
    const [none, one, two] = ['milk', '  milk', '    milk'].map(left)
    expect((one ?? 0) - (none ?? 0)).toBeCloseTo(48, -1)
    expect((two ?? 0) - (one ?? 0)).toBeCloseTo(48, -1)
    expect(left(' milk')).toBeCloseTo(none ?? NaN, -1)
  })

  test('leave a gap for an empty line, smaller than a line', () => {
    const baseline = (markup: string): number => write(markup).words.at(-1)?.baseline ?? NaN
    const [line, gap] = [baseline('a\nb') - baseline('a'), baseline('a\n\nb') - baseline('a\nb')]
    expect(gap).toBeGreaterThan(0)
    expect(gap).toBeLessThan(line)
  })

  test.each([
    ['==a== b', 1],
    ['==a b c==', 1],
    ['==a== b ==c==', 2],
    ['a b', 0],
    ['==a', 1],
    ['# ==a==', 1],
    ['[ ] ==a b==', 1],
  ])('mark %j with %d strokes of the highlighter', (markup, marks) => {
    expect(inkOf(TOOLS.highlighter[1], markup)).toBe(marks)
    expect(write(markup).text).not.toContain('=')
  })

  test('mark on each line what is marked over a line’s end', () => {
    const notes = writeNotes('==one two three four five six seven==', { seed: 1, width: 300 })
    const lines = new Set(notes.words.map(({ line }) => line)).size
    expect(lines).toBeGreaterThan(1)
    expect(notes.strokes.filter(({ tool }) => tool === TOOLS.highlighter[1])).toHaveLength(lines)
  })

  test.each([
    ['[y] milk', '[y] milk'],
    ['[ ]milk', '[ ]milk'],
    ['#milk', '#milk'],
    ['-milk', '-milk'],
    ['a [ ] b', 'a [ ] b'],
    ['## milk', '## milk'],
  ])('take %j as plain words, since it only looks like markup', (markup, text) => {
    expect(write(markup).text).toBe(text)
  })

  test('of nothing are nothing', () => {
    expect(write('')).toMatchObject({ strokes: [], words: [], text: '' })
    expect(write('\n \n')).toMatchObject({ strokes: [], words: [] })
  })
})

describe('uuids', () => {
  test('are of version 4’s form and do not repeat', () => {
    const made = Array.from({ length: 3000 }, (_, i) => uuidFrom(randomFrom(i)))
    expect(new Set(made).size).toBe(made.length)
    for (const uuid of made)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

describe('randomness', () => {
  test('lies from 0 up to 1 and fills every tenth alike', () => {
    const random = randomFrom(9)
    const tenths = Array.from({ length: 10 }, () => 0)
    for (let i = 0; i < 20_000; i++) {
      const value = random.next()
      expect(value >= 0 && value < 1).toBe(true)
      tenths[Math.floor(value * 10)]! += 1
    }
    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200)
  })

  test('wobbles round zero, never further than asked', () => {
    const random = randomFrom('w')
    const values = Array.from({ length: 5000 }, () => random.wobble(3))
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(3)
    expect(Math.abs(values.reduce((a, b) => a + b, 0) / values.length)).toBeLessThan(0.1)
    expect(values.filter((value) => Math.abs(value) < 1.5).length / values.length).toBeGreaterThan(0.75)
    expect(randomFrom(1).wobble(0)).toBeCloseTo(0, 12)
  })

  test('of another seed, or another fork, is another, and numbers and names are seeds alike', () => {
    const first = (seed: number | string): number => randomFrom(seed).next()
    expect(new Set([1, 2, 3, '1', 'a', 'b', ''].map(first)).size).toBe(7)
    const forks = ['a', 'b', 'c'].map((name) => randomFrom(1).fork(name).next())
    expect(new Set([...forks, first(1)]).size).toBe(4)
    expect(randomFrom(2).fork('a').next()).not.toBe(forks[0])
  })
})

describe('a made document', () => {
  const bytes = Uint8Array.of(1, 2, 3)

  test('lies on its PDF page for page, as one with ink on it', () => {
    const input = simple({ pdf: bytes, pages: [{ notes: 'one' }, { notes: 'two' }] })
    const files = writeNotebook(input)
    expect(files.find(({ path }) => path === `${notebookUuid(input)}.pdf`)?.bytes).toBe(bytes)
    const { content, pages } = back(input)
    expect(content.fileType).toBe('pdf')
    expect(pages.map(({ sourcePage }) => sourcePage)).toEqual([0, 1])
  })

  test('has its pictures below the ink, and their files beside the page', () => {
    const box = { x: -100, y: 200, width: 300, height: 150 }
    const input = simple({ pages: [{ notes: 'look', pictures: [{ fileName: 'lake.jpg', bytes, box }] }] })
    const { pages } = back(input)
    const [below, ink] = pages[0]!.parsed.scene.layers
    const picture = below?.items[0]
    if (picture?.kind !== 'image') throw new Error('there is no picture')
    expect(picture.corners).toEqual([
      { x: -100, y: 200, u: 0, v: 0 },
      { x: 200, y: 200, u: 1, v: 0 },
      { x: 200, y: 350, u: 1, v: 1 },
      { x: -100, y: 350, u: 0, v: 1 },
    ])
    expect(pages[0]!.parsed.scene.images.get(picture.image)?.fileName).toBe('lake.jpg')
    expect(ink?.items.length).toBeGreaterThan(3)
    expect(writeNotebook(input).some(({ path }) => path.endsWith('/lake.jpg'))).toBe(true)
  })
})
