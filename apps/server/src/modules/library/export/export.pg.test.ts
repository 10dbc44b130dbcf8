import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { DocumentId, ExportFormat, PageId, Sha256 } from '@kinfolio/contracts'
import { writeNotebook } from '@kinfolio/testkit'
import * as mupdf from 'mupdf'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import yauzl from 'yauzl'
import { type Blobs, BlobTooLarge } from '../../../kernel/blobs/blobs.port.ts'
import { WorkerCrashed, type WorkerPool, WorkerTimeout } from '../../../kernel/pool/index.ts'
import { openTestLibrary, pageBytes, type TestLibrary } from '../library.testing.ts'
import type { TextLine } from '../pages/text-line.ts'
import { makePdf } from './make-pdf.ts'

const at = await openTestLibrary()
afterAll(async () => at[Symbol.asyncDispose]())
const signal = new AbortController().signal

type Files = Record<string, Uint8Array | string>
const add = async (files: Files, by = at.by) => {
  const answer = await at.library.importFiles({ ...by, collectionId: null, files: await at.keep(files) })
  const [document] = answer.documents
  if (document === undefined) throw new Error('no document')
  return { ...answer, id: document.id }
}

async function bytesOf(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body)
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function take(id: DocumentId, format: ExportFormat) {
  const file = await at.library.exportDocument({ ...at.by, id, format, signal })
  return { ...file, bytes: await bytesOf(file.body) }
}

async function unzip(bytes: Buffer): Promise<Map<string, Buffer>> {
  const zip = await yauzl.fromBufferPromise(bytes)
  const files = new Map<string, Buffer>()
  for await (const entry of zip.eachEntry()) {
    const stream = await zip.openReadStreamPromise(entry)
    files.set(entry.fileName, await bytesOf(stream))
  }
  return files
}

function line(text: string, box: TextLine['box'], more: Partial<TextLine> = {}): TextLine {
  return { text, box, confidence: 1, origin: 'ink', words: [{ text, box, confidence: 1 }], ...more }
}

async function write(id: DocumentId, lines: TextLine[]): Promise<void> {
  const [page] = await at.library.readPageVersions({ ...at.by, documentId: id })
  if (page === undefined) throw new Error('no page')
  const text = { spaceId: at.by.spaceId, readingId: null, lines, language: 'en', confidence: 1 }
  await at.database.write(at.by.context, async (tx) => at.library.recordPageText({ tx, ...page, ...text }))
}

const made = (title: string, notes = ['some notes'], folder?: string): Files =>
  Object.fromEntries(
    writeNotebook({ title, pages: notes.map((text) => ({ notes: text })), seed: title, ...(folder && { folder }) }).map(
      ({ path, bytes }) => [path, bytes],
    ),
  )

test('Markdown keeps headings, lists and to-dos, and what only looks like Markdown is text', async () => {
  const { id } = await add(made('Plan: "big"'))
  const box = { x: 0, y: 0, width: 1, height: 0.1 }
  await write(id, [
    line('The plan', box, { style: 'title' }),
    line('# not a heading *at all*', box),
    line('second line', box),
    line('milk', box, { style: 'to-do' }),
    line('eggs', box, { style: 'to-do-done', indent: 1 }),
  ])
  const { bytes, fileName, mediaType } = await take(id, 'markdown')
  expect([fileName, mediaType]).toEqual(['Plan_ _big_.md', 'text/markdown; charset=utf-8'])
  const [, front, body] = bytes.toString().split(/^---$/m)
  expect(front).toContain('title: "Plan: \\"big\\""')
  expect(body?.trim()).toBe(
    '<!-- page 1 -->\n\n# The plan\n\n\\# not a heading \\*at all\\*  \nsecond line\n\n- [ ] milk\n  - [x] eggs',
  )
})

/** Where mupdf finds a text, as fractions of the page. */
function find(pdf: Buffer, { page, text }: { page: number; text: string }) {
  const document = mupdf.Document.openDocument(pdf, 'application/pdf')
  const sheet = document.loadPage(page)
  const [x0, y0, x1, y1] = sheet.getBounds()
  return sheet.search(text, '').map(([quad]) => {
    const [left = 0, top = 0, right = 0, , , bottom = 0] = quad ?? []
    return {
      x: (left - x0) / (x1 - x0),
      y: (top - y0) / (y1 - y0),
      width: (right - left) / (x1 - x0),
      height: (bottom - top) / (y1 - y0),
    }
  })
}

function expectNear(found: ReturnType<typeof find>, box: TextLine['box']): void {
  expect(found).toHaveLength(1)
  for (const side of ['x', 'y', 'width', 'height'] as const) expect(found[0]?.[side]).toBeCloseTo(box[side], 2)
}

describe('a PDF', () => {
  test('of a notebook has the words exactly under the ink', async () => {
    const { id } = await add(made('Notes'))
    const boxes = {
      first: { x: 0.2, y: 0.1, width: 0.15, height: 0.03 },
      second: { x: 0.5, y: 0.6, width: 0.3, height: 0.05 },
    }
    await write(id, [line('Handwritten', boxes.first), line('Straßenbahn', boxes.second)])
    const { bytes, mediaType } = await take(id, 'pdf')
    expect(mediaType).toBe('application/pdf')
    expectNear(find(bytes, { page: 0, text: 'Handwritten' }), boxes.first)
    expectNear(find(bytes, { page: 0, text: 'Straßenbahn' }), boxes.second)
  })

  test.each([
    ['is longer than may be read', { blobs: refusing(new BlobTooLarge('x')) }],
    ['takes too long', { pool: failing(new WorkerTimeout('x')) }],
    ['takes more memory than there is', { pool: failing(new WorkerCrashed('x')) }],
  ])('of what %s is refused with the reason', async (_, broken) => {
    const { id } = await add(made('Large'))
    const pdf = makePdf(
      { database: at.database, blobs: at.blobs, pool: failing(), ...broken },
      { ...at.by, id, signal },
    )
    await expect(pdf).rejects.toMatchObject({ body: { type: '/problems/too-large-to-export' } })
  })

  test.each([0, 90, 180, 270] as const)(
    'over a source turned by %i° keeps its text and lays words where they are shown',
    async (turn) => {
      const { id, job_id } = await add({ [`turned-${turn}.pdf`]: sourcePdf(turn) })
      await at.finished(job_id)
      const box = { x: 0.3, y: 0.4, width: 0.2, height: 0.04 }
      await write(id, [line('Margin', box), line('Printed', box, { origin: 'printed' })])
      const { bytes } = await take(id, 'pdf')
      expect(find(bytes, { page: 0, text: 'Original words' })).toHaveLength(1)
      expect(find(bytes, { page: 0, text: 'Printed' })).toHaveLength(0)
      expectNear(find(bytes, { page: 0, text: 'Margin' }), box)
      const original = await take(id, 'original')
      expect(bytes.subarray(0, original.bytes.length).equals(original.bytes)).toBe(true)
    },
  )
})

describe('a PDF of a picture', () => {
  /** Dark on the left as it is shown. */
  const picture = () =>
    sharp({ create: { width: 600, height: 400, channels: 3, background: '#fff' } }).composite([
      { input: { create: { width: 300, height: 400, channels: 3, background: '#222' } }, left: 0, top: 0 },
    ])
  const turned = async () =>
    sharp(await picture().png().toBuffer())
      .rotate(90)
      .withMetadata({ orientation: 8 })

  test.each([
    ['png', async () => picture().png().toBuffer()],
    ['webp', async () => picture().webp().toBuffer()],
    ['jpg', async () => (await turned()).jpeg().toBuffer()],
  ])('in %s shows it upright, with its words over it', async (ending, make) => {
    const { id, job_id } = await add({ [`photo.${ending}`]: await make() })
    await at.finished(job_id)
    const box = { x: 0.1, y: 0.2, width: 0.3, height: 0.05 }
    await write(id, [line('Margarethe', box)])
    const { bytes } = await take(id, 'pdf')
    expectNear(find(bytes, { page: 0, text: 'Margarethe' }), box)
    const pixmap = mupdf.Document.openDocument(bytes, 'application/pdf')
      .loadPage(0)
      .toPixmap(mupdf.Matrix.identity, mupdf.ColorSpace.DeviceGray, false, true)
    const [width, height, pixels] = [pixmap.getWidth(), pixmap.getHeight(), pixmap.getPixels()]
    const middle = Math.floor(height / 2) * width
    expect(width).toBeGreaterThan(height)
    expect(pixels[middle + Math.floor(width / 4)]).toBeLessThan(60)
    expect(pixels[middle + Math.floor((width * 3) / 4)]).toBeGreaterThan(200)
  })

  test('that cannot be opened is its empty page', async () => {
    const { id, job_id } = await add({ 'claims.png': hugePng() })
    await at.finished(job_id)
    const { bytes } = await take(id, 'pdf')
    expect(mupdf.Document.openDocument(bytes, 'application/pdf').countPages()).toBe(1)
  })
})

function refusing(error: Error): Blobs {
  return { ...at.blobs, read: async () => Promise.reject(error) }
}

function failing(error = new Error('not asked')): WorkerPool {
  return { run: async () => Promise.reject(error), warm: () => undefined }
}

/** A header that claims 65,000 × 65,000 pixels, and nothing behind it. */
function hugePng(): Buffer {
  const header = Buffer.alloc(33)
  header.write('\x89PNG\r\n\x1a\n', 'latin1')
  header.writeUInt32BE(13, 8)
  header.write('IHDR', 12)
  header.writeUInt32BE(65_000, 16)
  header.writeUInt32BE(65_000, 20)
  header.writeUInt8(8, 24)
  header.writeUInt8(2, 25)
  header.writeUInt32BE(crc32(header.subarray(12, 29)), 29)
  return header
}

/** One page of 400 × 600 points beside the origin, with a text that can be found. */
function sourcePdf(turn: 0 | 90 | 180 | 270): Uint8Array {
  const document = new mupdf.PDFDocument()
  const font = document.addSimpleFont(new mupdf.Font('Helvetica'))
  const resources = document.addObject({ Font: { F1: font } })
  const text = 'BT /F1 18 Tf 60 300 Td (Original words) Tj ET'
  document.insertPage(-1, document.addPage([10, 20, 410, 620], turn, resources, text))
  return document.saveToBuffer('').asUint8Array().slice()
}

const corpus = process.env['KINFOLIO_CORPUS'] ?? join(import.meta.dirname, '../../../../../../../shared/corpus')

describe.skipIf(!existsSync(corpus))('annotated documents of the corpus (needs the corpus)', () => {
  test.each(['rm2pdf__version3', 'rm2pdf__test', 'remapy__testcases-annotation__0b98f998'])(
    '%s becomes a PDF with as many pages as it has, ink on top',
    async (name) => {
      const by = await at.newcomer()
      const folder = join(corpus, 'documents', name)
      const found = await readdir(folder, { recursive: true, withFileTypes: true })
      const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
      const files = await Promise.all(
        paths.map(async (path) => [path.slice(folder.length + 1), await readFile(path)] as const),
      )
      const { id, documents } = await add(Object.fromEntries(files), by)
      const file = await at.library.exportDocument({ ...by, id, format: 'pdf', signal })
      const pdf = mupdf.Document.openDocument(await bytesOf(file.body), 'application/pdf')
      expect(pdf.countPages()).toBe(documents[0]?.page_count)
      const source = files.find(([path]) => path.endsWith('.pdf'))?.[1]
      const before = mupdf.Document.openDocument(source ?? Buffer.alloc(0), 'application/pdf')
      expect(darkness(pdf)).toBeGreaterThan(darkness(before))
    },
  )
})

function darkness(document: mupdf.Document): number {
  const pixmap = document.loadPage(0).toPixmap(mupdf.Matrix.scale(0.3, 0.3), mupdf.ColorSpace.DeviceGray, false, true)
  return pixmap.getPixels().reduce((sum, level) => sum + (255 - level), 0)
}

describe('pictures', () => {
  async function draw(id: DocumentId): Promise<void> {
    const put = async (text: string) => at.blobs.put(Buffer.from(text))
    for (const [index, page] of (await at.library.readPageVersions({ ...at.by, documentId: id })).entries()) {
      const drawing = {
        svg: await put(`<svg>${index}</svg>`),
        png: await put(`png${index}`),
        thumbnail: await put('t'),
        width: 1,
        height: 1,
      }
      const about = { spaceId: at.by.spaceId, rendererVersion: 1, drawing, isBlank: false, problems: [] }
      await at.database.write(at.by.context, async (tx) =>
        at.library.recordPageDrawing({ tx, ...(page as { pageId: PageId; version: Sha256 }), ...about }),
      )
    }
  }

  test('of one page are one file, of more a zip, of none a plain answer', async () => {
    const one = await add(made('One'))
    await expect(take(one.id, 'svg')).rejects.toMatchObject({ body: { type: '/problems/nothing-to-export' } })
    await draw(one.id)
    expect(await take(one.id, 'svg')).toMatchObject({
      fileName: 'One.svg',
      mediaType: 'image/svg+xml',
      bytes: Buffer.from('<svg>0</svg>'),
    })
    const two = await add(made('Two', ['a', 'b']))
    await draw(two.id)
    const { bytes } = await take(two.id, 'png')
    const files = await unzip(bytes)
    expect([...files].map(([path, content]) => [path, content.toString()])).toEqual([
      ['Two/1.png', 'png0'],
      ['Two/2.png', 'png1'],
    ])
  })
})

describe('the original', () => {
  test('of a single file is that file', async () => {
    const bytes = pageBytes('single')
    const { id } = await add({ 'folder/My page.rm': bytes })
    const file = await take(id, 'original')
    expect(file).toMatchObject({ fileName: 'My page.rm', sizeBytes: bytes.length })
    expect(file.bytes.equals(bytes)).toBe(true)
  })

  test('of a tablet document is its folder, and importing that changes nothing', async () => {
    const files = made('Round trip', ['x', 'y'])
    const { id } = await add(files)
    const { bytes, fileName } = await take(id, 'original')
    expect(fileName).toBe('Round trip.rmdoc')
    const zipped = await unzip(bytes)
    for (const [path, content] of zipped) expect(content.equals(Buffer.from(files[path] ?? ''))).toBe(true)
    const again = await at.library.importFiles({
      ...at.by,
      collectionId: null,
      files: await at.keep({ [fileName]: bytes }),
    })
    expect(again.documents).toMatchObject([{ id, outcome: 'unchanged' }])
  })
})

describe('a whole space', () => {
  async function exportOf(by: TestLibrary['by']) {
    const file = await at.library.exportSpace({ ...by, now: new Date('2026-01-02'), signal })
    return { fileName: file.fileName, bytes: await bytesOf(file.body) }
  }

  test('is readable folders, JSON and originals, and gives the same documents elsewhere', async () => {
    const [here, there] = [await at.newcomer(), await at.newcomer()]
    await add({ ...made('Garden', ['beans', 'peas'], 'Home/Plans'), ...made('Diary') }, here)
    await add({ 'letter.rm': pageBytes('letter'), 'junk.txt': 'junk' }, here)
    await add({ 'Letter.rm': pageBytes('another of that name') }, here)
    const { bytes, fileName } = await exportOf(here)
    expect(fileName).toBe('kinfolio-2026-01-02.zip')
    const files = await unzip(bytes)
    const paths = [...files.keys()]
    expect(paths).toEqual(
      expect.arrayContaining(['kinfolio.json', 'collections.json', 'Documents/Home/Plans/Garden/Garden.md']),
    )
    expect(paths).toEqual(
      expect.arrayContaining(['Documents/letter/original/letter.rm', 'Documents/Letter (2)/original/Letter.rm']),
    )
    expect(paths).toEqual(expect.arrayContaining(['Other files/set-aside/junk.txt']))
    const record = JSON.parse(files.get('Documents/Home/Plans/Garden/document.json')?.toString() ?? '')
    expect(record).toMatchObject({ title: 'Garden', pages: [{ number: 1 }, { number: 2 }] })

    const again = await at.library.importFiles({
      ...there,
      collectionId: null,
      files: await at.keep({ [fileName]: bytes }),
    })
    const listed = async (by: TestLibrary['by']) =>
      (await at.library.listDocuments({ ...by, isTrashed: false, limit: 100 })).rows
        .map(({ title, page_count, kind }) => `${title} ${kind} ${page_count}`)
        .toSorted()
    expect(await listed(there)).toEqual(await listed(here))
    expect(again.documents).toHaveLength(4)
    const { rows } = await at.library.listCollections({ ...there, limit: 100 })
    expect(rows.map(({ title }) => title)).toEqual(['Home', 'Plans'])
  })

  test('that is not wanted any more stops', async () => {
    const stop = new AbortController()
    const file = await at.library.exportSpace({ ...at.by, now: new Date(), signal: stop.signal })
    stop.abort(new Error('gone'))
    await expect(bytesOf(file.body)).rejects.toThrow('gone')
  })
})
