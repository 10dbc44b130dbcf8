import { type JobId, type PageId, type ReaderInput, UNKNOWN_PRICES } from '@kinfolio/contracts'
import { STYLES } from '@kinfolio/rm-format'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Outage } from '../../kernel/outage.ts'
import type { ScriptedOptions } from './adapters/scripted.ts'
import { openTestHouse, type TestHouse } from './recognition.testing.ts'

const scripted: { current: ScriptedOptions } = { current: { script: () => 'Buy milk' } }
const clock = { at: new Date('2026-03-15T12:00:00Z') }
let at: TestHouse
let admin: pg.Client

beforeAll(async () => {
  at = await openTestHouse(scripted, { now: () => clock.at })
  admin = new pg.Client({ connectionString: at.test.adminUrl })
  await admin.connect()
})
afterAll(async () => {
  await admin.end()
  await at[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await quiet()
  scripted.current = { script: () => 'Buy milk' }
  await admin.query('delete from pages')
  await admin.query('delete from quota_usage')
  clock.at = new Date('2026-03-15T12:00:00Z')
  await plan(2)
})

/** Whoever runs the server writes plans as rows, and gives the space one. */
async function plan(pagesRead: number | null): Promise<void> {
  await admin.query(
    `insert into plans (id, title, position, pages_read) values ('tried', 'Tried', 9, $1)
       on conflict (id) do update set pages_read = excluded.pages_read`,
    [pagesRead],
  )
  await at.quotas.assignPlan({ spaceId: at.context.spaceId, plan: 'tried' })
  await quiet()
}

/** Until no job waits or runs any more. */
async function quiet(): Promise<void> {
  for (;;) {
    const { rows } = await admin.query("select from jobs where state in ('waiting', 'running') limit 1")
    if (rows.length === 0) return
    await new Promise((next) => setTimeout(next, 20))
  }
}

const openPage = async (id: PageId) => at.library.openPage({ context: at.context, spaceId: at.context.spaceId, id })
const statuses = async (ids: readonly PageId[]): Promise<string[]> =>
  Promise.all(ids.map(async (id) => (await openPage(id)).page.ocr_status))
const usage = async () => {
  const { usage: all } = await at.quotas.readUsage({ context: at.context, spaceId: at.context.spaceId })
  const [pages] = all
  return pages && [pages.used, pages.reserved]
}
const readAgain = async (pageId: PageId): Promise<JobId> =>
  at.recognition.readPageAgain({ context: at.context, actor: at.actor, pageId, engine: undefined })
const notes = (...words: string[]) => words.map((text) => ({ notes: text }))
const first = <T>([one]: readonly T[]): T => {
  if (one === undefined) throw new Error('the list is empty')
  return one
}

test('pages over the plan are kept, drawn and wait; those within it are read', async () => {
  const { pageIds } = await at.add(notes('a', 'b', 'c', 'd'), { title: 'four' })
  expect((await statuses(pageIds)).toSorted()).toEqual(['completed', 'completed', 'pending_quota', 'pending_quota'])
  for (const id of pageIds) expect((await openPage(id)).page.draw_status).toBe('drawn')
  expect(await usage()).toEqual([2, 0])
})

test('blank pages, typed text and text of the files cost nothing, and are there at once', async () => {
  await plan(0)
  const text = { x: -468, y: 234, width: 936, paragraphs: [{ style: STYLES.plain, text: 'typed' }] }
  const { pageIds } = await at.add([{}, { text }, { text, notes: 'ink' }], { title: 'free' })
  expect(await statuses(pageIds)).toEqual(['completed', 'completed', 'pending_quota'])
  // The ink waits; what was typed beside it is found already.
  const pages = await Promise.all(pageIds.map(openPage))
  expect(pages.map((page) => page.text)).toEqual(['', 'typed', 'typed'])
  expect(await usage()).toEqual([0, 0])
})

test('pages the reader could not read, or found blank, are given back, and waiting ones take their place', async () => {
  await plan(1)
  let asked = 0
  scripted.current = {
    script: () => {
      asked += 1
      if (asked === 1) return { outcome: 'unreadable', because: 'refused' }
      return asked === 2 ? { outcome: 'blank' } : 'at last'
    },
  }
  const { pageIds } = await at.add(notes('a', 'b', 'c', 'd'), { title: 'given back' })
  await quiet()
  const texts = await Promise.all(pageIds.map(async (id) => (await openPage(id)).text))
  expect(texts.filter((text) => text === 'at last')).toHaveLength(1)
  expect((await statuses(pageIds)).toSorted()).toEqual(['completed', 'completed', 'failed', 'pending_quota'])
  expect([asked, await usage()]).toEqual([3, [1, 0]])
})

test('a service that is down counts once when the page is read at last, and not at all when it never is', async () => {
  const down = new Outage('down', { who: 'Claude', reason: 'overloaded', isRetryable: true })
  let calls = 0
  scripted.current = {
    script: () => {
      calls += 1
      if (calls < 3) throw down
      return 'back'
    },
  }
  await at.add(notes('a'), { title: 'outage' })
  expect([calls, await usage()]).toEqual([3, [1, 0]])

  scripted.current = {
    script: () => {
      throw new Outage('refused', { who: 'Claude', reason: 'key-refused', isRetryable: false })
    },
  }
  const { pageIds } = await at.add(notes('b'), { title: 'key' })
  expect([await statuses(pageIds), await usage()]).toEqual([['failed'], [1, 0]])
})

test('another plan lets the waiting pages be read, the newest first', async () => {
  await plan(0)
  const { pageIds } = await at.add(notes('a', 'b', 'c', 'd', 'e'), { title: 'upgrade' })
  expect(new Set(await statuses(pageIds))).toEqual(new Set(['pending_quota']))
  await plan(3)
  expect(await statuses(pageIds)).toEqual(['pending_quota', 'pending_quota', 'completed', 'completed', 'completed'])
  expect(await usage()).toEqual([3, 0])
  await plan(null)
  expect(new Set(await statuses(pageIds))).toEqual(new Set(['completed']))
  expect(await usage()).toEqual([5, 0])
})

test('a new month does the same, and counts in it', async () => {
  await plan(1)
  const { pageIds } = await at.add(notes('a', 'b', 'c'), { title: 'month' })
  await at.recognition.wakeWaiting({})
  await quiet()
  expect((await statuses(pageIds)).filter((status) => status === 'completed')).toHaveLength(1)
  clock.at = new Date('2026-04-01T00:00:00Z')
  await at.recognition.wakeWaiting({})
  await quiet()
  expect((await statuses(pageIds)).filter((status) => status === 'completed')).toHaveLength(2)
  expect(await usage()).toEqual([1, 0])
})

test('a reading that a person asks for is refused when it cannot start; what is read stays', async () => {
  const { pageIds, documentId } = await at.add(notes('a', 'b'), { title: 'asked' })
  const asked = { context: at.context, actor: at.actor, documentId, engine: undefined, isUnreadOnly: false }
  const refusal = { body: { type: '/problems/quota-exceeded', quota: { used: 2, limit: 2 } } }
  await expect(readAgain(first(pageIds))).rejects.toMatchObject(refusal)
  await expect(at.recognition.readDocumentAgain(asked)).rejects.toMatchObject(refusal)
  expect(await statuses(pageIds)).toEqual(['completed', 'completed'])
  expect((await openPage(first(pageIds))).text).toBe('Buy milk')
})

test('reading again on purpose counts, is set aside at once, and is given back when it is cancelled', async () => {
  await plan(3)
  const { pageIds } = await at.add(notes('a'), { title: 'again' })
  await at.ended(await readAgain(first(pageIds)))
  expect(await usage()).toEqual([2, 0])

  const held = Promise.withResolvers<string>()
  scripted.current = { script: async () => held.promise }
  const jobId = await readAgain(first(pageIds))
  expect(await usage()).toEqual([2, 1])
  await expect(readAgain(first(pageIds))).rejects.toMatchObject({ body: { wanted: 1, quota: { reserved: 1 } } })
  await at.jobs.cancelJob({ ...at.context, jobId })
  held.resolve('too late')
  expect(await usage()).toEqual([2, 0])
})

test('a correction by hand never counts, and a page that is corrected waits no more', async () => {
  await plan(0)
  const { pageIds } = await at.add(notes('a'), { title: 'by hand' })
  const { page } = await openPage(first(pageIds))
  const lines = [{ text: 'Buy oat milk', box: null }]
  const how = { context: at.context, actor: at.actor, pageId: first(pageIds), lines }
  await at.recognition.correctPage({ ...how, version: page.version })
  await plan(5)
  expect([await statuses(pageIds), await usage()]).toEqual([['completed'], [0, 0]])
  expect((await openPage(first(pageIds))).text).toBe('Buy oat milk')
})

test('a first import reads the newest pages only, and the rest when somebody asks', async () => {
  await plan(null)
  const { pageIds, documentId } = await at.add(notes('a', 'b', 'c', 'd'), { title: 'few', readPagesMax: 2 })
  expect(await statuses(pageIds)).toEqual(['skipped', 'skipped', 'completed', 'completed'])
  const rest = { context: at.context, actor: at.actor, documentId, engine: undefined, isUnreadOnly: true }
  await at.ended(await at.recognition.readDocumentAgain(rest))
  expect(new Set(await statuses(pageIds))).toEqual(new Set(['completed']))
  expect(await usage()).toEqual([4, 0])
})

test('another reader is a reason to look at the pages that wait again, at once; without any that wait nothing is done', async () => {
  const choice: ReaderInput = {
    engine: 'tesseract',
    model: '',
    base_url: null,
    languages: ['en'],
    names: [],
    prices: UNKNOWN_PRICES,
  }
  const chooseReader = async () => at.recognition.chooseReader({ context: at.context, actor: at.actor, choice })
  const looks = async (): Promise<number> =>
    (await admin.query("select from jobs where kind = 'recognition.read-waiting'")).rowCount ?? 0
  await plan(0)
  const before = await looks()
  await chooseReader()
  await quiet()
  expect(await looks()).toBe(before)

  const { pageIds } = await at.add(notes('a'), { title: 'waits for a reader' })
  expect(await statuses(pageIds)).toEqual(['pending_quota'])
  // Behind everybody's back, so that nothing but the choice can be what woke them.
  await admin.query("update plans set pages_read = 5 where id = 'tried'")
  await chooseReader()
  await quiet()
  expect(await statuses(pageIds)).toEqual(['completed'])
})
