import { expect, test } from 'vitest'
import { z } from 'zod'
import { SWEEP } from '../database/index.ts'
import { defineJob } from './index.ts'
import {
  add,
  type Bench,
  contextOfViewer,
  eventually,
  isDone,
  isFailed,
  newJob,
  note,
  openBench,
} from './jobs.fixture.ts'

const whisper = defineJob({
  kind: 'testing.whisper',
  payload: z.object({ works: z.boolean() }),
  maxAttempts: 2,
  isQuiet: true,
})

/** A bench whose worker does loud and quiet jobs. */
async function working(): Promise<Bench> {
  const bench = await openBench()
  bench.jobs.handle({ kind: note, run: async (_note, run) => run.finish(async () => undefined) })
  bench.jobs.handle({
    kind: whisper,
    run: async ({ works }) => {
      if (!works) throw new Error('no')
    },
  })
  await bench.jobs.start()
  return bench
}

const addQuiet = async (bench: Bench, works = true) =>
  bench.database.write(contextOfViewer(bench), async (tx) =>
    bench.jobs.queue.add(tx, whisper, newJob(bench, { works })),
  )
const listed = async ({ jobs, viewer }: Bench) =>
  (await jobs.listJobs({ ...viewer, limit: 10 })).jobs.map(({ id }) => id)
const told = async (bench: Bench) => {
  const rows = await bench.database.read(contextOfViewer(bench), async (db) =>
    db.selectFrom('user_events').select('ids').execute(),
  )
  return rows.map(({ ids }) => z.object({ job_id: z.string() }).parse(ids).job_id)
}

test('a quiet job is done like any other, and stands in nobody’s list', async () => {
  await using bench = await working()
  const quietId = await addQuiet(bench)
  await eventually(bench, { jobId: quietId, is: isDone })
  const loudId = await add(bench, { text: 'x' })
  await eventually(bench, { jobId: loudId, is: isDone })
  expect(await listed(bench)).toEqual([loudId])
  expect((await bench.jobs.listJobs({ ...bench.viewer, limit: 10, state: 'done' })).jobs).toHaveLength(1)
})

test('nobody’s device is told when a quiet job comes, runs or ends', async () => {
  await using bench = await working()
  const quietId = await addQuiet(bench)
  await eventually(bench, { jobId: quietId, is: isDone })
  const loudId = await add(bench, { text: 'x' })
  await eventually(bench, { jobId: loudId, is: isDone })
  expect(new Set(await told(bench))).toEqual(new Set([loudId]))
})

test('a quiet job that fails for good is not told of either, and can be looked up with its reason', async () => {
  await using bench = await working()
  const jobId = await addQuiet(bench, false)
  const failed = await eventually(bench, { jobId, is: isFailed })
  expect(failed).toMatchObject({ attempts: 2, error: expect.stringContaining('Error') })
  expect([await told(bench), await listed(bench)]).toEqual([[], []])
})

test('pages of the list are full although quiet jobs lie between', async () => {
  await using bench = await openBench()
  const loud: string[] = []
  for (let n = 0; n < 3; n += 1) {
    loud.unshift(await add(bench, { text: String(n) }))
    await addQuiet(bench)
  }
  const first = await bench.jobs.listJobs({ ...bench.viewer, limit: 2 })
  expect(first.jobs.map(({ id }) => id)).toEqual(loud.slice(0, 2))
  const second = await bench.jobs.listJobs({ ...bench.viewer, limit: 2, cursor: first.next_cursor ?? '' })
  expect([second.jobs.map(({ id }) => id), second.next_cursor]).toEqual([loud.slice(2), null])
})

test('a job is quiet because its kind says so when it is added', async () => {
  await using bench = await openBench()
  const ids = [await addQuiet(bench), await add(bench, { text: 'x' })]
  const rows = await bench.database.read(SWEEP, async (db) =>
    db.selectFrom('jobs').select(['id', 'is_quiet']).execute(),
  )
  expect(new Map(rows.map(({ id, is_quiet }) => [id, is_quiet]))).toEqual(
    new Map([
      [ids[0], true],
      [ids[1], false],
    ]),
  )
})
