import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineJob } from './index.ts'
import { contextOfViewer, eventually, isDone, newJob, openBench } from './jobs.fixture.ts'

const note = defineJob({ kind: 'testing.note', payload: z.object({ text: z.string() }), maxAttempts: 3 })

describe('a job', () => {
  test('runs once, in the context of its space, and is done', async () => {
    await using bench = await openBench()
    const seen: unknown[] = []
    bench.jobs.handle({
      kind: note,
      run: async (payload, run) => {
        seen.push({ payload, context: run.context, attempt: run.attempt, isLast: run.isLastAttempt })
        await run.finish(async () => undefined)
      },
    })
    await bench.jobs.start()
    const { spaceId, userId } = bench.viewer
    const id = await bench.database.write(contextOfViewer(bench), async (tx) =>
      bench.jobs.queue.add(tx, note, newJob(bench, { text: 'hello' })),
    )
    const job = await eventually(bench, { jobId: id, is: isDone })
    expect(job).toMatchObject({ kind: 'testing.note', title: 'A letter', attempts: 1, error: null })
    expect(job.progress).toEqual({ done: 1, total: 1, unit: 'steps' })
    expect(seen).toEqual([
      {
        payload: { text: 'hello' },
        context: { kind: 'job', spaceId, onBehalfOf: userId },
        attempt: 1,
        isLast: false,
      },
    ])
  })

  test('exists exactly when the change that asks for it does', async () => {
    await using bench = await openBench()
    let runs = 0
    bench.jobs.handle({
      kind: note,
      run: async () => {
        runs += 1
        return Promise.resolve()
      },
    })
    await bench.jobs.start()
    const undone = bench.database.write(contextOfViewer(bench), async (tx) => {
      await bench.jobs.queue.add(tx, note, newJob(bench, { text: 'never' }))
      throw new Error('the change failed')
    })
    await expect(undone).rejects.toThrow('the change failed')
    await sleep(200)
    expect(runs).toBe(0)
    expect((await bench.jobs.listJobs({ ...bench.viewer, limit: 10 })).jobs).toEqual([])
  })
})
