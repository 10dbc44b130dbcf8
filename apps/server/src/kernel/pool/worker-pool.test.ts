import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
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
  // Its own limit is shorter than the wait, and long enough for a new worker to start and answer.
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

test.each([
  ['ends its process', 'exit', 'ended with code 3'],
  ['crashes as a native library does', 'abort', 'ended with SIGABRT'],
] as const)('a task that %s fails alone', async (_, what, why) => {
  await using pool = createWorkerPool({ size: 1 })
  const crashing = pool.run(task, { do: what }, patient)
  await expect(crashing).rejects.toBeInstanceOf(WorkerCrashed)
  await expect(crashing).rejects.toThrow(why)
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

test('bytes arrive whole, and stay with who sent them', async () => {
  await using pool = createWorkerPool({ size: 1 })
  const bytes = new Uint8Array(5_000_000)
  expect(await pool.run(task, { do: 'measure', bytes }, patient)).toBe(5_000_000)
  expect(bytes.byteLength).toBe(5_000_000)
})

test('what cannot be cloned is refused and the worker stays', async () => {
  await using pool = createWorkerPool({ size: 1 })
  const loose = definePoolTask<() => void, unknown>(task.module)
  await expect(pool.run(loose, () => undefined, patient)).rejects.toThrow('could not be cloned')
  expect(await pool.run(task, { do: 'double', value: 3 }, patient)).toBe(6)
})

test('an answer that cannot be cloned is a failure of its task', async () => {
  await using pool = createWorkerPool({ size: 1 })
  await expect(pool.run(task, { do: 'answer with a function' }, patient)).rejects.toThrow('could not be cloned')
  expect(await pool.run(task, { do: 'double', value: 3 }, patient)).toBe(6)
})

test('patient work waits behind all other work, and keeps its own order', async () => {
  await using pool = createWorkerPool({ size: 1 })
  const order: number[] = []
  const ask = async (value: number, isPatient: boolean): Promise<void> => {
    order.push(Number(await pool.run(task, { do: 'double', value }, { ...patient, isPatient })))
  }
  const first = pool.run(task, { do: 'spin', ms: 100 }, patient)
  await Promise.all([first, ask(1, true), ask(2, true), ask(3, false), ask(4, false)])
  expect(order).toEqual([6, 8, 2, 4])
})

test('a worker knows nothing of the environment of the server', async () => {
  vi.stubEnv('INTEGRATION_MASTER_KEY', 'a secret')
  await using pool = createWorkerPool({ size: 1 })
  const known = await pool.run(task, { do: 'tell', what: 'environment' }, patient)
  vi.unstubAllEnvs()
  expect(known).toEqual(expect.not.arrayContaining(['INTEGRATION_MASTER_KEY']))
  const told = ['NODE_COMPILE_CACHE', 'NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE']
  expect([known].flat().filter((name) => !told.includes(String(name)))).toEqual([])
})

test('a worker is warmed before its first task, and only where there is none', async () => {
  await using pool = createWorkerPool({ size: 2, likeliest: task })
  pool.warm()
  await sleep(1_000)
  const askedAt = Date.now()
  pool.warm()
  expect(await pool.run(task, { do: 'tell', what: 'loaded at' }, patient)).toBeLessThan(askedAt)
})

test('a worker without work ends, and the next task has another one', async () => {
  await using pool = createWorkerPool({ size: 1, idleMs: 20 })
  const pid = Number(await pool.run(task, { do: 'tell', what: 'pid' }, patient))
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 5_000)
  expect(await pool.run(task, { do: 'tell', what: 'pid' }, patient)).not.toBe(pid)
})

test('a resting worker keeps nobody alive, and goes with its server', async () => {
  await using host = await startHost('rest')
  expect(await host.exitCode).toBe(0)
  await vi.waitFor(() => expect(isAlive(host.workerPid)).toBe(false), 5_000)
})

test.skipIf(process.platform === 'win32')(
  'a worker ends with a server that is killed, even while it spins',
  async () => {
    await using host = await startHost('spin')
    host.kill()
    await vi.waitFor(() => expect(isAlive(host.workerPid)).toBe(false), 5_000)
  },
)

test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
  'a %s to all processes leaves a task to the server',
  async (signal) => {
    await using pool = createWorkerPool({ size: 1 })
    const pid = Number(await pool.run(task, { do: 'tell', what: 'pid' }, patient))
    const running = pool.run(task, { do: 'spin', ms: 300 }, patient)
    process.kill(pid, signal)
    await running
    expect(await pool.run(task, { do: 'tell', what: 'pid' }, patient)).toBe(pid)
  },
)

test('a closed pool fails what waits and takes nothing more', async () => {
  const pool = createWorkerPool({ size: 1 })
  const running = pool.run(task, { do: 'spin' }, patient).catch((error: unknown) => error)
  const waiting = pool.run(task, { do: 'double', value: 1 }, patient).catch((error: unknown) => error)
  await pool[Symbol.asyncDispose]()
  expect(await running).toBeInstanceOf(WorkerCrashed)
  expect(await waiting).toBeInstanceOf(WorkerCrashed)
  await expect(pool.run(task, { do: 'double', value: 1 }, patient)).rejects.toBeInstanceOf(WorkerCrashed)
})

type Host = AsyncDisposable & { workerPid: number; exitCode: Promise<number | null>; kill: () => void }

/** A process with a pool whose worker does as told; both are gone at the end. */
async function startHost(what: 'spin' | 'rest'): Promise<Host> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./host.fixture.ts', import.meta.url)), what], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exitCode = once(child, 'exit').then(() => child.exitCode)
  const [line] = await once(child.stdout, 'data')
  const workerPid = Number(String(line))
  return {
    workerPid,
    exitCode,
    kill: () => void child.kill('SIGKILL'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exitCode
      if (isAlive(workerPid)) process.kill(workerPid, 'SIGKILL')
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}
