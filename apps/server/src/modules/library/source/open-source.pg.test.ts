import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { DocumentId } from '@kinfolio/contracts'
import * as mupdf from 'mupdf'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { openTestLibrary } from '../library.testing.ts'
import { run as look } from './look-into-source.worker.ts'

const at = await openTestLibrary()
afterAll(async () => at[Symbol.asyncDispose]())

function pdf(pageCount: number, size: [number, number] = [400, 600], options = ''): Uint8Array {
  const document = new mupdf.PDFDocument()
  for (let page = 0; page < pageCount; page++) {
    document.insertPage(-1, document.addPage([0, 0, ...size], 0, {}, ''))
  }
  return document.saveToBuffer(options).asUint8Array().slice()
}

async function open(path: string, bytes: Uint8Array) {
  const answer = await at.add({ [path]: bytes })
  const id = answer.documents[0]?.id
  if (id === undefined) throw new Error('no document')
  const state = await at.finished(answer.job_id)
  const document = await at.library.openDocument({ ...at.by, id })
  return { state, document, pages: await pagesOf(id) }
}

async function pagesOf(documentId: DocumentId) {
  return (await at.library.listPages({ ...at.by, documentId, limit: 200 })).rows
}

describe('a PDF', () => {
  test('gets a page for each of its own, as large as they are', async () => {
    const { state, document, pages } = await open('three.pdf', pdf(3))
    expect(state).toBe('done')
    expect(document).toMatchObject({ kind: 'pdf', page_count: 3, problems: [] })
    expect(pages.map(({ position }) => position)).toEqual([1, 2, 3])
    expect(pages[0]?.width).toBeCloseTo((400 * 227) / 72, 0)
    expect(new Set(pages.map(({ version }) => version)).size).toBe(3)
  })

  test('that is broken stays, says so, and keeps its bytes', async () => {
    const bytes = Buffer.from('%PDF-1.7\nthis is no PDF after all')
    const { document, pages } = await open('broken.pdf', bytes)
    expect(document.problems).toMatchObject([expect.stringMatching(/no pages|could not be opened/)])
    expect(pages).toEqual([])
    const kept = await at.database.read(at.by.context, async (db) =>
      db.selectFrom('document_files').select('path').where('document_id', '=', document.id).execute(),
    )
    expect(kept).toEqual([{ path: 'broken.pdf' }])
  })

  test('that needs a password says so', async () => {
    const { document } = await open(
      'secret.pdf',
      pdf(1, [400, 600], 'encrypt=aes-256,user-password=u,owner-password=o'),
    )
    expect(document.problems).toMatchObject([expect.stringContaining('password')])
  })

  test('with more pages than are shown keeps the first ones and says so', async () => {
    const contents = await look({ bytes: pdf(12), kind: 'pdf', pagesMax: 10 })
    expect(contents.pages).toHaveLength(10)
    expect(contents.problem).toBe('It has 12 pages; the first 10 are shown.')
  })
})

describe('a picture', () => {
  test('is one page, turned as its camera says', async () => {
    const sideways = sharp({ create: { width: 300, height: 200, channels: 3, background: '#fff' } })
    const bytes = await sideways.withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const { document, pages } = await open('photo.jpg', bytes)
    expect(document).toMatchObject({ kind: 'scan', page_count: 1, problems: [] })
    expect(pages).toMatchObject([{ width: 200, height: 300, draw_status: 'pending' }])
  })

  test('that claims more pixels than memory holds is refused by its header', async () => {
    const small = await sharp({ create: { width: 2, height: 2, channels: 3, background: '#fff' } })
      .png()
      .toBuffer()
    const { document, pages } = await open('huge.png', claimSize(small, 65_000))
    expect(document.problems).toMatchObject([expect.stringMatching(/65000 × 65000|could not be opened/)])
    expect(pages).toMatchObject([{ draw_status: 'failed', ocr_status: 'skipped' }])
  })

  test('in a damaged HEIC says so', async () => {
    const { document } = await open(
      'broken.heic',
      Buffer.concat([Buffer.from('\0\0\0\x18ftypheic'), Buffer.alloc(200)]),
    )
    expect(document.problems).toHaveLength(1)
  })
})

const corpus = process.env['KINFOLIO_CORPUS'] ?? join(import.meta.dirname, '../../../../../../../shared/corpus')
const folder = join(corpus, 'documents/rm2pdf__version3')

test.skipIf(!existsSync(folder))(
  'an annotated PDF of the tablet keeps the tablet’s pages (needs the corpus)',
  async () => {
    const names = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = await Promise.all(
      names
        .filter((name) => name.isFile())
        .map(async (name) => {
          const path = join(name.parentPath, name.name)
          return [path.slice(folder.length + 1), await readFile(path)] as const
        }),
    )
    const answer = await at.add(Object.fromEntries(files))
    const [document] = answer.documents
    if (document === undefined) throw new Error('no document')
    expect(await at.finished(answer.job_id)).toBe('done')
    const after = await at.library.openDocument({ ...at.by, id: document.id })
    expect(after).toMatchObject({ page_count: document.page_count, problems: [] })
    const pages = await pagesOf(document.id)
    expect(pages[0]?.width).not.toBe(1404)
  },
)

/** Writes another size into the header of a PNG, with the checksum that belongs to it. */
function claimSize(png: Buffer, side: number): Buffer {
  const claimed = Buffer.from(png)
  claimed.writeUInt32BE(side, 16)
  claimed.writeUInt32BE(side, 20)
  claimed.writeUInt32BE(crc32(claimed.subarray(12, 29)), 29)
  return claimed
}
