import { beforeAll, expect, test } from 'vitest'
import { type Api, documentsOf, openApi, untilRead } from '../api.ts'
import { prepareJourney, startSignedIn } from '../journey.ts'
import { look } from '../look.ts'
import { shelfNotebooks } from '../notebooks.ts'
import { writePicture } from '../picture.ts'

const journey = prepareJourney(() => startSignedIn())
let api: Api
beforeAll(async () => {
  api = await openApi(journey().server.url)
})

test('the button of the empty library brings notebooks, a PDF with ink and a letter', async () => {
  const { page } = journey()
  await page.getByRole('button', { name: 'Add the demo' }).click()
  await expect.poll(async () => (await documentsOf(api)).length, { timeout: 30_000 }).toBe(5)
  for (const { id } of await documentsOf(api)) await untilRead(api, { documentId: id, timeoutMs: 120_000 })
  await page.goto('/dashboard')
  await page.getByRole('region', { name: 'Folders' }).getByRole('link', { name: 'Garden' }).waitFor()
  await page.getByRole('article').first().locator('img').waitFor()
  await look(page, 'demo-library')
})

test('a shelf of notebooks shows each by the sheet that lies on top', async () => {
  const { page } = journey()
  for (const files of shelfNotebooks()) await api.upload(files)
  for (const { id } of await documentsOf(api)) await untilRead(api, { documentId: id, timeoutMs: 120_000 })
  await expect.poll(() => page.getByRole('article').locator('img').count()).toBe(5)
  await expect.poll(() => page.getByRole('article').getByText('Read and searchable').count()).toBe(5)
  await look(page, 'library')
  await writePicture(journey().page, 'library')
})

test('a word of the demo is found in a letter and in two notebooks', async () => {
  const { page } = journey()
  await page.goto('/dashboard/search')
  await page.getByRole('searchbox').fill('apple')
  await expect.poll(() => page.getByRole('article').count()).toBe(3)
  await look(page, 'demo-search')
  await writePicture(journey().page, 'search')
})

test('a hit in the demo opens its page with the word lit on the ink', async () => {
  const { page } = journey()
  const kitchen = page.getByRole('article').filter({ hasText: 'Grandmother’s kitchen' })
  await kitchen.getByRole('listitem').filter({ hasText: 'Page 2' }).getByRole('link').click()
  await page.getByRole('region', { name: 'The sheet' }).locator('[data-lit]').first().waitFor()
  await look(page, 'demo-page')
  await writePicture(journey().page, 'page')
})

test('the pages of a demo notebook lie side by side', async () => {
  const { page } = journey()
  await page.getByRole('link', { name: 'All pages of Grandmother’s kitchen' }).click()
  await page.getByRole('region', { name: 'Pages' }).getByRole('listitem').first().locator('img').waitFor()
  await look(page, 'demo-document')
})

test('every pen of the demo is shown as it writes, and its writing is played back', async () => {
  const { page } = journey()
  await openPage('Emma’s sketchbook', 1)
  await look(page, 'demo-pens')
  await page.getByRole('button', { name: 'Replay the writing' }).click()
  await page.getByRole('slider', { name: 'Moment of the writing' }).fill('120')
  await look(page, 'demo-replay')
  await openPage('Emma’s sketchbook', 2)
  await look(page, 'demo-picture')
})

test('ink and highlights lie on the print of the demo’s PDF', async () => {
  const { page } = journey()
  await openPage('Allotment news, spring 2026', 1)
  await page.getByRole('region', { name: 'Text' }).getByText('Printed in the document').first().waitFor()
  await look(page, 'demo-pdf')
})

async function openPage(title: string, number: number): Promise<void> {
  const { page } = journey()
  const found = (await documentsOf(api)).find((document) => document.title === title)
  await page.goto(`/dashboard/documents/${found?.id}/pages/${number}`)
  await page.getByRole('region', { name: 'The sheet' }).locator('svg').waitFor()
}
