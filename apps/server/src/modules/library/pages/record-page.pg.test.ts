import { type PageId, type Sha256 } from '@kinfolio/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashOf, openTestLibrary, pageBytes, type TestLibrary } from '../library.testing.ts'
import type { TextLine } from './text-line.ts'

let at: TestLibrary
beforeAll(async () => {
  at = await openTestLibrary()
})
afterAll(async () => at[Symbol.asyncDispose]())

async function newPage(name: string): Promise<{ pageId: PageId; version: Sha256 }> {
  const { documents } = await at.add({ [`${name}.rm`]: pageBytes(name) })
  const documentId = documents[0]?.id
  if (documentId === undefined) throw new Error('no document')
  const [page] = await at.library.readPageVersions({ ...at.by, documentId })
  if (page === undefined) throw new Error('no page')
  return page
}

function line(text: string): TextLine {
  const box = { x: 0.1, y: 0.1, width: 0.5, height: 0.05 }
  const words = text.split(' ').map((word) => ({ text: word, box, confidence: 0.9 }))
  return { text, box, confidence: 0.9, origin: 'ink', words }
}

async function recordText(page: { pageId: PageId; version: Sha256 }, lines: TextLine[]): Promise<boolean> {
  const text = { spaceId: at.by.spaceId, readingId: null, lines, language: 'en', confidence: 0.9 }
  return at.database.write(at.by.context, async (tx) => at.library.recordPageText({ tx, ...page, ...text }))
}

test('a drawing is shown once it is recorded, and asked for by its version it never changes', async () => {
  const page = await newPage('drawn')
  const wanted = { ...at.by, id: page.pageId, as: 'svg', version: undefined } as const
  await expect(at.library.openDrawing(wanted)).rejects.toMatchObject({ body: { type: '/problems/not-drawn-yet' } })
  const put = async (bytes: string) => at.blobs.put(Buffer.from(bytes))
  const drawing = {
    svg: await put('<svg/>'),
    png: await put('png'),
    thumbnail: await put('thumb'),
    width: 100,
    height: 200,
  }
  const about = { spaceId: at.by.spaceId, rendererVersion: 1, drawing, isBlank: false, problems: ['A pen is unknown.'] }
  const record = async (version: Sha256) =>
    at.database.write(at.by.context, async (tx) =>
      at.library.recordPageDrawing({ tx, ...about, pageId: page.pageId, version }),
    )
  expect(await record(hashOf('another version'))).toBe(false)
  expect(await record(page.version)).toBe(true)

  const opened = await at.library.openDrawing({ ...wanted, version: page.version })
  expect(opened.tag).toBe(drawing.svg.sha256)
  const shown = await at.library.openPage({ ...at.by, id: page.pageId })
  expect(shown.page).toMatchObject({ draw_status: 'drawn', width: 100, height: 200, problems: ['A pen is unknown.'] })
})

test('a text is shown and its words are known, unless the page was written on meanwhile', async () => {
  const page = await newPage('read')
  expect(await recordText({ ...page, version: hashOf('older') }, [line('too late')])).toBe(false)
  expect(await recordText(page, [line('Crème brûlée'), line('for two')])).toBe(true)
  const opened = await at.library.openPage({ ...at.by, id: page.pageId })
  expect(opened).toMatchObject({ text: 'Crème brûlée\nfor two', page: { ocr_status: 'completed' } })
  expect(opened.lines[0]?.words).toHaveLength(2)
  const words = await at.database.read(at.by.context, async (db) =>
    db.selectFrom('space_words').select('word').where('is_stem', '=', false).orderBy('word').execute(),
  )
  expect(words.map(({ word }) => word)).toEqual(['brulee', 'creme', 'for', 'two'])
})

test('a failed reading is told on the page until it succeeds, and what drawing found stays', async () => {
  const page = await newPage('failing')
  const about = { spaceId: at.by.spaceId, ...page }
  await at.database.write(at.by.context, async (tx) => {
    await at.library.recordDrawFailure({ tx, ...about, problem: 'No pen.' })
    await at.library.markReading({ tx, ...about, status: 'failed', problem: 'Too dark.' })
  })
  const failed = await at.library.openPage({ ...at.by, id: page.pageId })
  expect(failed.page).toMatchObject({ draw_status: 'failed', ocr_status: 'failed' })
  expect(failed.page.problems).toEqual(['No pen.', 'Too dark.'])
  await recordText(page, [])
  const read = await at.library.openPage({ ...at.by, id: page.pageId })
  expect(read.page).toMatchObject({ ocr_status: 'completed', problems: ['No pen.'] })
})

test('the members are told of a page that was read, once', async () => {
  const page = await newPage('told')
  await recordText(page, [line('hello')])
  const events = await at.database.read(at.by.context, async (db) =>
    db.selectFrom('user_events').select(['kind', 'ids']).where('kind', '=', 'page.read').execute(),
  )
  expect(events.filter(({ ids }) => (ids as { page_id?: string }).page_id === page.pageId)).toHaveLength(1)
})
