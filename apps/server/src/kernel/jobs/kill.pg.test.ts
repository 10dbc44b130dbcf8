import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { randomFrom } from '@kinfolio/testkit'
import { afterEach, expect, test } from 'vitest'
import { SWEEP } from '../database/index.ts'
import { type Bench, contextOfViewer, newJob, note, openBench, until } from './jobs.fixture.ts'

const KILLS = 10
const JOBS_PER_KILL = 20
const program = fileURLToPath(new URL('./kill.fixture.ts', import.meta.url))

const children = new Set<ChildProcess>()
// A test that fails must not leave workers behind that keep the run alive.
afterEach(() => children.forEach((child) => child.kill('SIGKILL')))

async function startWorkerProcess(bench: Bench): Promise<ChildProcess> {
  const urls = [bench.test.appUrl, bench.test.ownerUrl]
  const child = fork(program, urls, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  children.add(child)
  const [said] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  if (said !== 'started') throw new Error(`the worker ended with ${String(said)}`)
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
  children.delete(child)
}

test(`a worker killed ${KILLS} times at any moment leaves every job with its effect exactly once`, async () => {
  await using bench = await openBench()
  const random = randomFrom(20_260).next
  let added = 0
  for (let round = 0; round < KILLS; round++) {
    const child = await startWorkerProcess(bench)
    await bench.database.write(contextOfViewer(bench), async (tx) =>
      bench.jobs.queue.addMany(
        tx,
        { ...note, maxAttempts: 20 },
        Array.from({ length: JOBS_PER_KILL }, () => newJob(bench, { text: `job ${(added += 1)}` })),
      ),
    )
    await sleep(random() * 400)
    await kill(child)
  }
  const last = await startWorkerProcess(bench)
  const killedAt = performance.now()
  const states = async () =>
    bench.database.read(SWEEP, async (db) =>
      db
        .selectFrom('jobs')
        .select((eb) => ['state', eb.fn.countAll<string>().as('amount')])
        .groupBy('state')
        .execute(),
    )
  await until(async () => (await states()).every(({ state }) => state === 'done'), 60_000)
  const recoveredMs = performance.now() - killedAt
  await kill(last)
  expect(await states()).toEqual([{ state: 'done', amount: String(added) }])
  const [space] = await bench.database.read(SWEEP, async (db) => db.selectFrom('spaces').select('name').execute())
  const effects = await bench.database.read(SWEEP, async (db) =>
    db.selectFrom('stored_files').select('sha256').execute(),
  )
  expect(effects).toHaveLength(added)
  expect(space?.name.replace('Ada', '')).toBe('|'.repeat(added))
  // Freed within 15 s of the last kill, and then there is the work itself.
  expect(recoveredMs).toBeLessThan(25_000)
}, 120_000)
