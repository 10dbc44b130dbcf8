import type { JobId } from '@kinfolio/contracts'
import { describe, expect, test } from 'vitest'
import { Outage } from '../outage.ts'
import { type Bench, contextOfViewer, eventually, isDone, isFailed, newJob, note, openBench } from './jobs.fixture.ts'

const hopeless = (): Outage => new Outage('It is broken', { who: 'it', reason: 'crashed', isRetryable: false })

/** A batch with one part for each text. */
async function addBatch(bench: Bench, texts: readonly string[], total = texts.length) {
  return bench.database.write(contextOfViewer(bench), async (tx) => {
    const { payload: _none, ...job } = newJob(bench, undefined)
    const batch = await bench.jobs.queue.addBatch(tx, {
      ...job,
      kind: 'testing.import',
      progress: { total, unit: 'pages' },
    })
    const parts = texts.map((text) => ({ ...newJob(bench, { text }), parentId: batch }))
    return { batch, parts: await bench.jobs.queue.addMany(tx, note, parts) }
  })
}

async function open(): Promise<Bench> {
  const bench = await openBench()
  bench.jobs.handle({
    kind: note,
    run: async ({ text }) => (text.startsWith('bad') ? Promise.reject(hopeless()) : Promise.resolve()),
  })
  return bench
}

describe('a batch', () => {
  test('is done when all its parts are, and is listed in their stead', async () => {
    await using bench = await open()
    const { batch, parts } = await addBatch(bench, ['a', 'b', 'c'])
    expect(await bench.jobs.getJob({ ...bench.viewer, jobId: batch })).toMatchObject({
      state: 'running',
      progress: { done: 0, total: 3, unit: 'pages' },
    })
    await bench.jobs.start()
    const job = await eventually(bench, { jobId: batch, is: isDone })
    expect(job).toMatchObject({ progress: { done: 3, total: 3 }, error: null, attempts: 0 })
    expect((await bench.jobs.listJobs({ ...bench.viewer, limit: 10 })).jobs.map(({ id }) => id)).toEqual([batch])
    const listed = await bench.jobs.listJobs({ ...bench.viewer, limit: 2, parentId: batch })
    expect(listed.jobs.map(({ id }) => id)).toEqual(parts.slice(0, 2))
    const rest = await bench.jobs.listJobs({
      ...bench.viewer,
      limit: 2,
      parentId: batch,
      cursor: listed.next_cursor ?? '',
    })
    expect(rest.jobs.map(({ id }) => id)).toEqual(parts.slice(2))
  })

  test('without parts is done at once', async () => {
    await using bench = await open()
    const { batch } = await addBatch(bench, [])
    expect(await bench.jobs.getJob({ ...bench.viewer, jobId: batch })).toMatchObject({
      state: 'done',
      progress: { done: 0, total: 0 },
    })
  })

  test('fails with its parts and counts them, once all are over', async () => {
    await using bench = await open()
    const { batch } = await addBatch(bench, ['a', 'bad 1', 'b', 'bad 2', 'c'])
    await bench.jobs.start()
    const job = await eventually(bench, { jobId: batch, is: isFailed })
    expect(job).toMatchObject({ error: '2 of 5 pages failed', progress: { done: 5, total: 5 } })
  })

  test('waits for parts that were announced and are not there yet', async () => {
    await using bench = await open()
    const { batch } = await addBatch(bench, ['a'], 2)
    await bench.jobs.start()
    await eventually(bench, { jobId: batch, is: ({ progress }) => progress.done === 1 })
    const late = { ...newJob(bench, { text: 'late' }), parentId: batch }
    await bench.database.write(contextOfViewer(bench), async (tx) => bench.jobs.queue.add(tx, note, late))
    await eventually(bench, { jobId: batch, is: isDone })
  })

  test('grows while it runs, and opens again when it was over', async () => {
    await using bench = await open()
    const { batch } = await addBatch(bench, ['a'])
    await bench.jobs.start()
    await eventually(bench, { jobId: batch, is: isDone })
    await bench.database.write(contextOfViewer(bench), async (tx) => {
      await bench.jobs.queue.growBatch(tx, batch, 1)
      await bench.jobs.queue.add(tx, note, { ...newJob(bench, { text: 'bad' }), parentId: batch })
    })
    const job = await eventually(bench, { jobId: batch, is: isFailed })
    expect(job).toMatchObject({ error: '1 of 2 pages failed', progress: { done: 2, total: 2 } })
  })

  test('of a batch ends from the inside out', async () => {
    await using bench = await open()
    const { outer } = await bench.database.write(contextOfViewer(bench), async (tx) => {
      const { payload: _none, ...job } = newJob(bench, undefined)
      const about = { ...job, kind: 'testing.import' as const, progress: { total: 1, unit: 'files' as const } }
      const outerId = await bench.jobs.queue.addBatch(tx, about)
      const { parentId: _p, ...inner } = { ...about, parentId: outerId }
      const innerId = await bench.jobs.queue.addBatch(tx, inner)
      await tx.updateTable('jobs').set({ parent_id: outerId }).where('id', '=', innerId).execute()
      await bench.jobs.queue.add(tx, note, { ...newJob(bench, { text: 'bad' }), parentId: innerId })
      return { outer: outerId }
    })
    await bench.jobs.start()
    expect((await eventually(bench, { jobId: outer, is: isFailed })).error).toBe('1 of 1 files failed')
  })

  test('of many parts tells people a few times, not once a part', async () => {
    await using bench = await open()
    const { batch } = await addBatch(
      bench,
      Array.from({ length: 300 }, (_, n) => `page ${n}`),
    )
    await bench.jobs.start()
    await eventually(bench, { jobId: batch, is: isDone })
    const events = await bench.database.read(contextOfViewer(bench), async (db) =>
      db.selectFrom('user_events').select('ids').execute(),
    )
    expect(events).toHaveLength(2)
    const shown = bench.shown.filter(({ id }) => id === batch)
    expect(shown.length).toBeGreaterThan(0)
    expect(shown.length).toBeLessThan(100)
  })

  test('whose last part was counted by nobody is counted by the sweep', async () => {
    await using bench = await open()
    const { batch, parts } = await addBatch(bench, ['a'])
    await bench.database.write(contextOfViewer(bench), async (tx) =>
      tx
        .updateTable('jobs')
        .set({ state: 'done' })
        .where('id', '=', parts[0] as JobId)
        .execute(),
    )
    await bench.jobs.start()
    await eventually(bench, { jobId: batch, is: isDone })
  })
})
