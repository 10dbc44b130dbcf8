import type { JobId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import pg from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { SWEEP } from '../database/index.ts'
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

/** What a worker that was killed while it ran the job leaves behind; others were before. */
async function abandon(bench: Bench, { jobId, losses = 0 }: { jobId: JobId; losses?: number }): Promise<void> {
  const workerId = v7()
  await bench.database.write(SWEEP, async (tx) => {
    await sql`update jobs set state = 'running', worker_id = ${workerId}, attempts = ${losses + 1}, losses = ${losses},
                updated_at = now() - interval '1 minute' where id = ${jobId}`.execute(tx)
    await sql`insert into worker_heartbeats (worker_id, trigger_pool, beat_at)
                values (${workerId}, ${`pool-${workerId}`}, now() - interval '1 minute')`.execute(tx)
  })
  await asOwner(
    bench,
    `update graphile_worker._private_jobs set attempts = 1, locked_at = now() - interval '1 minute',
    locked_by = 'pool-${workerId}' where key = '${jobId}'`,
  )
}

async function asOwner(bench: Bench, text: string): Promise<Record<string, unknown>[]> {
  const owner = new pg.Client({ connectionString: bench.test.ownerUrl })
  await owner.connect()
  try {
    return (await owner.query<Record<string, unknown>>(text)).rows
  } finally {
    await owner.end()
  }
}

async function triggers(bench: Bench): Promise<unknown[]> {
  return asOwner(bench, 'select key, locked_by, attempts from graphile_worker.jobs')
}

describe('a worker that was killed', () => {
  test('loses its jobs to others, and leaves nothing locked', async () => {
    await using bench = await openBench()
    bench.jobs.handle({ kind: note, run: async () => Promise.resolve() })
    const jobId = await add(bench, { text: 'x' })
    await abandon(bench, { jobId })
    await bench.jobs.start()
    const job = await eventually(bench, { jobId, is: isDone })
    expect(job.attempts).toBe(1)
    await until(async () => (await triggers(bench)).length === 0)
    const beats = await bench.database.read(SWEEP, async (db) =>
      db.selectFrom('worker_heartbeats').selectAll().execute(),
    )
    expect(beats).toHaveLength(1)
  })

  test('by the same job again and again loses it for good', async () => {
    let runs = 0
    const given: string[] = []
    await using bench = await openBench()
    bench.jobs.handle({
      kind: note,
      run: async () => void (runs += 1),
      giveUp: async (_tx, _note, { error }) => void given.push(error),
    })
    const jobId = await add(bench, { text: 'poison' })
    await abandon(bench, { jobId, losses: 5 })
    await bench.jobs.start()
    const job = await eventually(bench, { jobId, is: isFailed })
    expect(job.error).toBe('The worker that ran it stopped in the middle, 6 times')
    expect(given).toEqual([job.error])
    expect(runs).toBe(0)
  })

  test.each([
    [1, 5],
    [2, 30],
    [4, 600],
  ])('costs a job that lost %d workers before a wait of %d s, while others go first', async (losses, seconds) => {
    await using bench = await openBench()
    const done: string[] = []
    bench.jobs.handle({ kind: note, run: async ({ text }) => void done.push(text) })
    const jobId = await add(bench, { text: 'suspect' })
    await abandon(bench, { jobId, losses })
    await bench.jobs.start()
    const job = await eventually(bench, { jobId, is: ({ state }) => state === 'waiting' })
    const waitsMs = Date.parse(job.next_attempt_at ?? '') - Date.parse(job.updated_at)
    expect([waitsMs / 1_000, job.attempts, job.error]).toEqual([
      expect.closeTo(seconds, 1),
      0,
      'The worker that ran it stopped in the middle',
    ])
    await eventually(bench, { jobId: await add(bench, { text: 'other' }), is: isDone })
    expect(done).toEqual(['other'])
  })

  test('takes none of the attempts that the job has for its own failures', async () => {
    await using bench = await openBench()
    const attempts: number[] = []
    bench.jobs.handle({
      kind: note,
      run: async (_note, run) => {
        attempts.push(run.attempt)
        if (!run.isLastAttempt) throw new Error('not yet')
        return Promise.resolve()
      },
    })
    const jobId = await add(bench, { text: 'x' })
    await abandon(bench, { jobId })
    await bench.jobs.start()
    expect(await eventually(bench, { jobId, is: isDone })).toMatchObject({ attempts: 3, max_attempts: 3 })
    expect(attempts).toEqual([1, 2, 3])
  })

  test('before it began a job it had fetched costs that job no attempt', async () => {
    await using bench = await openBench()
    bench.jobs.handle({ kind: note, run: async () => Promise.resolve() })
    const jobId = await add(bench, { text: 'x' })
    await abandon(bench, { jobId })
    await bench.database.write(SWEEP, async (tx) =>
      sql`update jobs set state = 'waiting', worker_id = null, attempts = 0 where id = ${jobId}`.execute(tx),
    )
    await bench.jobs.start()
    expect(await eventually(bench, { jobId, is: isDone })).toMatchObject({ attempts: 1 })
  })

  test('and was only paused notices that its job is no longer its own', async () => {
    const seen: string[] = []
    await using bench = await openBench()
    bench.jobs.handle({
      kind: note,
      run: async (_note, run) => {
        if (seen.push('began') > 1) return
        await sleep(30_000, undefined, { signal: run.signal }).catch(() => seen.push('aborted'))
      },
    })
    await bench.jobs.start()
    const jobId = await add(bench, { text: 'x' })
    await eventually(bench, { jobId, is: ({ state }) => state === 'running' })
    await bench.database.write(SWEEP, async (tx) => {
      await sql`update jobs set worker_id = ${v7()} where id = ${jobId}`.execute(tx)
    })
    await eventually(bench, { jobId, is: isDone })
    expect(seen).toEqual(['began', 'aborted', 'began'])
  })
})

describe('a job whose trigger was lost', () => {
  test('is started all the same', async () => {
    await using bench = await openBench()
    bench.jobs.handle({ kind: note, run: async () => Promise.resolve() })
    const jobId = await add(bench, { text: 'x' })
    await asOwner(bench, 'delete from graphile_worker._private_jobs')
    await bench.database.write(SWEEP, async (tx) =>
      sql`update jobs set updated_at = now() - interval '1 minute' where id = ${jobId}`.execute(tx),
    )
    await bench.jobs.start()
    await eventually(bench, { jobId, is: isDone })
  })

  test('or doubled runs once', async () => {
    let runs = 0
    await using bench = await openBench()
    bench.jobs.handle({ kind: note, run: async () => void (runs += 1) })
    const jobId = await add(bench, { text: 'x' })
    await asOwner(
      bench,
      `select graphile_worker.add_job('kinfolio', '{"job_id":"${jobId}"}') from generate_series(1, 5)`,
    )
    await bench.jobs.start()
    await until(async () => (await triggers(bench)).length === 0)
    expect(runs).toBe(1)
  })
})

describe('a server that stops', () => {
  test('lets running jobs end and takes no more', async () => {
    const ended: string[] = []
    await using bench = await openBench({ concurrentJobs: 1 })
    bench.jobs.handle({
      kind: note,
      run: async ({ text }) => {
        await sleep(300)
        ended.push(text)
      },
    })
    await bench.jobs.start()
    const first = await add(bench, { text: 'first' })
    const second = await add(bench, { text: 'second' })
    await eventually(bench, { jobId: first, is: ({ state }) => state === 'running' })
    await bench.jobs.stop()
    expect(ended).toEqual(['first'])
    expect(await bench.jobs.getJob({ ...bench.viewer, jobId: second })).toMatchObject({ state: 'waiting', attempts: 0 })
  })

  test('frees what does not end in time for others, at once and at no cost', async () => {
    await using bench = await openBench({ stopGraceMs: 100 })
    bench.jobs.handle({
      kind: note,
      run: async (_note, run) => sleep(60_000, undefined, { signal: run.signal }),
    })
    await bench.jobs.start()
    const jobId = await add(bench, { text: 'x' })
    await eventually(bench, { jobId, is: ({ state }) => state === 'running' })
    const stopping = bench.jobs.stop()
    const other = bench.another()
    other.handle({ kind: note, run: async () => Promise.resolve() })
    await other.start()
    await stopping
    expect(await eventually(bench, { jobId, is: isDone })).toMatchObject({ attempts: 1, error: null })
  })

  test('and starts again goes on', async () => {
    await using bench = await openBench()
    bench.jobs.handle({ kind: note, run: async () => Promise.resolve() })
    await bench.jobs.start()
    await bench.jobs.stop()
    const jobId = await add(bench, { text: 'x' })
    await bench.jobs.start()
    await eventually(bench, { jobId, is: isDone })
  })
})

describe('two workers', () => {
  test('share the work and never run one job at once', async () => {
    const running = new Set<string>()
    const runs = new Map<string, number>()
    await using bench = await openBench()
    const workers = [bench.jobs, bench.another()]
    for (const worker of workers) {
      worker.handle({
        kind: note,
        run: async ({ text }) => {
          if (running.has(text)) throw new Error(`${text} ran twice at once`)
          running.add(text)
          runs.set(text, (runs.get(text) ?? 0) + 1)
          await sleep(Math.random() * 10)
          running.delete(text)
        },
      })
    }
    await Promise.all(workers.map(async (worker) => worker.start()))
    const ids = await bench.database.write(contextOfViewer(bench), async (tx) =>
      bench.jobs.queue.addMany(
        tx,
        note,
        Array.from({ length: 200 }, (_, n) => newJob(bench, { text: `job ${n}` })),
      ),
    )
    for (const jobId of ids) await eventually(bench, { jobId, is: isDone })
    expect(runs.size).toBe(200)
    expect([...runs.values()].every((times) => times === 1)).toBe(true)
  })
})
