import type { DocumentId, JobId, MemberRole } from '@kinfolio/contracts'
import { userId } from '@kinfolio/contracts'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { SWEEP } from '../../../kernel/database/index.ts'
import { newId } from '../../../kernel/ids.ts'
import { openTestLibrary, pageBytes, type TestLibrary } from '../library.testing.ts'
import { ARCHIVED_AT_ONCE } from './archive-untouched.ts'

const DAY_MS = 86_400_000
const at = await openTestLibrary()
afterAll(async () => at[Symbol.asyncDispose]())

let by: TestLibrary['by']
beforeEach(async () => {
  by = await at.newcomer()
})
const asked = (role: MemberRole = 'owner') => ({
  context: by.context,
  // Any id: nothing here asks for the session.
  actor: { userId: by.onBehalfOf, spaceId: by.spaceId, role, sessionId: newId(userId) as never },
})
const choose = async (archive_days: number | null) =>
  at.library.setRetention({ ...asked(), retention: { trash_days: 30, archive_days } })
const imported = async (files: Record<string, Uint8Array | string>) =>
  at.library.importFiles({ ...by, collectionId: null, files: await at.keep(files) })
async function document(title: string): Promise<DocumentId> {
  const { documents } = await imported({ [`${title}.rm`]: pageBytes(title) })
  const id = documents[0]?.id
  if (id === undefined) throw new Error('no document')
  return id
}
const change = async (id: DocumentId, to: { isArchived?: boolean; isTrashed?: boolean; title?: string }) =>
  at.library.changeDocument({ ...by, id, ...to })
const titlesIn = async (place: 'library' | 'archive' | 'trash') => {
  const list = { isTrashed: place === 'trash', isArchived: place === 'archive', limit: 50 }
  return (await at.library.listDocuments({ ...by, ...list })).rows.map(({ title }) => title).toSorted()
}
const later = (days: number) => new Date(Date.now() + days * DAY_MS)
const audited = async () =>
  at.database.read(by.context, async (db) =>
    (await db.selectFrom('audit_log').select('action').orderBy('id').execute()).map(({ action }) => action),
  )
const waitingJobs = async () => (await at.waiting(by)).filter(({ kind }) => kind === 'library.archive')

/** Runs the job's work as a worker would at a moment, without waiting for one. */
async function archive(now: Date, signal = new AbortController().signal): Promise<[number, number][]> {
  const context = { kind: 'job', spaceId: by.spaceId, onBehalfOf: undefined } as const
  const told: [number, number][] = []
  const run = {
    id: newId(userId) as unknown as JobId,
    spaceId: by.spaceId,
    onBehalfOf: undefined,
    parentId: undefined,
    title: 'Archive',
    context,
    attempt: 1,
    isLastAttempt: false,
    signal,
    progress: (done: number, total: number) => void told.push([done, total]),
    finish: at.database.write.bind(at.database, context) as never,
  }
  await at.library.runArchive({ run, now })
  return told
}

describe('what nobody touches', () => {
  test('stays in the library for ever, until the owner says otherwise', async () => {
    await document('old')
    expect(await at.library.readRetention({ context: by.context, spaceId: by.spaceId })).toEqual({
      trash_days: 30,
      archive_days: null,
    })
    await archive(later(4_000))
    await at.library.sweepArchive({ now: later(4_000) })
    expect([await titlesIn('library'), await titlesIn('archive'), await waitingJobs()]).toEqual([['old'], [], []])
  })

  test('goes to the archive after the days that the owner says and not before, which is told once', async () => {
    const id = await document('old')
    const before = await at.library.openDocument({ ...by, id })
    await choose(90)
    await archive(later(89))
    expect(await titlesIn('library')).toEqual(['old'])
    expect(await audited()).not.toContain('documents.archived')
    await archive(later(91))
    await archive(later(92))
    expect([await titlesIn('library'), await titlesIn('archive')]).toEqual([[], ['old']])
    expect((await audited()).filter((action) => action === 'documents.archived')).toHaveLength(1)
    const after = await at.library.openDocument({ ...by, id })
    expect(after.archived_at).not.toBeNull()
    expect(after.updated_at).toEqual(before.updated_at)
  })

  test('is what nobody opened either', async () => {
    const opened = await document('opened')
    await document('closed')
    await at.library.noteOpened({ ...by, documentId: opened })
    await choose(90)
    // As if both had come long ago, and one had been opened today.
    await at.database.write(by.context, async (tx) =>
      tx
        .updateTable('documents')
        .set({ updated_at: later(-200) })
        .execute(),
    )
    await archive(new Date())
    expect([await titlesIn('library'), await titlesIn('archive')]).toEqual([['opened'], ['closed']])
    await archive(later(91))
    expect(await titlesIn('archive')).toEqual(['closed', 'opened'])
  })

  test('is not what lies in the trash, which keeps its own time', async () => {
    const id = await document('put away')
    await change(id, { isTrashed: true })
    await choose(90)
    await archive(later(91))
    expect([await titlesIn('trash'), await titlesIn('archive')]).toEqual([['put away'], []])
    expect((await at.library.openDocument({ ...by, id })).archived_at).toBeNull()
  })

  test('goes in portions, each told, and stops where it is told to stop', async () => {
    const count = ARCHIVED_AT_ONCE + 3
    await imported(Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}.rm`, pageBytes(`page ${n}`)])))
    await choose(90)
    await expect(archive(later(91), AbortSignal.abort())).rejects.toThrow(/abort/i)
    expect(await titlesIn('archive')).toEqual([])
    expect(await archive(later(91))).toEqual([
      [ARCHIVED_AT_ONCE, count],
      [count, count],
    ])
    expect(await titlesIn('library')).toEqual([])
  })
})

describe('the archive', () => {
  test('is entered and left by hand, and the log says which', async () => {
    const id = await document('by hand')
    expect(await change(id, { isArchived: true })).toMatchObject({ archived_at: expect.any(Date) })
    expect([await titlesIn('library'), await titlesIn('archive')]).toEqual([[], ['by hand']])
    await change(id, { isArchived: true })
    await change(id, { isArchived: false })
    expect([await titlesIn('library'), await titlesIn('archive')]).toEqual([['by hand'], []])
    const told = (await audited()).filter((action) => action.startsWith('document.'))
    expect(told).toEqual(['document.archived', 'document.changed', 'document.unarchived'])
  })

  test('keeps what comes back from it by hand out of itself for as long again', async () => {
    const id = await document('wanted')
    await choose(90)
    await archive(later(91))
    await change(id, { isArchived: false })
    await archive(later(89))
    expect(await titlesIn('library')).toEqual(['wanted'])
  })

  test('is not where something lies that was put into the trash, nor where it goes when it is restored', async () => {
    const id = await document('both')
    await change(id, { isArchived: true })
    await change(id, { isTrashed: true })
    expect([await titlesIn('archive'), await titlesIn('trash')]).toEqual([[], ['both']])
    await change(id, { isTrashed: false })
    expect([await titlesIn('library'), await titlesIn('archive')]).toEqual([['both'], []])
  })

  test('keeps a document whose name alone is changed', async () => {
    const id = await document('before')
    await change(id, { isArchived: true })
    await change(id, { title: 'after' })
    expect(await titlesIn('archive')).toEqual(['after'])
  })

  test('is left by a file that is handed in again', async () => {
    const id = await document('again')
    await change(id, { isArchived: true })
    expect((await imported({ 'again.rm': pageBytes('again') })).documents).toMatchObject([{ id, outcome: 'changed' }])
    expect(await titlesIn('library')).toEqual(['again'])
  })

  test('is left by a notebook that is written on again, and not by the same notebook once more', async () => {
    const uuid = crypto.randomUUID()
    const page = crypto.randomUUID()
    const notebook = (text: string) => ({
      [`${uuid}.metadata`]: JSON.stringify({ visibleName: 'Diary', type: 'DocumentType', parent: '' }),
      [`${uuid}.content`]: JSON.stringify({ fileType: 'notebook', pages: [page] }),
      [`${uuid}/${page}.rm`]: pageBytes(text),
    })
    const { documents } = await imported(notebook('first'))
    const id = documents[0]?.id as DocumentId
    await change(id, { isArchived: true })
    await imported(notebook('first'))
    expect(await titlesIn('archive')).toEqual(['Diary'])
    await imported(notebook('second'))
    expect([await titlesIn('library'), await titlesIn('archive')]).toEqual([['Diary'], []])
  })

  test('is searched like everything else, and the answer says that it lies there', async () => {
    const id = await document('Lighthouse')
    const find = async () => {
      const filters = { collectionId: undefined, documentId: undefined, from: undefined, to: undefined }
      const at20 = { typed: 'lighthouse', offset: 0, limit: 20 }
      const { results } = await at.library.searchSpace({ ...by, ...filters, ...at20 })
      return results.map(({ document_id, is_archived }) => ({ document_id, is_archived }))
    }
    expect(await find()).toEqual([{ document_id: id, is_archived: false }])
    await change(id, { isArchived: true })
    expect(await find()).toEqual([{ document_id: id, is_archived: true }])
  })
})

describe('the sweep', () => {
  test('adds one job to a space that has something to archive, and none to others', async () => {
    await document('old')
    await choose(90)
    await at.library.sweepArchive({ now: later(89) })
    expect(await waitingJobs()).toEqual([])
    await at.library.sweepArchive({ now: later(91) })
    await at.library.sweepArchive({ now: later(91) })
    expect(await waitingJobs()).toHaveLength(1)
    by = await at.newcomer()
    await document('old too')
    await at.library.sweepArchive({ now: later(91) })
    expect(await waitingJobs()).toEqual([])
  })

  test('adds none where somebody opened the only document that is old, until that is long ago too', async () => {
    const id = await document('read often')
    await at.library.noteOpened({ ...by, documentId: id })
    await choose(90)
    await at.database.write(by.context, async (tx) =>
      tx
        .updateTable('documents')
        .set({ updated_at: later(-200) })
        .execute(),
    )
    await at.library.sweepArchive({ now: new Date() })
    expect(await waitingJobs()).toEqual([])
    await at.library.sweepArchive({ now: later(91) })
    expect(await waitingJobs()).toHaveLength(1)
  })

  test('adds none where one failed today, and one the day after', async () => {
    await document('old')
    await choose(90)
    await at.library.sweepArchive({ now: later(91) })
    await at.database.write(SWEEP, async (tx) =>
      tx
        .updateTable('jobs')
        .set({ state: 'failed', finished_at: later(91) })
        .where('space_id', '=', by.spaceId)
        .execute(),
    )
    await at.library.sweepArchive({ now: later(91.5) })
    expect(await waitingJobs()).toEqual([])
    await at.library.sweepArchive({ now: later(92.5) })
    expect(await waitingJobs()).toHaveLength(1)
  })
})

describe('who may', () => {
  test.each(['admin', 'member', 'view_only'] as const)(
    'the role %s does not choose when things are archived',
    async (role) => {
      const retention = { trash_days: 30, archive_days: 90 }
      const refused = { body: { type: '/problems/not-allowed' } }
      await expect(at.library.setRetention({ ...asked(role), retention })).rejects.toMatchObject(refused)
    },
  )

  test('the days are within their limits in the table too', async () => {
    for (const days of [6, 3_651]) await expect(choose(days)).rejects.toThrow(/archive_days/)
    for (const days of [7, 3_650]) expect(await choose(days)).toEqual({ trash_days: 30, archive_days: days })
  })
})

// Last, since jobs are done from here on.
test('a job that a worker does archives what the sweep found', async () => {
  await document('old')
  await choose(90)
  await at.database.write(by.context, async (tx) =>
    tx
      .updateTable('documents')
      .set({ updated_at: later(-91) })
      .execute(),
  )
  await at.library.sweepArchive({ now: new Date() })
  const [job] = await waitingJobs()
  if (job === undefined) throw new Error('no job')
  expect(await at.finished(job.id)).toBe('done')
  expect(await titlesIn('archive')).toEqual(['old'])
})
