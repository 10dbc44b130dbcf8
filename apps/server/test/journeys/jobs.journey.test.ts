import { putReaderSettings } from '@kinfolio/contracts'
import type { VendorDouble } from '@kinfolio/testkit/vendors'
import { startOpenAi } from '@kinfolio/testkit/vendors/openai'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Api, openApi, untilRead } from '../api.ts'
import { watchTexts } from '../hand-in.ts'
import { prepareJourney, startSignedIn } from '../journey.ts'
import { look } from '../look.ts'
import { longNotebook } from '../notebooks.ts'

const KEY = 'sk-home-jobs'
const parts = new AsyncDisposableStack()
let double: VendorDouble | undefined
let api: Api

const journey = prepareJourney(async () => {
  double = parts.use(
    await startOpenAi({ key: KEY, models: ['olmocr-double'], script: () => ({ lines: [{ text: 'Read at last' }] }) }),
  )
  return startSignedIn({ env: { OUTBOUND_ALLOW: new URL(double.url).host } })
})
afterAll(async () => parts.disposeAsync())

beforeAll(async () => {
  api = await openApi(journey().server.url)
})

const job = (title: string): Locator =>
  journey().page.getByRole('main').getByRole('article').filter({ hasText: title }).first()

/** What the double does with the next requests. */
function trouble(next: VendorDouble['trouble']): void {
  if (double !== undefined) double.trouble = next
}

test('an import shows how far it is until it is done', async () => {
  const { page } = journey()
  await page.goto('/dashboard/jobs')
  await page.getByText('No work yet').waitFor()
  const seen = await watchTexts(page, /Step \d+ of \d+/)
  const [uploaded] = (await api.upload(longNotebook({ title: 'Offline leaves', pages: 8 }))).documents
  if (uploaded === undefined) throw new Error('the notebook was not taken')
  await page.getByRole('main').getByRole('article').first().waitFor()
  await look(page, 'jobs-running')
  await untilRead(api, { documentId: uploaded.id })
  await page.getByRole('main').getByRole('article').getByText('Done', { exact: true }).first().waitFor()
  expect((await seen()).length).toBeGreaterThan(1)
  await look(page, 'jobs')
})

test('a reading that fails says why, and succeeds when it is tried again', async () => {
  const { page } = journey()
  const body = {
    engine: 'openai',
    model: 'olmocr-double',
    base_url: double?.url,
    languages: ['en'],
    names: [],
    key: KEY,
  }
  await api.ask(putReaderSettings, { body })
  trouble({ kind: 'fail', status: 401 })
  const [uploaded] = (await api.upload(longNotebook({ title: 'Refused leaf', pages: 1 }))).documents
  await page.goto('/dashboard/jobs?state=failed')
  await job('Refused leaf').getByText('Failed', { exact: true }).first().waitFor()
  await job('Refused leaf').getByText('Parts of this job').click()
  await job('Refused leaf').getByText('the key was refused').waitFor()
  await look(page, 'jobs-failed')

  trouble({ kind: 'none' })
  await job('Refused leaf').getByRole('button', { name: 'Try again' }).first().click()
  await page.getByText('The job is tried again').waitFor()
  if (uploaded !== undefined) await untilRead(api, { documentId: uploaded.id })
  await page.goto(`/dashboard/documents/${uploaded?.id}/pages/1`)
  await page.getByRole('region', { name: 'Text' }).getByText('Read at last').waitFor()
})

test('a job that hangs can be cancelled, and what it had done stays', async () => {
  const { page } = journey()
  trouble({ kind: 'hang' })
  const before = double?.requests.length ?? 0
  const [uploaded] = (await api.upload(longNotebook({ title: 'Hanging leaf', pages: 1 }))).documents
  // The page is drawn before its picture is sent to the reader, who never answers.
  await expect.poll(() => double?.requests.length).toBeGreaterThan(before)
  await page.goto('/dashboard/jobs')
  await job('Hanging leaf').getByRole('button', { name: 'Cancel' }).click()
  await page.getByText('The job is cancelled.').waitFor()
  await job('Hanging leaf').getByText('Cancelled', { exact: true }).waitFor()
  trouble({ kind: 'none' })
  await page.goto(`/dashboard/documents/${uploaded?.id}`)
  await page.getByRole('region', { name: 'Pages' }).locator('img').waitFor()
})
