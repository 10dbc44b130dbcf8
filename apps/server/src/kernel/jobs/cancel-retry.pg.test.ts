import { type JobId, Problem } from '@kinfolio/contracts'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { SWEEP } from '../database/index.ts'
import { Outage } from '../outage.ts'
import { LostLease } from './index.ts'
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
  until,
} from './jobs.fixture.ts'

async function spaceNames(bench: Bench): Promise<string[]> {
  const rows = await bench.database.read(SWEEP, async (db) => db.selectFrom('spaces').select('name').execute())
  return rows.map(({ name }) => name)
}

describe('cancelling', () => {
  test('a waiting job keeps it from ever running, and its handler says so', async () => {
    let runs = 0
    await using bench = await openBench()
    bench.jobs.handle({
      kind: note,
      run: async () => void (runs += 1),
      giveUp: async (tx, { text }, { state, job }) => {
        await tx
          .updateTable('spaces')
          .set({ name: `${text} ${state}` })
          .where('id', '=', job.spaceId)
          .execute()
      },
    })
    const jobId = await add(bench, { text: 'page 1' })
    const cancelled = await bench.jobs.cancelJob({ ...bench.viewer, jobId })
    expect(cancelled).toMatchObject({ state: 'cancelled', error: null })
    expect(cancelled.finished_at).not.toBeNull()
    expect(await spaceNames(bench)).toEqual(['page 1 cancelled'])
    await bench.jobs.start()
    await sleep(300)
    expect(runs).toBe(0)
  })

  test('a running job stops it at once, and nothing of it is written', async () => {
    const reasons: unknown[] = []
    await using bench = await openBench()
    bench.jobs.handle({
      kind: note,
      run: async (_note, run) => {
        await sleep(20_000, undefined, { signal: run.signal }).catch(() => reasons.push(run.signal.reason))
        await run.finish(async (tx) => {
          await tx.updateTable('spaces').set({ name: 'written' }).where('id', '=', run.spaceId).execute()
        })
      },
    })
    await bench.jobs.start()
    const jobId = await add(bench, { text: 'x' })
    await eventually(bench, { jobId, is: ({ state }) => state === 'running' })
    await bench.jobs.cancelJob({ ...bench.viewer, jobId })
    await until(() => reasons.length > 0)
    await sleep(50)
    expect(reasons[0]).toBeInstanceOf(LostLease)
    expect(await bench.jobs.getJob({ ...bench.viewer, jobId })).toMatchObject({ state: 'cancelled', error: null })
    expect(await spaceNames(bench)).toEqual(['Ada'])
  })

  test('reaches a run in another process', async () => {
    let isStopped = false
    await using bench = await openBench()
    const worker = bench.another()
    worker.handle({
      kind: note,
      run: async (_note, run) => {
        await sleep(20_000, undefined, { signal: run.signal }).catch(() => (isStopped = true))
      },
    })
    await worker.start()
    const jobId = await add(bench, { text: 'x' })
    await eventually(bench, { jobId, is: ({ state }) => state === 'running' })
    await bench.jobs.cancelJob({ ...bench.viewer, jobId })
    await until(() => isStopped)
  })

  test('a batch ends its parts that are not over, and leaves those that are', async () => {
    await using bench = await openBench()
    bench.jobs.handle({
      kind: note,
      run: async ({ text }, run) => {
        if (text === 'slow') await sleep(20_000, undefined, { signal: run.signal })
      },
    })
    const { batch, parts } = await bench.database.write(contextOfViewer(bench), async (tx) => {
      const { payload: _none, ...job } = newJob(bench, undefined)
      const id = await bench.jobs.queue.addBatch(tx, {
        ...job,
        kind: 'testing.import',
        progress: { total: 3, unit: 'pages' },
      })
      const some = ['quick', 'slow'].map((text) => ({ ...newJob(bench, { text }), parentId: id }))
      const later = { ...newJob(bench, { text: 'later' }), parentId: id, dueAt: new Date(Date.now() + 60_000) }
      return { batch: id, parts: await bench.jobs.queue.addMany(tx, note, [...some, later]) }
    })
    await bench.jobs.start()
    await eventually(bench, { jobId: parts[0] as JobId, is: isDone })
    await eventually(bench, { jobId: parts[1] as JobId, is: ({ state }) => state === 'running' })
    await bench.jobs.cancelJob({ ...bench.viewer, jobId: batch })
    const { jobs } = await bench.jobs.listJobs({ ...bench.viewer, limit: 10, parentId: batch })
    expect(jobs.map(({ state }) => state)).toEqual(['done', 'cancelled', 'cancelled'])
    await sleep(400)
    expect(await bench.jobs.getJob({ ...bench.viewer, jobId: batch })).toMatchObject({ state: 'cancelled' })
  })

  test('what is over is refused', async () => {
    await using bench = await openBench()
    bench.jobs.handle({ kind: note, run: async () => Promise.resolve() })
    await bench.jobs.start()
    const jobId = await add(bench, { text: 'x' })
    await eventually(bench, { jobId, is: isDone })
    const refused = await bench.jobs.cancelJob({ ...bench.viewer, jobId }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Problem)
    expect(refused).toMatchObject({ body: { type: '/problems/job-not-cancellable', state: 'done' } })
  })
})

describe('trying again', () => {
  test('starts a failed job afresh, with all its attempts', async () => {
    let isBroken = true
    await using bench = await openBench()
    bench.jobs.handle({
      kind: note,
      run: async () => {
        if (isBroken) throw new Outage('The key is wrong', { who: 'it', reason: 'key-refused', isRetryable: false })
        return Promise.resolve()
      },
    })
    await bench.jobs.start()
    const jobId = await add(bench, { text: 'x' })
    await eventually(bench, { jobId, is: isFailed })
    isBroken = false
    const again = await bench.jobs.retryJob({ ...bench.viewer, jobId })
    expect(again).toMatchObject({ attempts: 0, error: null, finished_at: null })
    expect(await eventually(bench, { jobId, is: isDone })).toMatchObject({ attempts: 1 })
  })

  test('starts a cancelled job', async () => {
    await using bench = await openBench()
    bench.jobs.handle({ kind: note, run: async () => Promise.resolve() })
    const jobId = await add(bench, { text: 'x' })
    await bench.jobs.cancelJob({ ...bench.viewer, jobId })
    await bench.jobs.retryJob({ ...bench.viewer, jobId })
    await bench.jobs.start()
    await eventually(bench, { jobId, is: isDone })
  })

  test('a batch runs its failed parts only; a part that succeeds heals its batch', async () => {
    const runs: string[] = []
    let broken = new Set(['b', 'c'])
    await using bench = await openBench()
    bench.jobs.handle({
      kind: note,
      run: async ({ text }) => {
        runs.push(text)
        if (broken.has(text)) throw new Outage('no', { who: 'it', reason: 'crashed', isRetryable: false })
        return Promise.resolve()
      },
    })
    const { batch, parts } = await bench.database.write(contextOfViewer(bench), async (tx) => {
      const { payload: _none, ...job } = newJob(bench, undefined)
      const id = await bench.jobs.queue.addBatch(tx, {
        ...job,
        kind: 'testing.import',
        progress: { total: 3, unit: 'pages' },
      })
      const some = ['a', 'b', 'c'].map((text) => ({ ...newJob(bench, { text }), parentId: id }))
      return { batch: id, parts: await bench.jobs.queue.addMany(tx, note, some) }
    })
    await bench.jobs.start()
    await eventually(bench, { jobId: batch, is: isFailed })
    broken = new Set(['c'])
    runs.length = 0
    expect(await bench.jobs.retryJob({ ...bench.viewer, jobId: batch })).toMatchObject({
      state: 'running',
      error: null,
    })
    const half = await eventually(bench, { jobId: batch, is: isFailed })
    expect(half.error).toBe('1 of 3 pages failed')
    expect(runs.toSorted()).toEqual(['b', 'c'])
    broken = new Set()
    await bench.jobs.retryJob({ ...bench.viewer, jobId: parts[2] as JobId })
    expect(await eventually(bench, { jobId: batch, is: isDone })).toMatchObject({ error: null })
  })

  test('what waits, runs or is done is refused', async () => {
    await using bench = await openBench()
    const jobId = await add(bench, { text: 'x' })
    const refused = await bench.jobs.retryJob({ ...bench.viewer, jobId }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ body: { type: '/problems/job-not-retryable', state: 'waiting' } })
  })
})
