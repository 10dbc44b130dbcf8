import { documentId, jobId, type JobId, pageId, sha256, spaceId, userId } from '@kinfolio/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Tx } from '../../kernel/database/index.ts'
import type { JobQueue } from '../../kernel/jobs/job.ts'
import { addReadings } from './plan-reading.ts'
import { readPagesJob } from './recognition.jobs.ts'

const ids = { spaceId: '03', document: '02', person: '01', batch: '09' } as const
const idOf = (end: string): string => `01890000-0000-7000-8000-${end.padStart(12, '0')}`
const document = documentId.parse(idOf(ids.document))
const run = {
  spaceId: spaceId.parse(idOf(ids.spaceId)),
  onBehalfOf: userId.parse(idOf(ids.person)),
  parentId: jobId.parse(idOf(ids.batch)),
  title: 'Garden',
}
// Nothing here touches the transaction; it only has to arrive at the queue.
const tx = {} as Tx

const pagesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    pageId: pageId.parse(idOf(String(100 + index))),
    version: sha256.parse(String(index % 10).repeat(64)),
  }))

type Added = {
  kind: string
  pageId?: unknown
  payload: { pages: ReturnType<typeof pagesOf> } & Record<string, unknown>
}

/** A queue that keeps what is added; the ids count on. */
function queueOf() {
  const added: Added[] = []
  const addMany: JobQueue['addMany'] = async (at, kind, jobs) => {
    expect(at).toBe(tx)
    return jobs.map(({ payload, ...job }): JobId => {
      added.push({ ...job, kind: kind.kind, payload: readPagesJob.payload.parse(payload) })
      return jobId.parse(idOf(String(900 + added.length)))
    })
  }
  const never = (): never => {
    throw new Error('readings are added together')
  }
  return { added, jobs: { addMany, add: never, addBatch: never, growBatch: never } satisfies JobQueue }
}

const plan = async (pages: number, perCall: number, again: { run: number; engine?: 'claude' } = { run: 0 }) => {
  const queue = queueOf()
  const of = { tx, run, documentId: document, pages: pagesOf(pages), perCall, again }
  const jobIds = await addReadings(queue, of)
  return { ...queue, jobIds, sizes: queue.added.map(({ payload }) => payload.pages.length) }
}

describe('pages to read', () => {
  test.each([
    [0, 4, []],
    [1, 4, [1]],
    [4, 4, [4]],
    [5, 4, [4, 1]],
    [3, 1, [1, 1, 1]],
    [5, 2, [2, 2, 1]],
    [33, 16, [16, 16, 1]],
  ])('%s, of which a reader takes %s at a time, go in calls of %j', async (pages, perCall, sizes) => {
    const planned = await plan(pages, perCall)
    expect(planned.sizes).toEqual(sizes)
    expect(planned.jobIds).toHaveLength(sizes.length)
  })

  test('are each asked for once, in their order, whatever their number', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 20 }), async (pages, perCall) => {
        const { added, sizes } = await plan(pages, perCall)
        expect(added.flatMap(({ payload }) => payload.pages)).toEqual(pagesOf(pages))
        expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(perCall)
        expect(sizes.slice(0, -1).every((size) => size === perCall)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  test('are part of the batch that asked for them, on behalf of the same person', async () => {
    const { added } = await plan(3, 2)
    for (const job of added) expect(job).toMatchObject({ ...run, kind: readPagesJob.kind, documentId: document })
  })

  test('name their page where there is one, so that its screen can show the job', async () => {
    const { added } = await plan(3, 2)
    expect(added.map((job) => job.pageId)).toEqual([undefined, pagesOf(3)[2]?.pageId])
  })

  test('carry the wish for another engine and the count of readings along', async () => {
    const [first] = (await plan(1, 1)).added
    expect(first?.payload).toMatchObject({ documentId: document, run: 0 })
    expect(first?.payload).not.toHaveProperty('engine')
    const [again] = (await plan(1, 1, { run: 3, engine: 'claude' })).added
    expect(again?.payload).toMatchObject({ run: 3, engine: 'claude' })
  })
})
