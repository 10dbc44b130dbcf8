import { join } from 'node:path'
import { exportDocument } from '@kinfolio/contracts'
import { expect, test, vi } from 'vitest'
import { documentsOf, openApi, untilRead } from '../api.ts'
import { corpusPath, hasCorpus, NEEDS_CORPUS } from '../corpus.ts'
import { choosePaths, dropPaths, watchTexts } from '../hand-in.ts'
import { prepareJourney, startSignedIn } from '../journey.ts'
import { look } from '../look.ts'
import { unzip } from '../unzip.ts'
import { damagedNotebook, harbourNotebook, layOut, longNotebook } from '../notebooks.ts'

const journey = prepareJourney(async () => {
  const started = await startSignedIn()
  // A document's card asks for its cover as soon as it is there, which may be before the cover is drawn.
  started.visitor.expectFault(/status of 409 .*drawing\?as=thumbnail/)
  return started
})

test.skipIf(!hasCorpus)(
  `a tablet's folder dropped on the page is drawn and read before one's eyes (${NEEDS_CORPUS})`,
  async () => {
    const { page } = journey()
    const seen = await watchTexts(page, /\d+ documents? added|\d+ of \d+ pages drawn|Read and searchable/)
    await dropPaths(page, [corpusPath('documents/rmconvert__test_notebooks__213001cb')])
    await page.getByText('1 document added').waitFor()
    await page.getByRole('article').getByText('Read and searchable').waitFor({ timeout: 60_000 })
    expect(await seen()).toEqual(expect.arrayContaining(['1 document added', 'Read and searchable']))

    await page.getByRole('article').getByRole('link').first().click()
    const sheets = page.getByRole('region', { name: 'Pages' }).getByRole('listitem')
    await sheets.first().locator('img').waitFor()
    expect(await sheets.count()).toBe(21)
    await look(page, 'document-corpus')
    expect(await seen()).not.toContain('the page was loaded anew')
  },
)

test('a chosen folder brings its notebooks and the folders they lie in', async () => {
  const { page } = journey()
  await using folder = await layOut(harbourNotebook())
  await page.getByRole('link', { name: 'Library', exact: true }).first().click()
  await choosePaths(page, { folder: folder.path })
  await page.getByRole('link', { name: 'Open “Harbour notes”' }).waitFor()
  await page.getByRole('region', { name: 'Folders' }).getByRole('link', { name: 'Journeys' }).click()
  await page.getByRole('region', { name: 'Folders' }).getByRole('link', { name: 'Sea' }).click()
  await page.getByRole('heading', { name: 'Sea' }).waitFor()
  await page.getByRole('article').getByText('Read and searchable').waitFor({ timeout: 60_000 })
  await look(page, 'folder')
})

test('a long notebook says how far it is and fills in page by page without a reload', async () => {
  const { page } = journey()
  await using folder = await layOut(longNotebook({ title: 'Long leaves', pages: 12 }))
  await page.getByRole('link', { name: 'Library', exact: true }).first().click()
  const seen = await watchTexts(page, /\d+ of 12 pages (drawn|read)/)
  await choosePaths(page, { folder: folder.path })
  await page.getByRole('link', { name: 'Open “Long leaves”' }).click()
  const sheets = page.getByRole('region', { name: 'Pages' }).getByRole('listitem')
  await expect.poll(() => sheets.count()).toBe(12)
  await look(page, 'document-in-work')
  await page.getByRole('main').getByText('Read and searchable').waitFor({ timeout: 90_000 })
  const steps = await seen()
  // Which of the steps are caught is a matter of speed; that several were there is not.
  expect(steps.length).toBeGreaterThan(3)
  await expect.poll(() => sheets.locator('img').count()).toBeGreaterThan(6)
})

test('the same folder once more changes nothing and says so', async () => {
  const { page } = journey()
  await using folder = await layOut(longNotebook({ title: 'Long leaves', pages: 12 }))
  await dropPaths(page, [folder.path])
  await page.getByText('1 document already here, unchanged').waitFor()
})

test('what is no document is kept, with the reason beside its name', async () => {
  const { page } = journey()
  await using folder = await layOut([{ path: 'shopping.csv', bytes: new TextEncoder().encode('milk;eggs') }])
  await choosePaths(page, { files: [join(folder.path, 'shopping.csv')] })
  await page.getByText('1 file kept, but not shown as a document').click()
  await page.getByText('shopping.csv').waitFor()
  await look(page, 'set-aside')
})

test('a damaged page says what could not be understood and keeps its bytes; the rest of the notebook is fine', async () => {
  const { page, server } = journey()
  await using folder = await layOut(damagedNotebook())
  await choosePaths(page, { folder: folder.path })
  const api = await openApi(server.url)
  const torn = await vi.waitUntil(async () => (await documentsOf(api)).find(({ title }) => title === 'Torn leaves'))
  await untilRead(api, { documentId: torn.id })
  await page.goto(`/dashboard/documents/${torn.id}/pages/1`)
  const text = page.getByRole('region', { name: 'Text' })
  await text.getByRole('heading', { name: 'About this page' }).waitFor()
  await text.getByText('The bytes are kept as they came.').waitFor()
  await look(page, 'page-damaged')
  await page.keyboard.press('ArrowRight')
  await page.getByText('Page 2 of 2').waitFor()
  await text.getByRole('listitem').filter({ hasText: /^Lea/ }).waitFor()

  const answer = await api.file(exportDocument, { params: { document_id: torn.id }, query: { format: 'original' } })
  const kept = await unzip(Buffer.from(await answer.arrayBuffer()))
  for (const { path, bytes } of damagedNotebook().filter((file) => file.path.endsWith('.rm'))) {
    const found = [...kept].find(([entry]) => entry.endsWith(path))?.[1]
    expect(found?.equals(bytes)).toBe(true)
  }
})
