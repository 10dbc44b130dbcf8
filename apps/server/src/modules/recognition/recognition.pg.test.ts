import { UNKNOWN_PRICES } from '@kinfolio/contracts'
import { STYLES } from '@kinfolio/rm-format'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Outage } from '../../kernel/outage.ts'
import type { ScriptedOptions } from './adapters/scripted.ts'
import { presentPageText } from '../library/index.ts'
import type { Reading, ReadingCost } from './reader.port.ts'
import { lineOfText } from './read-lines.ts'
import { listReadings } from './reading.queries.ts'
import { openTestHouse, type TestHouse } from './recognition.testing.ts'

const says = (script: ScriptedOptions['script'], more: Partial<ScriptedOptions> = {}): ScriptedOptions => ({
  script,
  ...more,
})
const scripted = { current: says(() => 'Buy milk\nand honey') }
let at: TestHouse

beforeAll(async () => {
  at = await openTestHouse(scripted)
})
afterAll(async () => at[Symbol.asyncDispose]())
beforeEach(() => {
  scripted.current = says(() => 'Buy milk\nand honey')
})

const openPage = async (id: Parameters<typeof at.library.openPage>[0]['id']) =>
  at.library.openPage({ context: at.context, spaceId: at.context.spaceId, id })
const history = async (pageId: Parameters<typeof openPage>[0]) =>
  at.test.database.read(at.context, (db) => listReadings(db, { spaceId: at.context.spaceId, pageId }))
const typeOf = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'ok',
    (error: { body?: { type?: string } }) => error.body?.type ?? error,
  )
const one = <T>(list: readonly T[]): T => {
  const [first] = list
  if (first === undefined) throw new Error('the list is empty')
  return first
}

test('an imported page is drawn, read once, and its text is its own', async () => {
  const { pageIds, batch } = await at.add([{ notes: 'Buy milk' }], { title: 'imported' })
  expect(batch).toMatchObject({ state: 'done' })
  const { page, text, reading } = await openPage(one(pageIds))
  expect(page).toMatchObject({ draw_status: 'drawn', ocr_status: 'completed', is_blank: false })
  expect(text).toBe('Buy milk\nand honey')
  expect(reading).toMatchObject({ engine: 'scripted', origin: 'engine' })
  expect(await history(one(pageIds))).toHaveLength(1)
})

test('a blank page is blank and not a failure; nobody is asked about it', async () => {
  let asked = 0
  scripted.current = says(() => `${asked++}`)
  const { pageIds } = await at.add([{}], { title: 'blank' })
  const { page, reading } = await openPage(one(pageIds))
  expect([page.ocr_status, page.is_blank, reading?.outcome, asked]).toEqual(['completed', true, 'blank', 0])
})

test('typed text is taken from the file and stands among the ink', async () => {
  const text = { x: -468, y: 234, width: 936, paragraphs: [{ style: STYLES.title, text: 'Shopping' }] }
  scripted.current = says(() => 'milk')
  const { pageIds } = await at.add([{ text, notes: 'milk' }], { title: 'typed' })
  const { lines } = await openPage(one(pageIds))
  expect(lines.map((line) => [line.text, line.origin]).toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))).toEqual([
    ['Shopping', 'typed'],
    ['milk', 'ink'],
  ])
})

test('several pages go to the reader in one call, with the text before them as context', async () => {
  const calls: (string | undefined)[] = []
  scripted.current = says((_page, context) => (calls.push(context.neighbouringText?.before), 'text'), {
    limits: { pagesPerCall: 2 },
  })
  const { pageIds, batch } = await at.add([{ notes: 'a' }, { notes: 'b' }, { notes: 'c' }], { title: 'several' })
  expect(calls).toHaveLength(3)
  // Planning, three drawings, and two calls of at most two pages.
  expect(batch.progress).toMatchObject({ done: 6, total: 6 })
  expect(pageIds).toHaveLength(3)
})

test('a reading says what it cost, on the page and in its history; one without a price says what was used', async () => {
  const priced = { inputTokens: 1_100, outputTokens: 140, usdMicros: 4_200 }
  const lines = [lineOfText({ text: 'dear', box: { x: 0, y: 0, width: 1, height: 1 }, confidence: 1 })]
  const answer = (cost: ReadingCost): Reading => ({ outcome: 'read', lines, confidence: 1, boxes: 'measured', cost })
  scripted.current = says(() => answer(priced))
  const { pageIds } = await at.add([{ notes: 'dear' }], { title: 'cost' })
  const shown = async () => presentPageText(await openPage(one(pageIds))).reading?.cost
  expect(await shown()).toEqual({ usd_micros: 4_200, input_tokens: 1_100, output_tokens: 140, pictures: null })

  scripted.current = says(() => answer({ pictures: 1 }))
  const jobId = await at.recognition.readPageAgain({
    context: at.context,
    actor: at.actor,
    pageId: one(pageIds),
    engine: undefined,
  })
  await at.ended(jobId)
  const unpriced = { usd_micros: null, input_tokens: null, output_tokens: null, pictures: 1 }
  expect(await shown()).toEqual(unpriced)
  expect((await history(one(pageIds))).map(({ cost }) => cost?.usd_micros)).toEqual([null, 4_200])
})

test('a page scrolled far down is read in strips of its full size, as one page', async () => {
  const calls: number[][] = []
  const notes = Array.from({ length: 55 }, (_, index) => `Line ${index + 1} of the list`).join('\n')
  scripted.current = says(({ width, height }) => (calls.push([width, height]), `strip ${calls.length}`), {
    limits: { maxEdgePx: 2_000, pagesPerCall: 2 },
  })
  const { pageIds } = await at.add([{ notes }], { title: 'scroll' })
  const { text, lines, page } = await openPage(one(pageIds))
  expect(page.height).toBeGreaterThan(4_000)
  expect(calls.length).toBeGreaterThanOrEqual(3)
  for (const [width = 0, height = 0] of calls) {
    expect(Math.abs(width - page.width)).toBeLessThan(1)
    expect(height).toBeLessThanOrEqual(2_000)
  }
  expect(text).toBe(calls.map((_, index) => `strip ${index + 1}`).join('\n'))
  expect(lines.map(({ box }) => box.y)).toEqual(lines.map(({ box }) => box.y).toSorted((a, b) => a - b))
  expect(lines.at(-1)?.box.y).toBeGreaterThan(0.6)
  expect(await history(one(pageIds))).toHaveLength(1)
})

test('a page that cannot be read says why, and keeps its picture', async () => {
  scripted.current = says(() => ({ outcome: 'unreadable', because: 'refused' }))
  const { pageIds } = await at.add([{ notes: 'secret' }], { title: 'refused' })
  const { page, text } = await openPage(one(pageIds))
  expect([page.draw_status, page.ocr_status, text]).toEqual(['drawn', 'failed', ''])
  expect(page.problems.join()).toContain('refused to read')
})

test('a service that is down is asked again, and the page is read once it is back', async () => {
  let calls = 0
  const down = new Outage('Claude is overloaded', { who: 'Claude', reason: 'overloaded', isRetryable: true })
  scripted.current = says(() => {
    calls += 1
    if (calls < 3) throw down
    return 'at last'
  })
  const { pageIds } = await at.add([{ notes: 'patience' }], { title: 'outage' })
  expect((await openPage(one(pageIds))).text).toBe('at last')
  expect([calls, (await history(one(pageIds))).length]).toEqual([3, 1])
})

test('a refused key is not tried again; the page says so and can be tried later', async () => {
  let calls = 0
  scripted.current = says(() => {
    calls += 1
    throw new Outage('Claude: the key was refused', { who: 'Claude', reason: 'key-refused', isRetryable: false })
  })
  const { pageIds, batch } = await at.add([{ notes: 'locked' }], { title: 'key' })
  expect([calls, batch.state]).toEqual([1, 'failed'])
  const { page } = await openPage(one(pageIds))
  expect(page.ocr_status).toBe('failed')
  expect(page.problems.join()).toContain('the key was refused')

  scripted.current = says(() => 'unlocked')
  await at.jobs.retryJob({ ...at.context, jobId: batch.id })
  expect((await at.ended(batch.id)).state).toBe('done')
  expect((await openPage(one(pageIds))).text).toBe('unlocked')
})

test('a page read again on purpose gets a new reading, and the older one stays', async () => {
  const { pageIds } = await at.add([{ notes: 'again' }], { title: 'again' })
  const pageId = one(pageIds)
  scripted.current = says(() => 'better')
  const jobId = await at.recognition.readPageAgain({ context: at.context, actor: at.actor, pageId, engine: undefined })
  expect((await at.ended(jobId)).state).toBe('done')
  const readings = await history(pageId)
  expect(readings.map(({ text, is_current }) => [text, is_current])).toEqual([
    ['better', true],
    ['Buy milk\nand honey', false],
  ])
})

test('a correction is a reading of a person; engines’ readings stay and can come back', async () => {
  const { pageIds } = await at.add([{ notes: 'wrong' }], { title: 'correction' })
  const pageId = one(pageIds)
  const { page, lines } = await openPage(pageId)
  const first = one(lines)
  const corrected = [{ text: 'Buy oat milk', box: first.box }]
  const how = { context: at.context, actor: at.actor, pageId, lines: corrected }
  await at.recognition.correctPage({ ...how, version: page.version })
  expect(await openPage(pageId)).toMatchObject({ text: 'Buy oat milk', reading: { origin: 'person' } })

  const engineReading = (await history(pageId)).find(({ origin }) => origin === 'engine')
  if (engineReading === undefined) throw new Error('the engine’s reading is gone')
  await at.recognition.restoreReading({ context: at.context, actor: at.actor, pageId, id: engineReading.id })
  expect((await openPage(pageId)).text).toBe('Buy milk\nand honey')
  expect(await history(pageId)).toHaveLength(3)
})

test.each<[string, string | Reading]>([
  ['a text', 'Buy bilk'],
  ['nothing', { outcome: 'unreadable', because: 'refused' }],
])('a correction made while the page waits to be read again stays, when the reader answers %s', async (_, answer) => {
  const { pageIds } = await at.add([{ notes: 'milk' }], { title: `race ${typeof answer}` })
  const pageId = one(pageIds)
  const { page } = await openPage(pageId)
  const how = { context: at.context, actor: at.actor, pageId }
  const lines = [{ text: 'Buy oat milk', box: null }]
  scripted.current = says(async () => {
    await at.recognition.correctPage({ ...how, version: page.version, lines })
    return answer
  })
  const jobId = await at.recognition.readPageAgain({ ...how, engine: undefined })
  expect((await at.ended(jobId)).state).toBe('done')
  expect(await openPage(pageId)).toMatchObject({
    text: 'Buy oat milk',
    page: { ocr_status: 'completed', problems: [] },
  })
  expect((await history(pageId)).map(({ origin, is_current }) => [origin, is_current])).toEqual([
    ['engine', false],
    ['person', true],
    ['engine', false],
  ])
})

test('a correction of a page that was written on meanwhile is refused', async () => {
  const { pageIds } = await at.add([{ notes: 'first' }], { title: 'conflict' })
  const pageId = one(pageIds)
  const { page } = await openPage(pageId)
  await at.add([{ notes: 'first and more' }], { title: 'conflict' })
  const how = { context: at.context, actor: at.actor, pageId, lines: [], version: page.version }
  expect(await typeOf(at.recognition.correctPage(how))).toBe('/problems/page-changed')
})

test('who may only look corrects, reads and chooses nothing', async () => {
  const { pageIds } = await at.add([{ notes: 'look' }], { title: 'roles' })
  const pageId = one(pageIds)
  const { page } = await openPage(pageId)
  const how = { context: at.context, actor: at.as('view_only'), pageId }
  expect(await typeOf(at.recognition.correctPage({ ...how, lines: [], version: page.version }))).toBe(
    '/problems/not-allowed',
  )
  expect(await typeOf(at.recognition.readPageAgain({ ...how, engine: undefined }))).toBe('/problems/not-allowed')
  expect(await typeOf(at.recognition.chooseReader({ ...how, choice: openAi }))).toBe('/problems/not-allowed')
})

const openAi = {
  engine: 'openai' as const,
  model: 'olmocr',
  base_url: 'http://vision.home.lan:8000/v1',
  languages: ['de', 'en'],
  names: ['Oma Trude'],
  prices: { ...UNKNOWN_PRICES, usd_per_million_input_tokens: 0.2, usd_per_million_output_tokens: 1.25 },
  key: 'sk-very-secret',
}

test('a reader’s key is sealed, shown by its end only, and goes to the address it was given for', async () => {
  const choose = async (choice: Parameters<typeof at.recognition.chooseReader>[0]['choice']) =>
    at.recognition.chooseReader({ context: at.context, actor: at.actor, choice })
  expect(await choose(openAi)).toMatchObject({
    has_key: true,
    key_hint: 'cret',
    languages: ['de', 'en'],
    prices: openAi.prices,
  })
  const stored = await at.test.database.read(at.context, (db) =>
    db.selectFrom('reader_settings').selectAll().executeTakeFirstOrThrow(),
  )
  expect(JSON.stringify(stored)).not.toContain('very-secret')
  expect(Buffer.from(stored.sealed_key ?? []).includes('very-secret')).toBe(false)

  expect(await at.recognition.readReaderSettings({ context: at.context, spaceId: at.context.spaceId })).toMatchObject({
    prices: openAi.prices,
  })

  const { key: _, ...sameWithoutKey } = openAi
  expect(await choose({ ...sameWithoutKey, model: 'other' })).toMatchObject({ has_key: true })
  await at.recognition.tryReader({
    context: at.context,
    actor: at.actor,
    choice: sameWithoutKey,
    signal: new AbortController().signal,
  })
  expect(at.opened.at(-1)).toMatchObject({ key: 'sk-very-secret', prices: openAi.prices })

  const elsewhere = { ...sameWithoutKey, base_url: 'http://evil.example/v1' }
  await at.recognition.tryReader({
    context: at.context,
    actor: at.actor,
    choice: elsewhere,
    signal: new AbortController().signal,
  })
  expect(at.opened.at(-1)).toMatchObject({ key: undefined })
  expect(await choose(elsewhere)).toMatchObject({ has_key: false, key_hint: null })
  expect(await choose({ ...openAi, engine: 'tesseract', key: null })).toMatchObject({
    engine: 'tesseract',
    has_key: false,
  })
})

test('a reader that lacks something is refused with what it lacks', async () => {
  const choice = { ...openAi, base_url: null }
  const attempt = at.recognition.chooseReader({ context: at.context, actor: at.actor, choice })
  await expect(attempt).rejects.toMatchObject({
    body: { type: '/problems/reader-not-configured', missing: ['base_url'] },
  })
})
