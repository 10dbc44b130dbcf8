import { correctPage, getPage, pageId } from '@kinfolio/contracts'
import type { Locator } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { type Api, openApi, pagesOf, untilRead } from '../api.ts'
import { prepareJourney, startSignedIn } from '../journey.ts'
import { look } from '../look.ts'
import { harbourNotebook } from '../notebooks.ts'

const journey = prepareJourney(() => startSignedIn())
let api: Api
let documentPath = ''
let firstPageId = pageId.parse(crypto.randomUUID())

beforeAll(async () => {
  api = await openApi(journey().server.url)
  const [uploaded] = (await api.upload(harbourNotebook())).documents
  if (uploaded === undefined) throw new Error('the notebook was not taken')
  await untilRead(api, { documentId: uploaded.id })
  const [first] = await pagesOf(api, uploaded.id)
  firstPageId = first?.id ?? firstPageId
  documentPath = `/dashboard/documents/${uploaded.id}`
})

const sheet = (): Locator => journey().page.getByRole('region', { name: 'The sheet' })
const text = (): Locator => journey().page.getByRole('region', { name: 'Text' })
const line = (words: string): Locator => text().getByRole('listitem').filter({ hasText: words }).getByRole('button')

test('pointing at a line of text lights its ink, and only its ink', async () => {
  const { page } = journey()
  await page.goto(`${documentPath}/pages/1`)
  await line('seven lanterns').hover()
  const lit = sheet().locator('[data-lit]')
  await expect.poll(() => lit.count()).toBeGreaterThan(10)
  const marked = await sheet().locator('.sheet-mark-line').boundingBox()
  const inked = await Promise.all((await lit.all()).map((stroke) => stroke.boundingBox()))
  for (const stroke of inked) expect(centreIsInside(stroke, marked)).toBe(true)
  await look(page, 'page-line-lit')

  await page.mouse.move(5, 5)
  await expect.poll(() => lit.count()).toBe(0)
})

test('pointing at the ink lights its line of text, and the word under the pointer', async () => {
  const { page } = journey()
  await page.goto(`${documentPath}/pages/1`)
  await line('seven lanterns').waitFor()
  const { lines } = await api.ask(getPage, { params: { page_id: firstPageId } })
  const word = lines.flatMap(({ words }) => words).find((found) => found.text === 'lanterns')
  const frame = await sheet().locator('.sheet').boundingBox()
  if (word === undefined || frame === null) throw new Error('the page has no such word')
  await page.mouse.move(
    frame.x + (word.box.x + word.box.width / 2) * frame.width,
    frame.y + (word.box.y + word.box.height / 2) * frame.height,
  )
  await line('seven lanterns')
    .locator('span', { hasText: /^lanterns$/ })
    .waitFor()
})

test('tabbing through the text lights the ink as pointing does', async () => {
  const { page } = journey()
  await page.goto(`${documentPath}/pages/1`)
  await line('lighthouse keeper').focus()
  await expect.poll(() => sheet().locator('[data-lit]').count()).toBeGreaterThan(10)
  await page.keyboard.press('Tab')
  expect(await line('seven lanterns').evaluate((button) => button === document.activeElement)).toBe(true)
})

test('the sheet grows by keys and buttons, stays sharp, and fits the window again', async () => {
  const { page } = journey()
  await page.goto(`${documentPath}/pages/1`)
  await sheet().locator('svg').waitFor()
  await page.getByRole('heading', { name: 'Harbour notes' }).waitFor()
  await page.getByRole('button', { name: 'Fit to the window' }).click()
  const widthOf = async (): Promise<number> => (await sheet().locator('.sheet').boundingBox())?.width ?? 0
  const fitted = await widthOf()
  await page.keyboard.press('+')
  await page.keyboard.press('+')
  await expect.poll(widthOf).toBeGreaterThan(fitted * 1.3)
  // Vectors are drawn at the size they are shown at; a picture would keep its pixels.
  expect(await sheet().locator('svg path, svg polyline, svg line').count()).toBeGreaterThan(10)
  await page.getByRole('button', { name: 'Fit to the window' }).click()
  await expect.poll(widthOf).toBe(fitted)
})

test('arrow keys turn the pages and stop at the last', async () => {
  const { page } = journey()
  await page.goto(`${documentPath}/pages/1`)
  await page.getByText('Page 1 of 3').waitFor()
  await page.keyboard.press('ArrowRight')
  await page.getByText('Page 2 of 3').waitFor()
  await page.keyboard.press('j')
  await page.getByText('Page 3 of 3').waitFor()
  await text().getByText('A sentence about marmalade and cafés.').waitFor()
  await text().getByText('Typed on the tablet').first().waitFor()
  await look(page, 'page-typed')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowLeft')
  await page.getByText('Page 2 of 3').waitFor()
})

test('a page read offline says what that reader is for', async () => {
  const { page } = journey()
  await page.goto(`${documentPath}/pages/1`)
  await text().getByText('Printed text; handwriting needs a vision model.').waitFor()
  await text().getByText('Read by the offline reader').waitFor()
  await look(page, 'page')
})

test('a correction is shown, found in the history, and can be taken back', async () => {
  const { page } = journey()
  await page.goto(`${documentPath}/pages/2`)
  await line('gardens').waitFor()
  await page.getByRole('button', { name: 'Correct the text' }).click()
  const field = page.getByRole('textbox', { name: 'Line 1' })
  await field.fill('Second page with orchards')
  await look(page, 'page-correcting')
  await page.getByRole('button', { name: 'Save' }).click()
  await line('orchards').waitFor()
  await text().getByText('Corrected by hand').waitFor()

  await text().getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'History of readings' }).click()
  const history = page.getByRole('dialog')
  await expect.poll(() => history.getByRole('listitem').count()).toBe(2)
  await look(page, 'page-history')
  await history.getByRole('button', { name: 'Bring back' }).click()
  // Nothing is erased: what was brought back is a third entry.
  await expect.poll(() => history.getByRole('listitem').count()).toBe(3)
  await page.keyboard.press('Escape')
  await line('gardens').waitFor()
})

test('a correction of a page that was written on meanwhile is refused and kept in the fields', async () => {
  const { page, visitor } = journey()
  await page.goto(`${documentPath}/pages/1`)
  await line('the boat').waitFor()
  await page.getByRole('button', { name: 'Correct the text' }).click()
  await page.getByRole('textbox', { name: 'Line 1' }).fill('Harbour walk in autumn')
  const changed = harbourNotebook().map((file) =>
    file.path.endsWith('.rm') ? { ...file, bytes: otherInk(file.path) } : file,
  )
  await api.upload(changed)
  visitor.expectFault(/status of 409 .*\/text\)/)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('The page was written on meanwhile').waitFor()
  expect(await page.getByRole('textbox', { name: 'Line 1' }).inputValue()).toBe('Harbour walk in autumn')
  await look(page, 'page-conflict')
  await page.getByRole('button', { name: 'Show the new page' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await text().getByText('Corrected by hand').waitFor()
  await line('Harbour walk in autumn').waitFor()
})

test('the API refuses a correction of a version that is no longer there', async () => {
  const { lines } = await api.ask(getPage, { params: { page_id: firstPageId } })
  const body = { version: 'f'.repeat(64), lines: lines.map(({ text: words, box }) => ({ text: words, box })) }
  await expect(api.ask(correctPage, { params: { page_id: firstPageId }, body })).rejects.toMatchObject({ status: 409 })
})

/** The same notebook a day later: each page has another line on it. */
function otherInk(path: string): Uint8Array {
  return harbourNotebook().find((file) => file.path !== path && file.path.endsWith('.rm'))?.bytes ?? new Uint8Array()
}

type Rect = { x: number; y: number; width: number; height: number } | null

function centreIsInside(inner: Rect, outer: Rect): boolean {
  if (inner === null || outer === null) return false
  const [x, y] = [inner.x + inner.width / 2, inner.y + inner.height / 2]
  return x >= outer.x && x <= outer.x + outer.width && y >= outer.y && y <= outer.y + outer.height
}
