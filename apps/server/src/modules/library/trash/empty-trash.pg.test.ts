import type { CollectionId, DocumentId, JobId, MemberRole } from '@kinfolio/contracts'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '../../../kernel/ids.ts'
import { SWEEP } from '../../../kernel/database/index.ts'
import { userId } from '@kinfolio/contracts'
import { hashOf, openTestLibrary, pageBytes, type TestLibrary } from '../library.testing.ts'

const DAY_MS = 86_400_000
const at = await openTestLibrary()
afterAll(async () => at[Symbol.asyncDispose]())

let by: TestLibrary['by']
beforeEach(async () => {
  by = await at.newcomer()
})
const actor = (role: MemberRole = 'owner') => ({
  userId: by.onBehalfOf,
  spaceId: by.spaceId,
  role,
  // Any id: nothing here asks for the session.
  sessionId: newId(userId) as never,
})
const asked = (role?: MemberRole) => ({ context: by.context, actor: actor(role) })

async function document(title: string, collectionId: CollectionId | null = null): Promise<DocumentId> {
  const files = await at.keep({ [`${title}.rm`]: pageBytes(title) })
  const { documents } = await at.library.importFiles({ ...by, collectionId, files })
  const id = documents[0]?.id
  if (id === undefined) throw new Error('no document')
  return id
}
const trash = async (id: DocumentId) => at.library.changeDocument({ ...by, id, isTrashed: true })
const titles = async (isTrashed: boolean) =>
  (await at.library.listDocuments({ ...by, isTrashed, limit: 50 })).rows.map(({ title }) => title).toSorted()
const problem = (type: string) => ({ body: { type: `/problems/${type}` } })
const later = (days: number) => new Date(Date.now() + days * DAY_MS)
const stored = async () =>
  at.database.read(by.context, async (db) =>
    (await db.selectFrom('stored_files').select('sha256').execute()).map(({ sha256 }) => sha256.toString('hex')),
  )
const audited = async () =>
  at.database.read(by.context, async (db) =>
    (await db.selectFrom('audit_log').select('action').orderBy('id').execute()).map(({ action }) => action),
  )
const waitingJobs = async () => (await at.waiting(by)).filter(({ kind }) => kind === 'library.empty-trash')

/** Runs the job's work as a worker would at a moment, without waiting for one. */
async function purge(now: Date, until: string | null = null): Promise<void> {
  const run = {
    id: newId(userId) as unknown as JobId,
    spaceId: by.spaceId,
    onBehalfOf: undefined,
    parentId: undefined,
    title: 'Trash',
    context: { kind: 'job', spaceId: by.spaceId, onBehalfOf: undefined } as const,
    attempt: 1,
    isLastAttempt: false,
    signal: new AbortController().signal,
    progress: () => undefined,
    finish: at.database.write.bind(at.database, { kind: 'job', spaceId: by.spaceId, onBehalfOf: undefined }) as never,
  }
  await at.library.runEmptyTrash({ until, run, now })
}

describe('what lies in the trash', () => {
  test('is deleted after 30 days and not before, and nothing else is', async () => {
    await trash(await document('old'))
    await document('kept')
    await purge(later(29))
    expect(await titles(true)).toEqual(['old'])
    await purge(later(31))
    expect([await titles(true), await titles(false)]).toEqual([[], ['kept']])
    expect((await audited()).filter((action) => action === 'trash.purged')).toHaveLength(1)
  })

  test('stays when it was restored, and when the space keeps its trash', async () => {
    const id = await document('restored')
    await trash(id)
    await at.library.changeDocument({ ...by, id, isTrashed: false })
    await trash(await document('for ever'))
    await at.library.setRetention({ ...asked(), retention: { trash_days: null, archive_days: null } })
    await purge(later(4_000))
    expect([await titles(false), await titles(true)]).toEqual([['restored'], ['for ever']])
  })

  test('goes after the days that the space says', async () => {
    await trash(await document('short'))
    await at.library.setRetention({ ...asked(), retention: { trash_days: 2, archive_days: null } })
    expect(await at.library.readRetention({ context: by.context, spaceId: by.spaceId })).toEqual({
      trash_days: 2,
      archive_days: null,
    })
    await purge(later(3))
    expect(await titles(true)).toEqual([])
  })

  test('lets go of the bytes that nothing else names, and of words that stood nowhere else', async () => {
    const [gone, kept] = [await document('gone'), await document('kept')]
    const words = [
      ['gone', gone],
      ['kept', kept],
    ] as const
    await at.database.write(by.context, async (tx) => {
      for (const [word] of words) {
        await tx.insertInto('space_words').values({ space_id: by.spaceId, word, is_stem: false }).execute()
      }
      const page = await tx
        .selectFrom('pages')
        .select(['id', 'version'])
        .where('document_id', '=', kept)
        .executeTakeFirstOrThrow()
      await tx
        .insertInto('page_texts')
        .values({
          page_id: page.id,
          space_id: by.spaceId,
          document_id: kept,
          version: page.version,
          text: 'kept',
          lines: '[]',
          search: "'kept':1A",
        })
        .execute()
    })
    await trash(gone)
    await at.library.eraseDocument({ ...asked(), id: gone })
    expect(await stored()).toEqual([hashOf(pageBytes('kept'))])
    const left = await at.database.read(by.context, async (db) => db.selectFrom('space_words').select('word').execute())
    expect(left).toEqual([{ word: 'kept' }])
  })

  test('keeps the bytes that another document of the space still has', async () => {
    const folder = (await at.library.createCollection({ ...by, title: 'Copies', parentId: null })).id
    const first = await document('twice')
    await document('twice', folder)
    await trash(first)
    await at.library.eraseDocument({ ...asked(), id: first })
    expect(await stored()).toEqual([hashOf(pageBytes('twice'))])
  })
})

describe('deleting for good', () => {
  test('is refused for what is not in the trash, and to who may not', async () => {
    const id = await document('on the shelf')
    await expect(at.library.eraseDocument({ ...asked(), id })).rejects.toMatchObject(problem('not-in-trash'))
    await trash(id)
    await expect(at.library.eraseDocument({ ...asked('member'), id })).rejects.toMatchObject(problem('not-allowed'))
    await expect(at.library.emptyTrash(asked('member'))).rejects.toMatchObject(problem('not-allowed'))
    expect(await titles(true)).toEqual(['on the shelf'])
  })

  test('of a folder takes what went with it, and leaves what was in the trash before', async () => {
    const folder = (await at.library.createCollection({ ...by, title: 'Trips', parentId: null })).id
    await document('with it', folder)
    const earlier = await document('earlier', folder)
    await trash(earlier)
    await expect(at.library.eraseCollection({ ...asked(), id: folder })).rejects.toMatchObject(problem('not-in-trash'))
    await at.library.changeCollection({ ...by, id: folder, isTrashed: true })
    await at.library.eraseCollection({ ...asked(), id: folder })
    expect(await titles(true)).toEqual(['earlier'])
    expect(await at.library.changeDocument({ ...by, id: earlier, isTrashed: false })).toMatchObject({
      collection_id: null,
    })
  })

  test('of the whole trash is a job, which spares what comes to the trash later', async () => {
    const folder = (await at.library.createCollection({ ...by, title: 'Old', parentId: null })).id
    await document('in it', folder)
    await at.library.changeCollection({ ...by, id: folder, isTrashed: true })
    const job = await at.library.emptyTrash(asked())
    expect(await waitingJobs()).toMatchObject([{ id: job }])
    const asAsked = (await waitingJobs())[0]?.payload as { until: string }
    await trash(await document('later'))
    await purge(new Date(), asAsked.until)
    expect(await titles(true)).toEqual(['later'])
    expect((await at.library.listCollections({ ...by, limit: 10 })).rows).toEqual([])
  })
})

describe('the sweep', () => {
  test('adds one job to a space whose trash is past its days, and none to others', async () => {
    await trash(await document('old'))
    await at.library.sweepTrash({ now: later(29) })
    expect(await waitingJobs()).toEqual([])
    await at.library.sweepTrash({ now: later(31) })
    await at.library.sweepTrash({ now: later(31) })
    expect(await waitingJobs()).toMatchObject([{ payload: { until: null } }])
    await at.database.write(SWEEP, async (tx) => tx.deleteFrom('jobs').execute())
    await at.library.setRetention({ ...asked(), retention: { trash_days: null, archive_days: null } })
    await at.library.sweepTrash({ now: later(31) })
    expect(await waitingJobs()).toEqual([])
  })
})
