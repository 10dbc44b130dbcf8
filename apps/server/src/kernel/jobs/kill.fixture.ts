import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { openDatabase } from '../database/index.ts'
import { createPersonLog } from '../events/index.ts'
import { createJobs } from './index.ts'
import { note, quiet } from './note.fixture.ts'

/**
 * A worker process to be killed. Each job leaves two marks in one outcome: a row whose key is made of its text, which
 * a second effect would collide with, and a count on its space.
 */
const [appUrl = '', ownerUrl = ''] = process.argv.slice(2)
const jobs = createJobs({
  database: openDatabase({ url: appUrl, connectionsMax: 6, onError: () => undefined }),
  ownerUrl,
  personLog: createPersonLog({ wake: () => undefined }),
  showProgress: () => undefined,
  log: quiet,
  backoffFirstMs: 20,
})
jobs.handle({
  kind: note,
  run: async ({ text }, run) => {
    await sleep(Math.random() * 40)
    await run.finish(async (tx) => {
      const sha256 = createHash('sha256').update(text).digest()
      await tx.insertInto('stored_files').values({ space_id: run.spaceId, sha256, size_bytes: 1 }).execute()
      await sleep(Math.random() * 20)
      await sql`update spaces set name = name || '|' where id = ${run.spaceId}`.execute(tx)
    })
  },
})
await jobs.start()
process.send?.('started')
