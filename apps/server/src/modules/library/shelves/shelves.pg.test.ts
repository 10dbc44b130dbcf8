import type { CollectionId, DocumentId } from '@kinfolio/contracts'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestLibrary, pageBytes, type TestLibrary } from '../library.testing.ts'

const at = await openTestLibrary()
afterAll(async () => at[Symbol.asyncDispose]())

let by: TestLibrary['by']
beforeEach(async () => {
  by = await at.newcomer()
})

async function document(title: string, collectionId: CollectionId | null = null): Promise<DocumentId> {
  const files = await at.keep({ [`${title}.rm`]: pageBytes(title) })
  const { documents } = await at.library.importFiles({ ...by, collectionId, files })
  const id = documents[0]?.id
  if (id === undefined) throw new Error('no document')
  return id
}
const folder = async (title: string, parentId: CollectionId | null = null): Promise<CollectionId> =>
  (await at.library.createCollection({ ...by, title, parentId })).id
const titles = async (more: Partial<Parameters<typeof at.library.listDocuments>[0]> = {}) =>
  (await at.library.listDocuments({ ...by, isTrashed: false, limit: 50, ...more })).rows.map(({ title }) => title)
const problem = (type: string) => ({ body: { type: `/problems/${type}` } })

describe('a list of documents', () => {
  test('goes on where its page ended, even when all changed in one moment', async () => {
    for (let index = 0; index < 7; index++) await document(`d${index}`)
    await at.database.write(by.context, async (tx) =>
      tx.updateTable('documents').set({ updated_at: '2026-01-01 00:00:00.123456Z' }).execute(),
    )
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await at.library.listDocuments({ ...by, isTrashed: false, limit: 3, cursor })
      seen.push(...page.rows.map(({ title }) => title))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen.toSorted()).toEqual(['d0', 'd1', 'd2', 'd3', 'd4', 'd5', 'd6'])
  })

  test('is of one folder, of the top, or of all', async () => {
    const inside = await folder('Inside')
    await document('in', inside)
    await document('out')
    expect(await titles({ collectionId: inside })).toEqual(['in'])
    expect(await titles({ collectionId: 'root' })).toEqual(['out'])
    expect(await titles()).toEqual(['out', 'in'])
  })

  test('counts the states of the pages', async () => {
    const id = await document('counted')
    expect(await at.library.openDocument({ ...by, id })).toMatchObject({ page_count: 1, drawn: 0, read: 0 })
    await at.database.write(by.context, async (tx) =>
      tx.updateTable('pages').set({ draw_status: 'failed', ocr_status: 'completed' }).execute(),
    )
    expect(await at.library.openDocument({ ...by, id })).toMatchObject({ drawn: 0, draw_failed: 1, read: 1 })
  })

  test.each(['x', '', 'W10', Buffer.from('["a","b"]').toString('base64url')])(
    'refuses the cursor %j',
    async (cursor) => {
      const list = at.library.listDocuments({ ...by, isTrashed: false, limit: 3, cursor })
      await expect(list).rejects.toMatchObject(problem('invalid-request'))
    },
  )
})

describe('a folder', () => {
  test('cannot be moved into itself or below itself', async () => {
    const outer = await folder('Outer')
    const inner = await folder('Inner', outer)
    for (const parentId of [outer, inner]) {
      const move = at.library.changeCollection({ ...by, id: outer, parentId })
      await expect(move).rejects.toMatchObject(problem('collection-cycle'))
    }
    expect((await at.library.changeCollection({ ...by, id: inner, parentId: null })).parent_id).toBeNull()
  })

  test('is listed after the one it lies in', async () => {
    const outer = await folder('Outer')
    const inner = await folder('Inner', outer)
    await at.library.changeCollection({ ...by, id: outer, parentId: await folder('Later') })
    const first = await at.library.listCollections({ ...by, limit: 2 })
    const rest = await at.library.listCollections({ ...by, limit: 2, cursor: first.nextCursor ?? undefined })
    expect([...first.rows, ...rest.rows].map(({ title }) => title)).toEqual(['Later', 'Outer', 'Inner'])
    expect(rest.rows[0]?.id).toBe(inner)
  })

  test('takes what lies in it to the trash and back, but not what was there before', async () => {
    const outer = await folder('Outer')
    const inner = await folder('Inner', outer)
    await document('with it', inner)
    const earlier = await document('earlier', inner)
    await at.library.changeDocument({ ...by, id: earlier, isTrashed: true })
    await at.library.changeCollection({ ...by, id: outer, isTrashed: true })
    expect(await titles()).toEqual([])
    expect((await titles({ isTrashed: true })).toSorted()).toEqual(['earlier', 'with it'])
    await at.library.changeCollection({ ...by, id: outer, isTrashed: false })
    expect(await titles()).toEqual(['with it'])
    expect(await titles({ isTrashed: true })).toEqual(['earlier'])
  })

  test('that is restored alone comes to the top when the one above stays in the trash', async () => {
    const outer = await folder('Outer')
    const inner = await folder('Inner', outer)
    await at.library.changeCollection({ ...by, id: outer, isTrashed: true })
    const restored = await at.library.changeCollection({ ...by, id: inner, isTrashed: false })
    expect(restored).toMatchObject({ parent_id: null, trashed_at: null })
  })

  test('in the trash takes nothing in', async () => {
    const gone = await folder('Gone')
    const id = await document('stays')
    await at.library.changeCollection({ ...by, id: gone, isTrashed: true })
    const move = at.library.changeDocument({ ...by, id, collectionId: gone })
    await expect(move).rejects.toMatchObject(problem('collection-not-found'))
  })
})

describe('a document', () => {
  test('restored from a trashed folder comes to the top', async () => {
    const gone = await folder('Gone')
    const id = await document('letter', gone)
    await at.library.changeCollection({ ...by, id: gone, isTrashed: true })
    const restored = await at.library.changeDocument({ ...by, id, isTrashed: false })
    expect(restored).toMatchObject({ collection_id: null, is_trashed: false })
  })

  test('moved to where the same bytes lie stays a document of its own', async () => {
    const other = await folder('Other')
    const first = await document('same')
    const second = await document('same', other)
    expect(second).not.toBe(first)
    await at.library.changeDocument({ ...by, id: second, collectionId: null })
    expect(await titles({ collectionId: 'root' })).toEqual(['same', 'same'])
    expect(await document('same')).toBe(first)
  })

  test('is renamed, and found by its new name', async () => {
    const id = await document('before')
    await at.library.changeDocument({ ...by, id, title: 'Überraschung' })
    const none = { collectionId: undefined, documentId: undefined, from: undefined, to: undefined }
    const found = await at.library.searchSpace({ ...by, ...none, typed: 'uberrasch', offset: 0, limit: 5 })
    expect(found.results).toMatchObject([{ document_id: id, visible_name: 'Überraschung', name_match: true }])
  })

  test('and its folder are not changed by who may only look', async () => {
    const id = await document('fixed')
    const writer = { role: 'view_only' } as const
    const rename = at.library.changeDocument({ ...by, writer, id, title: 'x' })
    await expect(rename).rejects.toMatchObject(problem('not-allowed'))
    const create = at.library.createCollection({ ...by, writer, title: 'x', parentId: null })
    await expect(create).rejects.toMatchObject(problem('not-allowed'))
  })

  test('of another space is not there', async () => {
    const id = await document('mine')
    const stranger = await at.newcomer()
    for (const work of [
      async () => at.library.openDocument({ ...stranger, id }),
      async () => at.library.listPages({ ...stranger, documentId: id, limit: 5 }),
      async () => at.library.changeDocument({ ...stranger, id, title: 'theirs' }),
    ]) {
      await expect(work()).rejects.toMatchObject(problem('document-not-found'))
    }
  })
})
