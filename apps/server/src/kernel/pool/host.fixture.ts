import { createWorkerPool, definePoolTask } from './index.ts'
import type { FixtureTask } from './tasks.fixture.ts'

/**
 * A process with a pool, as a server is one. Prints the number of its worker, which then does what the argument says:
 * `spin` or `rest`. Nothing else keeps it alive.
 */
const task = definePoolTask<FixtureTask, unknown>(new URL('./tasks.fixture.ts', import.meta.url))
const pool = createWorkerPool({ size: 1 })
process.stdout.write(`${String(await pool.run(task, { do: 'tell', what: 'pid' }, { timeoutMs: 20_000 }))}\n`)
if (process.argv[2] === 'spin') await pool.run(task, { do: 'spin' }, { timeoutMs: 60_000 })
