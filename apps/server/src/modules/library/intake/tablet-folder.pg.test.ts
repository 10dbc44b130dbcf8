import { writeNotebook } from '@kinfolio/testkit'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestLibrary, pageBytes, type TestLibrary } from '../library.testing.ts'

const at: TestLibrary = await openTestLibrary()
afterAll(async () => at[Symbol.asyncDispose]())

let by: TestLibrary['by']
beforeEach(async () => {
  by = await at.newcomer()
})

type Files = Record<string, Uint8Array | string>
const add = async (files: Files) => at.library.importFiles({ ...by, collectionId: null, files: await at.keep(files) })

const U = {
  notebook: '11111111-1111-4111-8111-111111111111',
  outer: '22222222-2222-4222-8222-222222222222',
  inner: '33333333-3333-4333-8333-333333333333',
}

function metadata(visibleName: string, more: object = {}): string {
  return JSON.stringify({ visibleName, type: 'DocumentType', parent: '', deleted: false, ...more })
}
const folder = (name: string, more: object = {}) => metadata(name, { type: 'CollectionType', ...more })

function content(...ids: string[]): string {
  const pages = ids.map((id, index) => ({
    id,
    idx: { timestamp: '1:1', value: `b${String.fromCharCode(97 + index)}` },
  }))
  return JSON.stringify({ fileType: 'notebook', formatVersion: 2, cPages: { pages } })
}

function notebook(ids: string[], ink: (id: string) => string = (id) => id): Files {
  const pages = ids.map((id) => [`${U.notebook}/${id}.rm`, pageBytes(ink(id))] as const)
  return {
    ...Object.fromEntries(pages),
    [`${U.notebook}.metadata`]: metadata('Diary'),
    [`${U.notebook}.content`]: content(...ids),
  }
}

async function pages() {
  return at.database.read(by.context, async (db) =>
    db.selectFrom('pages').selectAll().where('space_id', '=', by.spaceId).orderBy('position').execute(),
  )
}
const shown = async () =>
  (await pages()).filter(({ removed_at }) => removed_at === null).map(({ source_uuid }) => source_uuid)

async function markAllDone(): Promise<void> {
  await at.database.write(by.context, async (tx) =>
    tx.updateTable('pages').set({ draw_status: 'drawn', ocr_status: 'completed' }).execute(),
  )
}

describe('a notebook that comes again', () => {
  test('is unchanged when all its bytes are', async () => {
    await add(notebook(['a', 'b']))
    const answer = await add(notebook(['a', 'b']))
    expect(answer.documents).toMatchObject([{ outcome: 'unchanged', page_count: 2 }])
  })

  test('has only the page drawn again that was written on', async () => {
    await add(notebook(['a', 'b', 'c']))
    await markAllDone()
    const answer = await add(notebook(['a', 'b', 'c'], (id) => (id === 'b' ? 'more ink' : id)))
    expect(answer.documents).toMatchObject([{ outcome: 'changed', page_count: 3 }])
    expect((await pages()).map(({ draw_status }) => draw_status)).toEqual(['drawn', 'pending', 'drawn'])
    const jobs = (await at.waiting(by)).filter(({ parent_id }) => parent_id === answer.job_id)
    expect(jobs.map(({ payload }) => (payload as { pageIds: string[] }).pageIds)).toEqual([[(await pages())[1]?.id]])
  })

  test('shows a page inserted at the front first, and draws no other', async () => {
    await add(notebook(['a', 'b']))
    await markAllDone()
    await add(notebook(['new', 'a', 'b']))
    expect(await shown()).toEqual(['new', 'a', 'b'])
    expect((await pages()).map(({ draw_status }) => draw_status)).toEqual(['pending', 'drawn', 'drawn'])
  })

  test('hides a deleted page and keeps it', async () => {
    await add(notebook(['a', 'b', 'c']))
    const answer = await add(notebook(['a', 'c']))
    expect(answer.documents).toMatchObject([{ outcome: 'changed', page_count: 2 }])
    expect(await shown()).toEqual(['a', 'c'])
    expect((await pages()).filter(({ removed_at }) => removed_at !== null)).toMatchObject([{ source_uuid: 'b' }])
    await add({ [`${U.notebook}.metadata`]: metadata('Diary', { pinned: true }) })
    expect(await shown()).toEqual(['a', 'c'])
  })

  test('takes one page alone for what it is', async () => {
    await add(notebook(['a', 'b']))
    await add({ [`${U.notebook}/b.rm`]: pageBytes('only this one') })
    expect(await shown()).toEqual(['a', 'b'])
    expect((await pages()).map(({ is_orphan }) => is_orphan)).toEqual([false, false])
  })

  test('changes nothing but its name when only its metadata comes', async () => {
    await add(notebook(['a', 'b']))
    await markAllDone()
    const answer = await add({ [`${U.notebook}.metadata`]: metadata('Journal') })
    expect(answer.documents).toMatchObject([{ title: 'Journal', outcome: 'changed', page_count: 2 }])
    expect((await pages()).every(({ draw_status }) => draw_status === 'drawn')).toBe(true)
    expect((await at.waiting(by)).filter(({ parent_id }) => parent_id === answer.job_id)).toEqual([])
  })

  test('keeps the name a person gave it here until the tablet renames it', async () => {
    const [document] = (await add(notebook(['a']))).documents
    if (document === undefined) throw new Error('no document')
    await at.library.changeDocument({ ...by, id: document.id, title: 'Mine' })
    expect((await add(notebook(['a', 'b']))).documents).toMatchObject([{ title: 'Mine' }])
    expect((await add({ [`${U.notebook}.metadata`]: metadata('Theirs') })).documents).toMatchObject([
      { title: 'Theirs' },
    ])
  })

  test('is never two documents, although it comes twice at once', async () => {
    const files = await at.keep(notebook(['a', 'b']))
    const input = { ...by, collectionId: null, files }
    const answers = await Promise.all([1, 2, 3].map(async () => at.library.importFiles(input)))
    expect(new Set(answers.map(({ documents }) => documents[0]?.id)).size).toBe(1)
    expect(await shown()).toEqual(['a', 'b'])
  })
})

test('ink that no page list names is shown behind the others, as an orphan', async () => {
  await add({ ...notebook(['a']), [`${U.notebook}/lost.rm`]: pageBytes('lost') })
  expect((await pages()).map(({ source_uuid, is_orphan }) => [source_uuid, is_orphan])).toEqual([
    ['a', false],
    ['lost', true],
  ])
})

describe('the folders of a tablet', () => {
  const collections = async () => (await at.library.listCollections({ ...by, limit: 100 })).rows
  const documents = async (isTrashed = false) => (await at.library.listDocuments({ ...by, isTrashed, limit: 100 })).rows

  test('become folders, whatever the order of the files', async () => {
    await add({
      ...notebook(['a']),
      [`${U.notebook}.metadata`]: metadata('Diary', { parent: U.inner }),
      [`${U.inner}.metadata`]: folder('Inner', { parent: U.outer }),
      [`${U.outer}.metadata`]: folder('Outer'),
    })
    const [outer, inner] = await collections()
    expect([outer?.title, inner?.title, inner?.parent_id]).toEqual(['Outer', 'Inner', outer?.id])
    expect(await documents()).toMatchObject([{ title: 'Diary', collection_id: inner?.id }])
  })

  test('take in what came before them', async () => {
    await add({ ...notebook(['a']), [`${U.notebook}.metadata`]: metadata('Diary', { parent: U.inner }) })
    expect(await documents()).toMatchObject([{ collection_id: null }])
    await add({ [`${U.inner}.metadata`]: folder('Inner', { parent: U.outer }) })
    await add({ [`${U.outer}.metadata`]: folder('Outer') })
    const [outer, inner] = await collections()
    expect(inner?.parent_id).toBe(outer?.id)
    expect(await documents()).toMatchObject([{ collection_id: inner?.id }])
  })

  test('that contain each other are told apart instead of going round', async () => {
    await add({
      [`${U.inner}.metadata`]: folder('Inner', { parent: U.outer }),
      [`${U.outer}.metadata`]: folder('Outer', { parent: U.inner }),
    })
    expect((await collections()).map(({ parent_id }) => parent_id)).toContain(null)
    expect(await collections()).toHaveLength(2)
  })

  test('go to the trash with all that is in them, and come back', async () => {
    const inside = { ...notebook(['a']), [`${U.notebook}.metadata`]: metadata('Diary', { parent: U.inner }) }
    await add({ ...inside, [`${U.inner}.metadata`]: folder('Inner', { parent: 'trash' }) })
    expect(await documents(true)).toMatchObject([{ title: 'Diary' }])
    await add({ [`${U.inner}.metadata`]: folder('Inner') })
    expect(await documents()).toMatchObject([{ title: 'Diary', is_trashed: false }])
  })

  test('that come into one in the trash lie there too, with what is in them', async () => {
    await add({ [`${U.outer}.metadata`]: folder('Outer', { parent: 'trash' }) })
    await add({
      ...notebook(['a']),
      [`${U.notebook}.metadata`]: metadata('Diary', { parent: U.inner }),
      [`${U.inner}.metadata`]: folder('Inner', { parent: U.outer }),
    })
    expect(await documents(true)).toMatchObject([{ title: 'Diary' }])
    await add({ [`${U.outer}.metadata`]: folder('Outer') })
    expect(await documents()).toMatchObject([{ title: 'Diary' }])
    expect((await collections()).every(({ trashed_at }) => trashed_at === null)).toBe(true)
  })

  test('a document in the trash of the tablet is in the trash here', async () => {
    await add({ ...notebook(['a']), [`${U.notebook}.metadata`]: metadata('Diary', { parent: 'trash' }) })
    expect(await documents(true)).toMatchObject([{ title: 'Diary' }])
    expect(await documents()).toEqual([])
  })

  test('templates are kept and told, not imported', async () => {
    const answer = await add({
      [`${U.outer}.metadata`]: metadata('Dots', { type: 'TemplateType' }),
      [`${U.outer}.template`]: '{}',
    })
    expect(answer.documents).toEqual([])
    expect(answer.set_aside.map(({ path }) => path)).toEqual([`${U.outer}.metadata`, `${U.outer}.template`])
  })
})

test('a made notebook in folders imports as it was made', async () => {
  const made = writeNotebook({
    title: 'Garden',
    folder: 'Home/Plans',
    pages: [{ notes: 'beans' }, { notes: 'peas' }],
    seed: 1,
  })
  const answer = await add(Object.fromEntries(made.map(({ path, bytes }) => [`xochitl/${path}`, bytes])))
  expect(answer).toMatchObject({ documents: [{ title: 'Garden', page_count: 2 }], set_aside: [] })
  const { rows } = await at.library.listCollections({ ...by, limit: 10 })
  expect(rows.map(({ title }) => title)).toEqual(['Home', 'Plans'])
})

test('files that only look like the tablet’s are set aside', async () => {
  const answer = await add({ 'movie.metadata': '{}', 'page.content': 'x' })
  expect(answer.documents).toEqual([])
  expect(answer.set_aside).toHaveLength(2)
})
