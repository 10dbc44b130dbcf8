import { correctPage } from '@kinfolio/contracts'
import { pointsOf, type StrokeInput } from '@kinfolio/rm-format'
import { randomFrom, writeNotebook, writeNotes } from '@kinfolio/testkit'
import type { Locator } from 'playwright-core'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { openApi, pagesOf, untilRead } from '../api.ts'
import { prepareJourney, startSignedIn } from '../journey.ts'
import { look } from '../look.ts'

/** So many that the page's vectors would be too heavy for a browser. */
const STROKES = 24_000

const journey = prepareJourney(() => startSignedIn())
let pagePath = ''

beforeAll(async () => {
  const api = await openApi(journey().server.url)
  const notes = writeNotes('The lighthouse keeper\nand a meadow', { seed: 'meadow', size: 34 })
  const layers = [
    { label: 'Notes', items: notes.strokes },
    { label: 'Grass', items: meadow() },
  ]
  const [uploaded] = (await api.upload(writeNotebook({ title: 'Meadow', seed: 'meadow', pages: [{ layers }] })))
    .documents
  if (uploaded === undefined) throw new Error('the notebook was not taken')
  await untilRead(api, { documentId: uploaded.id })
  const [first] = await pagesOf(api, uploaded.id)
  if (first === undefined) throw new Error('the notebook has no page')
  // The offline reader makes nothing of so much grass: somebody wrote down what stands there.
  const lines = [{ text: 'lighthouse', box: { x: 0.16, y: 0.05, width: 0.22, height: 0.07 } }]
  await api.ask(correctPage, { params: { page_id: first.id }, body: { version: first.version, lines } })
  pagePath = `/dashboard/documents/${uploaded.id}/pages/1`
})

const sheet = (): Locator => journey().page.getByRole('region', { name: 'The sheet' })
const tiles = (): Locator => sheet().getByRole('img', { name: 'Page 1' })
const untilPainted = async (): Promise<void> => sheet().locator('[aria-busy=false]').waitFor()

test('a page of very many strokes is shown as tiles, and no vectors are made of it', async () => {
  const { page } = journey()
  await page.goto(pagePath)
  await untilPainted()
  expect(await sheet().locator('svg').count()).toBe(0)
  expect(await coloursOf(tiles())).toContain('leaf')
  await look(page, 'page-tiles')
})

test('its tiles are as sharp as the screen at every size, and change their paper with the light', async () => {
  const { page } = journey()
  await page.goto(pagePath)
  await untilPainted()
  for (let press = 0; press < 8; press++) await page.keyboard.press('+')
  await untilPainted()
  expect(await densestTile()).toBeGreaterThanOrEqual(1)
  await page.keyboard.press('0')
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(async () => coloursOf(tiles())).toContain('dimmed paper')
  await page.emulateMedia({ colorScheme: 'light' })
  await expect.poll(async () => coloursOf(tiles())).not.toContain('dimmed paper')
})

test('a screen of one and a half pixels gets as many in its tiles', async () => {
  const { page } = journey()
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Emulation.setDeviceMetricsOverride', {
    width: 1440,
    height: 900,
    deviceScaleFactor: 1.5,
    mobile: false,
  })
  await page.goto(pagePath)
  await untilPainted()
  expect(await densestTile()).toBeGreaterThanOrEqual(1.5)
  await cdp.send('Emulation.clearDeviceMetricsOverride')
  await cdp.detach()
})

test('a search hit lights its word in the tiles', async () => {
  const { page } = journey()
  await page.goto(`${pagePath}?q=lighthouse`)
  await page.getByText('1 place with “lighthouse”').waitFor()
  await expect.poll(async () => coloursOf(tiles())).toEqual(expect.arrayContaining(['mark', 'lit ink']))
  await untilPainted()
  await look(page, 'page-tiles-found')
})

test('a browser whose workers have no canvas paints the same page in slices', async () => {
  const { page } = journey()
  await page.goto(pagePath)
  await untilPainted()
  const painted = await sheet().screenshot()
  await page.addInitScript(() => Reflect.deleteProperty(OffscreenCanvas.prototype, 'transferToImageBitmap'))
  await page.reload()
  await untilPainted()
  expect(await page.evaluate(() => 'transferToImageBitmap' in OffscreenCanvas.prototype)).toBe(false)
  expect(await difference(painted, await sheet().screenshot())).toBeLessThan(0.5)
})

/** Pixels of the sharpest tile per pixel of the style sheet. */
async function densestTile(): Promise<number> {
  const densities = await sheet()
    .locator('canvas')
    .evaluateAll((canvases) =>
      canvases.map((canvas) =>
        canvas instanceof HTMLCanvasElement ? canvas.width / canvas.getBoundingClientRect().width : 0,
      ),
    )
  return Math.max(...densities)
}

/** How far two pictures are apart, as the mean over all bytes. */
async function difference(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all([one, other].map(async (png) => sharp(png).raw().toBuffer()))
  if (a === undefined || b === undefined || a.length !== b.length) return Infinity
  return a.reduce((sum, byte, at) => sum + Math.abs(byte - (b[at] ?? 0)), 0) / a.length
}

const COLOURS = {
  mark: [255, 226, 122],
  'lit ink': [44, 74, 154],
  leaf: [145, 218, 113],
  'dimmed paper': [243, 239, 231],
}

/** Which of the colours are on the screen there, exactly. */
async function coloursOf(of: Locator): Promise<string[]> {
  const { data, info } = await sharp(await of.screenshot())
    .raw()
    .toBuffer({ resolveWithObject: true })
  const seen = new Set<string>()
  for (let at = 0; at < data.length; at += info.channels) seen.add(`${data[at]},${data[at + 1]},${data[at + 2]}`)
  return Object.entries(COLOURS).flatMap(([name, colour]) => (seen.has(colour.join(',')) ? [name] : []))
}

/** Blades of grass over the lower half. */
function meadow(): StrokeInput[] {
  const random = randomFrom('grass')
  return Array.from({ length: STROKES }, () => {
    const [x, y, lean] = [-680 + random.next() * 1_360, 700 + random.next() * 1_100, random.wobble(10)]
    const points = Array.from({ length: 8 }, (_, at) => ({ x: x + (lean * at * at) / 40, y: y - at * 9, width: 3 }))
    return { kind: 'stroke', tool: 17, colour: 10, thickness: 2, points: pointsOf(points) }
  })
}
