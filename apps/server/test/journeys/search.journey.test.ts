import type { DocumentId } from '@kinfolio/contracts'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { openApi, untilRead } from '../api.ts'
import { prepareJourney, startSignedIn } from '../journey.ts'
import { look } from '../look.ts'
import { harbourNotebook, longNotebook } from '../notebooks.ts'

const journey = prepareJourney(() => startSignedIn())

beforeAll(async () => {
  const api = await openApi(journey().server.url)
  const documents: DocumentId[] = []
  for (const files of [harbourNotebook(), longNotebook({ title: 'Garden leaves', pages: 2 })]) {
    documents.push(...(await api.upload(files)).documents.map(({ id }) => id))
  }
  for (const documentId of documents) await untilRead(api, { documentId })
})

async function type(page: Page, words: string): Promise<void> {
  await page.goto('/dashboard/search')
  await page.getByRole('searchbox').fill(words)
}

test('before anything is typed, the search says what it can do', async () => {
  const { page } = journey()
  await page.goto('/dashboard/search')
  await page.getByText('Find a word on any page').waitFor()
  await look(page, 'search-start')
})

test('a word is found on every page that has it, grouped by document', async () => {
  const { page } = journey()
  await type(page, 'lighthouse')
  const found = page.getByRole('article').filter({ hasText: 'Harbour notes' })
  await found.waitFor()
  expect(await found.getByRole('listitem').count()).toBe(2)
  expect(await found.locator('mark').allInnerTexts()).toEqual(['lighthouse', 'lighthouse'])
  await found.getByText('Journeys/Sea').waitFor()
  expect(await page.getByRole('article').count()).toBe(1)
  await look(page, 'search')
})

test('the beginning of a word, an accent left out and a typing error are forgiven', async () => {
  const { page } = journey()
  await type(page, 'lanter')
  await page.locator('mark', { hasText: 'lanterns' }).waitFor()
  await type(page, 'cafes')
  await page.locator('mark', { hasText: 'cafés' }).waitFor()
  await type(page, 'marmelade')
  await page.getByText('Nothing is written “marmelade”.').waitFor()
  await page.locator('mark', { hasText: 'marmalade' }).waitFor()
  await look(page, 'search-corrected')
})

test('a word of the title is found as well', async () => {
  const { page } = journey()
  await type(page, 'harbour')
  await page.getByText('In the title').waitFor()
})

test('what nobody wrote is not found, and the screen says what to try', async () => {
  const { page } = journey()
  await type(page, 'xylophone')
  await page.getByText('Nothing found for “xylophone”').waitFor()
  await look(page, 'search-none')
})

test('opening a hit lights the word on the ink, and nothing else', async () => {
  const { page } = journey()
  await type(page, 'lanterns')
  await page.getByRole('article').getByRole('listitem').first().getByRole('link').click()
  await page.getByText('1 place with “lanterns”').waitFor()
  const sheet = page.getByRole('region', { name: 'The sheet' })
  const mark = sheet.locator('.sheet-mark')
  await expect.poll(() => mark.count()).toBe(1)
  const lit = sheet.locator('[data-lit]')
  await expect.poll(() => lit.count()).toBeGreaterThan(3)
  const [box, paper] = [await mark.boundingBox(), await sheet.locator('.sheet').boundingBox()]
  if (box === null || paper === null) throw new Error('the mark is nowhere')
  for (const stroke of await lit.all()) {
    const ink = await stroke.boundingBox()
    expect(ink === null ? 0 : ink.x + ink.width / 2).toBeGreaterThan(box.x)
    expect(ink === null ? Infinity : ink.x + ink.width / 2).toBeLessThan(box.x + box.width)
  }
  // "lanterns" is the second word of the third line: a word, not a line, somewhere in the upper third.
  expect(box.width / paper.width).toBeLessThan(0.3)
  expect((box.y - paper.y) / paper.height).toBeLessThan(0.33)
  expect(await page.getByRole('region', { name: 'Text' }).locator('mark', { hasText: 'lanterns' }).count()).toBe(1)
  await look(page, 'page-found')

  await page.getByRole('link', { name: 'Clear the marks' }).click()
  await expect.poll(() => mark.count()).toBe(0)
})

test('Ctrl K finds a word from anywhere and opens its page with the keyboard alone', async () => {
  const { page } = journey()
  await page.goto('/dashboard/settings')
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'Go, find or do' })
  await field.waitFor()
  await look(page, 'palette')
  await field.fill('compass')
  const hit = page.getByRole('option').filter({ hasText: 'seven lanterns and a compass' })
  await hit.waitFor()
  await look(page, 'palette-found')
  await page.keyboard.press('ArrowDown')
  expect(await hit.getAttribute('aria-selected')).toBe('true')
  await page.keyboard.press('Enter')
  await page.getByText('1 place with “compass”').waitFor()
})
