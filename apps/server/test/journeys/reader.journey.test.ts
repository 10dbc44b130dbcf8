import { getPage, getReaderSettings, listReadings } from '@kinfolio/contracts'
import type { VendorDouble } from '@kinfolio/testkit/vendors'
import { startClaude } from '@kinfolio/testkit/vendors/claude'
import { startOpenAi } from '@kinfolio/testkit/vendors/openai'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Api, openApi, pagesOf, untilRead } from '../api.ts'
import { prepareJourney, startSignedIn } from '../journey.ts'
import { look } from '../look.ts'
import { harbourNotebook, longNotebook } from '../notebooks.ts'

const KEY = 'sk-home-7f3a9c1e'
const CLAUDE_KEY = 'sk-ant-0d5b2e8f'
const READ_BY_MODEL = 'The lighthouse keeper of Sark sold us'

const doubles: { home?: VendorDouble; claude?: VendorDouble } = {}
const parts = new AsyncDisposableStack()

const journey = prepareJourney(async () => {
  const script = () => ({
    lines: [
      { text: READ_BY_MODEL, confidence: 0.97 },
      { text: 'sevn lantrens', confidence: 0.41 },
    ],
  })
  doubles.home = parts.use(await startOpenAi({ key: KEY, models: ['vision-double'], script }))
  doubles.claude = parts.use(await startClaude({ key: CLAUDE_KEY, models: ['claude-double'], script }))
  return startSignedIn({
    env: { OUTBOUND_ALLOW: new URL(doubles.home.url).host, ANTHROPIC_BASE_URL: doubles.claude.url },
  })
})
afterAll(async () => parts.disposeAsync())

let api: Api
let pagePath = ''
let pageId = ''

beforeAll(async () => {
  api = await openApi(journey().server.url)
  const [uploaded] = (await api.upload(harbourNotebook())).documents
  if (uploaded === undefined) throw new Error('the notebook was not taken')
  await untilRead(api, { documentId: uploaded.id })
  pageId = (await pagesOf(api, uploaded.id))[0]?.id ?? ''
  pagePath = `/dashboard/documents/${uploaded.id}/pages/1`
})

const text = (): Locator => journey().page.getByRole('region', { name: 'Text' })
const press = (name: string): Promise<void> => journey().page.getByRole('button', { name, exact: true }).click()

test('the settings say of each reader what it does, where pages go and what it costs', async () => {
  const { page } = journey()
  await page.goto('/dashboard/settings/reader')
  await page.getByRole('radio', { name: /^Offline reader/ }).waitFor()
  expect(await page.getByRole('radio', { name: /^Offline reader/ }).isChecked()).toBe(true)
  await look(page, 'settings-reader')
})

test('a server at home is tested before it is saved: a wrong key is refused in words, the right one works', async () => {
  const { page } = journey()
  await page.getByRole('radio', { name: /^OpenAI-compatible server/ }).check()
  await page.getByLabel('Address of the server').fill(doubles.home?.url ?? '')
  await page.getByLabel('Model').fill('vision-double')
  await page.getByLabel('Key', { exact: true }).fill('sk-somebody-elses')
  await press('Test')
  await page.getByText('It does not work yet.').waitFor()
  await look(page, 'settings-reader-refused')
  await page.getByLabel('Key', { exact: true }).fill(KEY)
  await press('Test')
  await page.getByText('It works.').waitFor()
  await page.getByLabel('Names of people and places').fill('Sark\nGreat-aunt Wilhelmina')
  await page.getByLabel('US$ per million input tokens').fill('3')
  await page.getByLabel('US$ per million output tokens').fill('15')
  await press('Save')
  await page.getByText('The reader is saved.').waitFor()
  await look(page, 'settings-reader-saved')
})

test('the key is sealed: nobody gets more of it than its last four characters', async () => {
  const { page } = journey()
  const settings = await api.ask(getReaderSettings)
  expect(settings).toMatchObject({ engine: 'openai', has_key: true, key_hint: KEY.slice(-4) })
  expect(JSON.stringify(settings)).not.toContain(KEY)
  await page.reload()
  await page.getByText(`A key ending in ${KEY.slice(-4)} is stored.`).waitFor()
  expect(await page.content()).not.toContain(KEY)
})

test('a page is read again by it, and says by whom, how sure, what it cost, and what it was before', async () => {
  const { page } = journey()
  await page.goto(pagePath)
  await text().getByText('Read by the offline reader').waitFor()
  await text().getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'OpenAI-compatible server' }).click()
  await text().getByText(READ_BY_MODEL).waitFor()
  await text()
    .getByText(/^Read by OpenAI-compatible server .* · about \$0\.\d+ · [\d,]+ tokens$/)
    .waitFor()
  await text().getByRole('listitem').filter({ hasText: 'sevn lantrens' }).getByText('Please check').waitFor()
  await look(page, 'page-read-by-model')
  const { readings } = await api.ask(listReadings, { params: { page_id: pageId } })
  expect(readings.map(({ engine }) => engine)).toEqual(['openai', 'tesseract'])
})

test('what is added from now on is read by it, with the names of the family as context', async () => {
  const [uploaded] = (await api.upload(longNotebook({ title: 'Model leaves', pages: 1 }))).documents
  if (uploaded === undefined) throw new Error('the notebook was not taken')
  await untilRead(api, { documentId: uploaded.id })
  const [leaf] = await pagesOf(api, uploaded.id)
  const read = await api.ask(getPage, { params: { page_id: leaf?.id ?? '' } })
  expect(read.reading?.engine).toBe('openai')
  expect(read.text).toContain(READ_BY_MODEL)
  const asked = JSON.stringify(doubles.home?.requests.at(-1)?.body)
  expect(asked).toContain('Great-aunt Wilhelmina')
})

test('a refused key is told by its vendor, and a whole document is read by Claude in few calls', async () => {
  const { page } = journey()
  await page.goto('/dashboard/settings/reader')
  await page.getByRole('radio', { name: /^Claude/ }).check()
  await page.getByLabel('Model').fill('claude-double')
  await page.getByLabel('Key', { exact: true }).fill('sk-ant-wrong')
  await press('Test')
  await page.getByText('It does not work yet.').waitFor()
  await page.getByLabel('Key', { exact: true }).fill(CLAUDE_KEY)
  await press('Test')
  await page.getByText('It works.').waitFor()
  await press('Save')
  await page.getByText('The reader is saved.').waitFor()

  const [uploaded] = (await api.upload(longNotebook({ title: 'Claude leaves', pages: 4 }))).documents
  if (uploaded === undefined) throw new Error('the notebook was not taken')
  await untilRead(api, { documentId: uploaded.id })
  const calls = doubles.claude?.requests.filter(({ path }) => path.startsWith('/v1/messages')) ?? []
  const pictures = calls.flatMap((call) => call.pictures)
  expect(pictures.length).toBeGreaterThanOrEqual(4)
  expect(calls.length).toBeLessThan(pictures.length)
})
