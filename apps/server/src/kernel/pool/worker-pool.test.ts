import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createWorkerPool, definePoolTask, WorkerCrashed, WorkerTimeout } from './index.ts'
import type { FixtureTask } from './tasks.fixture.ts'

const task = definePoolTask<FixtureTask, unknown>(new URL('./tasks.fixture.ts', import.meta.url))
const patient = { timeoutMs: 20_000 }

test('a task runs in a worker and answers', async () => {
  await using pool = createWorkerPool({ size: 2 })
  const answers = await Promise.all([1, 2, 3, 4, 5].map((value) => pool.run(task, { do: 'double', value }, patient)))
  expect(answers).toEqual([2, 4, 6, 8, 10])
})

test('an error of the task keeps its name and its words', async () => {
  await using pool = createWorkerPool({ size: 1 })
  await expect(pool.run(task, { do: 'throw' }, patient)).rejects.toMatchObject({
    name: 'RangeError',
    message: 'no such page',
  })
  expect(await pool.run(task, { do: 'double', value: 4 }, patient)).toBe(8)
})

test('a task that hangs is ended at its time limit, and the next one is served', async () => {
  await using pool = createWorkerPool({ size: 1 })
  await pool.run(task, { do: 'double', value: 1 }, patient)
  const hanging = pool.run(task, { do: 'spin' }, { timeoutMs: 200 })
  const queuedBehind = pool.run(task, { do: 'double', value: 5 }, { timeoutMs: 20_000 })
  await expect(hanging).rejects.toBeInstanceOf(WorkerTimeout)
  expect(await queuedBehind).toBe(10)
})

test('the time a task waits for a worker is not counted against its limit', async () => {
  await using pool = createWorkerPool({ size: 1 })
  await pool.run(task, { do: 'double', value: 1 }, patient)
  const hanging = pool.run(task, { do: 'spin' }, { timeoutMs: 1_000 })
  // Its own limit is shorter than the wait, and long enough for a new thread to start and answer.
  const behind = pool.run(task, { do: 'double', value: 6 }, { timeoutMs: 900 })
  await expect(hanging).rejects.toBeInstanceOf(WorkerTimeout)
  expect(await behind).toBe(12)
})

test('a task that fills its memory fails alone', async () => {
  await using pool = createWorkerPool({ size: 1, heapMb: 32 })
  const hoarding = pool.run(task, { do: 'hoard' }, patient)
  await expect(hoarding).rejects.toBeInstanceOf(WorkerCrashed)
  await expect(hoarding).rejects.toThrow('more than 32 MB')
  expect(await pool.run(task, { do: 'double', value: 2 }, patient)).toBe(4)
})

test('a task that ends its thread fails alone', async () => {
  await using pool = createWorkerPool({ size: 1 })
  await expect(pool.run(task, { do: 'exit' }, patient)).rejects.toBeInstanceOf(WorkerCrashed)
  expect(await pool.run(task, { do: 'double', value: 2 }, patient)).toBe(4)
})

test('the event loop stays awake while tasks spin', async () => {
  await using pool = createWorkerPool({ size: 1 })
  const spinning = pool.run(task, { do: 'spin' }, { timeoutMs: 600 }).catch((error: unknown) => error)
  let longestMs = 0
  for (let last = performance.now(), ticks = 0; ticks < 80; ticks++) {
    await sleep(5)
    longestMs = Math.max(longestMs, performance.now() - last)
    last = performance.now()
  }
  expect(await spinning).toBeInstanceOf(WorkerTimeout)
  expect(longestMs).toBeLessThan(200)
})

test('an abort ends a running task and takes a waiting one back, with the reason of the caller', async () => {
  await using pool = createWorkerPool({ size: 1 })
  const running = new AbortController()
  const waiting = new AbortController()
  const first = pool.run(task, { do: 'spin' }, { ...patient, signal: running.signal })
  const second = pool.run(task, { do: 'double', value: 1 }, { ...patient, signal: waiting.signal })
  waiting.abort(new Error('not needed any more'))
  await expect(second).rejects.toThrow('not needed any more')
  running.abort(new Error('cancelled by its owner'))
  await expect(first).rejects.toThrow('cancelled by its owner')
  const late = pool.run(task, { do: 'double', value: 1 }, { ...patient, signal: running.signal })
  await expect(late).rejects.toThrow('cancelled by its owner')
})

test('a buffer named in transfer is moved, not copied', async () => {
  await using pool = createWorkerPool({ size: 1 })
  const bytes = new Uint8Array(1_000_000)
  const measured = pool.run(task, { do: 'measure', bytes }, { ...patient, transfer: [bytes.buffer] })
  expect(await measured).toBe(1_000_000)
  expect(bytes.byteLength).toBe(0)
})

test('what cannot be cloned is refused and the worker stays', async () => {
  await using pool = createWorkerPool({ size: 1 })
  const loose = definePoolTask<() => void, unknown>(task.module)
  await expect(pool.run(loose, () => undefined, patient)).rejects.toThrow('could not be cloned')
  expect(await pool.run(task, { do: 'double', value: 3 }, patient)).toBe(6)
})

test('a closed pool fails what waits and takes nothing more', async () => {
  const pool = createWorkerPool({ size: 1 })
  const running = pool.run(task, { do: 'spin' }, patient).catch((error: unknown) => error)
  const waiting = pool.run(task, { do: 'double', value: 1 }, patient).catch((error: unknown) => error)
  await pool[Symbol.asyncDispose]()
  expect(await running).toBeInstanceOf(WorkerCrashed)
  expect(await waiting).toBeInstanceOf(WorkerCrashed)
  await expect(pool.run(task, { do: 'double', value: 1 }, patient)).rejects.toBeInstanceOf(WorkerCrashed)
})
