import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { hashOf, openTestLibrary, pageBytes, type TestLibrary } from '../library.testing.ts'

let at: TestLibrary
beforeAll(async () => {
  at = await openTestLibrary()
})
afterAll(async () => at[Symbol.asyncDispose]())

describe('a single page', () => {
  test('becomes a notebook whose page waits to be drawn and read', async () => {
    const bytes = pageBytes('first')
    const answer = await at.add({ 'notes/Monday.rm': bytes })
    expect(answer.documents).toMatchObject([{ title: 'Monday', outcome: 'created', page_count: 1 }])
    expect(answer.set_aside).toEqual([])
    const [document] = answer.documents
    if (document === undefined) throw new Error('no document')

    const { rows } = await at.library.listPages({ ...at.by, documentId: document.id, limit: 10 })
    expect(rows).toMatchObject([{ position: 1, draw_status: 'pending', ocr_status: 'pending', is_blank: false }])
    const waiting = await at.waiting()
    const body = { documentId: document.id, pageIds: rows.map(({ id }) => id) }
    expect(waiting).toMatchObject([{ kind: 'recognition.note-pages', payload: body, parent_id: answer.job_id }])
    expect(Buffer.from(await at.blobs.read(hashOf(bytes)))).toEqual(Buffer.from(bytes))
  })

  test('does nothing when it comes again, under whatever name', async () => {
    await at.add({ 'a.rm': pageBytes('again') })
    const before = await at.waiting()
    const answer = await at.add({ 'b.rm': pageBytes('again') })
    expect(answer.documents).toMatchObject([{ title: 'a', outcome: 'unchanged' }])
    expect(await at.waiting()).toEqual(before)
  })

  test('comes back from the trash when it is handed in again', async () => {
    const first = await at.add({ 'trashed.rm': pageBytes('trashed') })
    const id = first.documents[0]?.id
    if (id === undefined) throw new Error('no document')
    await at.library.changeDocument({ ...at.by, id, isTrashed: true })
    expect((await at.add({ 'trashed.rm': pageBytes('trashed') })).documents).toMatchObject([{ id, outcome: 'changed' }])
    expect((await at.library.openDocument({ ...at.by, id })).is_trashed).toBe(false)
  })

  test('is one document although it is handed in twice at once', async () => {
    const files = await at.keep({ 'twice.rm': pageBytes('twice') })
    const both = await Promise.all(
      [1, 2, 3].map(async () => at.library.importFiles({ ...at.by, collectionId: null, files })),
    )
    expect(new Set(both.flatMap(({ documents }) => documents.map(({ id }) => id))).size).toBe(1)
    const outcomes = both.flatMap(({ documents }) => documents.map(({ outcome }) => outcome))
    expect(outcomes.toSorted()).toEqual(['created', 'unchanged', 'unchanged'])
  })
})

test('what is no document is kept and listed with its reason', async () => {
  const answer = await at.add({ 'shopping.txt': 'milk', 'empty.pdf': '' })
  expect(answer.documents).toEqual([])
  expect(answer.set_aside).toMatchObject([
    { path: 'shopping.txt', sha256: hashOf('milk'), reason: expect.stringContaining('no page') },
    { path: 'empty.pdf', sha256: hashOf(''), reason: 'The file is empty.' },
  ])
  const kept = await at.database.read(at.by.context, async (db) =>
    db.selectFrom('kept_files').select(['path', 'role']).orderBy('path').execute(),
  )
  expect(kept).toEqual([
    { path: 'empty.pdf', role: 'set-aside' },
    { path: 'shopping.txt', role: 'set-aside' },
  ])
})

test('a PDF is looked into before its pages are drawn', async () => {
  const answer = await at.add({ 'letter.pdf': '%PDF-1.4 nearly' })
  expect(answer.documents).toMatchObject([{ title: 'letter', page_count: 0 }])
  const jobs = (await at.waiting()).filter(({ parent_id }) => parent_id === answer.job_id)
  expect(jobs).toMatchObject([{ kind: 'library.open-source', payload: { documentId: answer.documents[0]?.id } }])
})

test('who may only look cannot import, and a folder that is not there is told', async () => {
  const files = await at.keep({ 'x.rm': pageBytes('x') })
  const looking = { ...at.by, writer: { role: 'view_only' } as const, collectionId: null, files }
  await expect(at.library.importFiles(looking)).rejects.toMatchObject({ body: { type: '/problems/not-allowed' } })
  const collectionId = (await at.add({ 'y.rm': pageBytes('y') })).documents[0]?.id as never
  const nowhere = at.library.importFiles({ ...at.by, collectionId, files })
  await expect(nowhere).rejects.toMatchObject({ body: { type: '/problems/collection-not-found' } })
})

test('the same bytes in another space are another document, and neither sees the other', async () => {
  const files = await at.keep({ 'shared.rm': pageBytes('shared') })
  const other = await at.newcomer()
  const mine = await at.library.importFiles({ ...at.by, collectionId: null, files })
  const theirs = await at.library.importFiles({ ...other, collectionId: null, files })
  expect(theirs.documents).toMatchObject([{ outcome: 'created' }])
  const id = mine.documents[0]?.id
  if (id === undefined) throw new Error('no document')
  const peek = at.library.openDocument({ ...other, id })
  await expect(peek).rejects.toMatchObject({ body: { type: '/problems/document-not-found' } })
})

test('archives in an archive are kept with what is in them, and those deeper than that closed', async () => {
  const third = await zip({ 'third.rm': pageBytes('third') })
  const second = await zip({ 'second.rm': pageBytes('second'), 'third.zip': third })
  const answer = await at.add({ 'first.zip': await zip({ 'second.zip': second, 'first.rm': pageBytes('one') }) })
  expect(answer.documents.map(({ title }) => title).toSorted()).toEqual(['first', 'second'])
  expect(answer.set_aside).toMatchObject([{ path: 'first/second/third.zip', sha256: hashOf(third) }])
})

async function zip(files: Record<string, Uint8Array>): Promise<Buffer> {
  const archive = new ZipFile()
  for (const [name, bytes] of Object.entries(files)) archive.addBuffer(Buffer.from(bytes), name)
  archive.end()
  return buffer(archive.outputStream)
}
