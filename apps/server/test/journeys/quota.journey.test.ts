import { type DocumentId, listPages, putPlan, putReaderSettings } from '@kinfolio/contracts'
import type { VendorDouble } from '@kinfolio/testkit/vendors'
import { startOpenAi } from '@kinfolio/testkit/vendors/openai'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Api, openApi } from '../api.ts'
import { openTestDatabase } from '../database.ts'
import { prepareJourney, startSignedIn } from '../journey.ts'
import { look } from '../look.ts'
import { longNotebook } from '../notebooks.ts'

const KEY = 'sk-home-quota'
const PAGES = 4
const parts = new AsyncDisposableStack()
let double: VendorDouble | undefined
let api: Api
let documentId: DocumentId
let asked = 0

const journey = prepareJourney(async () => {
  const script = () => ({ lines: [{ text: `Read as number ${(asked += 1)}` }] })
  double = parts.use(await startOpenAi({ key: KEY, models: ['olmocr-double'], script }))
  const database = parts.use(await openTestDatabase())
  await letTwoPagesBeRead(database.adminUrl)
  return startSignedIn({
    env: {
      DATABASE_URL: database.appUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      DATABASE_DIRECT_URL: database.directUrl,
      OUTBOUND_ALLOW: new URL(double.url).host,
    },
  })
})
afterAll(async () => parts.disposeAsync())

beforeAll(async () => {
  api = await openApi(journey().server.url)
  const body = { engine: 'openai', model: 'olmocr-double', languages: ['en'], names: [], key: KEY }
  await api.ask(putReaderSettings, { body: { ...body, base_url: double?.url } })
  await api.ask(putPlan, { body: { plan: 'free' } })
})

/** Plans are rows of whoever runs the server. */
async function letTwoPagesBeRead(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  await admin.query("update plans set pages_read = 2 where id = 'free'")
  await admin.end()
}

const statuses = async (): Promise<string[]> =>
  (await api.ask(listPages, { params: { document_id: documentId } })).pages.map(({ ocr_status }) => ocr_status)
const waiting = async (): Promise<number> => (await statuses()).filter((status) => status === 'pending_quota').length

test('pages over the plan are kept and drawn, and say what they wait for', async () => {
  const { page } = journey()
  const answer = await api.upload(longNotebook({ title: 'Summer letters', pages: PAGES }))
  const [uploaded] = answer.documents
  if (uploaded === undefined) throw new Error('the notebook was not taken')
  documentId = uploaded.id
  expect([answer.quota.limit, answer.quota.used, uploaded.ocr_status]).toEqual([2, 0, 'pending'])
  await page.goto('/dashboard')
  await page.getByText('2 pages wait for next month’s pages').waitFor()
  await page.getByRole('link', { name: /2 of 2 pages read/ }).waitFor()
  await look(page, 'quota-library')
  await page.goto(`/dashboard/documents/${documentId}`)
  await page.getByText('Waits for next month’s pages').nth(1).waitFor()
  expect([await waiting(), asked]).toEqual([2, 2])
  await look(page, 'quota-document')
})

test('an upload without any page left says so in its answer', async () => {
  const answer = await api.upload(longNotebook({ title: 'A late postcard', pages: 1 }))
  expect([answer.quota.used, answer.documents[0]?.ocr_status]).toEqual([2, 'pending_quota'])
})

test('who asks for a page to be read is told how the plan stands, and nothing is changed', async () => {
  const { page, visitor } = journey()
  visitor.expectFault(/status of 402 .*\/read\)/)
  await page.goto(`/dashboard/documents/${documentId}`)
  await page.getByRole('button', { name: 'Read the rest' }).click()
  const dialog = page.getByRole('dialog', { name: 'Not enough pages left' })
  await dialog.getByText('the plan has none left this month').waitFor()
  await dialog.getByText('2 of 2 pages read').waitFor()
  await look(page, 'quota-refused')
  await dialog.getByRole('link', { name: 'Plan and usage' }).click()
  await page.getByRole('heading', { name: 'Plan and usage' }).waitFor()
  await page.getByText('Plan: Free').waitFor()
  expect([await waiting(), asked]).toEqual([2, 2])
  await look(page, 'quota-plan')
})

test('another plan lets them be read, the newest first, before one’s eyes', async () => {
  const { page } = journey()
  const other = await page.context().newPage()
  await other.goto(`/dashboard/documents/${documentId}`)
  await other.getByText('Waits for next month’s pages').nth(1).waitFor()
  await page.getByRole('radio', { name: /^Unlimited/ }).check()
  await page.getByRole('button', { name: 'Choose this plan' }).click()
  await page.getByText('Plan: Unlimited').waitFor()
  // Without a limit the rail has nothing to count down.
  await page.getByRole('link', { name: /2 of 2 pages read/ }).waitFor({ state: 'detached' })
  await other.getByText('Read and searchable').waitFor()
  expect(await other.getByText('Waits for next month’s pages').count()).toBe(0)
  await other.close()
  expect([await waiting(), asked]).toEqual([0, 5])
  await look(page, 'quota-plan-unlimited')
})
