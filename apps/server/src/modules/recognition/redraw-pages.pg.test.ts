import type { PageId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RENDERER_VERSION } from './drawing/renderer-version.ts'
import { openTestHouse, type TestHouse } from './recognition.testing.ts'

const scripted = { current: { script: () => 'Buy milk' } }
let at: TestHouse

beforeAll(async () => {
  at = await openTestHouse(scripted)
})
afterAll(async () => at[Symbol.asyncDispose]())

type Kept = { pageId: PageId; version: number }
type RedrawJob = { id: string; state: string; title: string; priority: number; isBatch: boolean }

async function drawingsOf(pageIds: readonly PageId[]): Promise<number[][]> {
  const rows = await at.test.database.read(at.context, async (db) => {
    const found =
      await sql<Kept>`select page_id as "pageId", renderer_version as version from drawings order by 2`.execute(db)
    return found.rows
  })
  return pageIds.map((id) => rows.filter(({ pageId }) => pageId === id).map(({ version }) => version))
}

async function redrawJobs(): Promise<RedrawJob[]> {
  return at.test.database.read(at.context, async (db) => {
    const { rows } = await sql<RedrawJob>`
      select id, state, title, priority, is_batch as "isBatch" from jobs where kind like 'recognition.redraw%'
       order by id`.execute(db)
    return rows
  })
}

async function allOver(): Promise<RedrawJob[]> {
  await expect
    .poll(async () => (await redrawJobs()).filter(({ state }) => ['waiting', 'running'].includes(state)), {
      timeout: 30_000,
    })
    .toEqual([])
  return redrawJobs()
}

/** As if a renderer of an older version had drawn them. */
async function makeOld(pageIds: readonly PageId[]): Promise<void> {
  await at.test.database.write(at.context, async (tx) => {
    await sql`update drawings set renderer_version = ${RENDERER_VERSION - 1} where page_id = any(${[...pageIds]}::uuid[])`.execute(
      tx,
    )
  })
}

test('pages that an older renderer drew are drawn again, in one batch for their document, and no others', async () => {
  const old = await at.add([{ notes: 'one' }, { notes: 'two' }], { title: 'Old' })
  const fresh = await at.add([{ notes: 'three' }], { title: 'Fresh' })
  await makeOld(old.pageIds)
  await at.recognition.redrawPages({})
  const jobs = await allOver()
  expect(jobs.map(({ title, isBatch, state }) => [title, isBatch, state])).toEqual([
    ['Old', true, 'done'],
    ['Old', false, 'done'],
    ['Old', false, 'done'],
  ])
  const both = [RENDERER_VERSION - 1, RENDERER_VERSION]
  expect(await drawingsOf([...old.pageIds, ...fresh.pageIds])).toEqual([both, both, [RENDERER_VERSION]])
  // Pages are drawn as soon as they arrive (−5) and read after that (5); this comes last.
  expect(Math.min(...jobs.filter(({ isBatch }) => !isBatch).map(({ priority }) => priority))).toBeGreaterThan(5)

  await at.recognition.redrawPages({})
  expect(await redrawJobs()).toHaveLength(jobs.length)
})

test('a page whose new drawing failed keeps its picture, and is not tried again by the same renderer', async () => {
  const { pageIds } = await at.add([{ notes: 'kept' }], { title: 'Kept' })
  await makeOld(pageIds)
  const before = await redrawJobs()
  const isOurs = sql`page_id = any(${[...pageIds]}::uuid[])`
  await at.recognition.redrawPages({})
  await allOver()
  // The outcome is written over what really happened: drawing our own page does not fail.
  await at.test.database.write(at.context, async (tx) => {
    await sql`update jobs set state = 'failed' where kind = 'recognition.redraw-page' and ${isOurs}`.execute(tx)
    await sql`delete from drawings where renderer_version = ${RENDERER_VERSION} and ${isOurs}`.execute(tx)
  })
  await at.recognition.redrawPages({})
  expect(await redrawJobs()).toHaveLength(before.length + 2)

  await at.recognition.redrawPages({ rendererVersion: RENDERER_VERSION + 1 })
  expect((await redrawJobs()).length).toBeGreaterThan(before.length + 2)
  await allOver()
})
