import { join } from 'node:path'
import { expect, test } from 'vitest'
import { corpusPath, hasCorpus, NEEDS_CORPUS } from '../corpus.ts'
import { choosePaths, dropPaths, watchTexts } from '../hand-in.ts'
import { prepareJourney, startSignedIn } from '../journey.ts'
import { look } from '../look.ts'
import { harbourNotebook, layOut, longNotebook } from '../notebooks.ts'

const journey = prepareJourney(() => startSignedIn())

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
