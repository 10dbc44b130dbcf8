import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import { layoutPage, packPage, paceOf } from '@kinfolio/ink'
import { parsePage, writePage } from '@kinfolio/rm-format'
import { writeNotes } from '@kinfolio/testkit'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newVisitor, openBrowser, type Visitor } from '../browser.ts'

/** The package as its files stand, without a build: nothing but their types is taken away. */
const INK = new URL('./', import.meta.resolve('@kinfolio/ink'))
const POLICY = "default-src 'self'"
const HTML = '<!doctype html><title>Viewer</title><div id=viewer></div><script type=module src=/main.js></script>'
const MAIN = `
import { openViewer } from '/ink/viewer/open-viewer.ts'
const element = document.getElementById('viewer')
Object.assign(element.style, { width: '800px', height: '600px' })
const packed = new Uint8Array(await (await fetch('/page')).arrayBuffer())
const openWorker = () => new Worker('/worker.js', { type: 'module' })
openViewer({ element, packed, openWorker, paper: '#ffffff', label: 'Page 1' })`
const WORKER = `import { runTileWorker } from '/ink/viewer/tile-server.ts'
runTileWorker(self)`

let server: Server
let browser: Browser
let visitor: Visitor
let page: Page

beforeAll(async () => {
  server = createServer((request, response) => {
    void answer(request.url ?? '/').then(({ type, body }) =>
      response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(body),
    )
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  browser = await openBrowser()
  visitor = await newVisitor(browser, `http://127.0.0.1:${port}`)
  page = visitor.page
  await page.goto('/')
  await painted()
})
afterEach(() => visitor.checkFaults())
afterAll(async () => {
  await browser.close()
  server.close()
})

const painted = async (): Promise<void> => page.locator('[aria-busy=false]').waitFor()
const widthOf = async (): Promise<number> => (await page.getByRole('img').boundingBox())?.width ?? 0
const scroll = async () =>
  page.locator('#viewer > div').evaluate(({ scrollLeft, scrollTop }) => ({ x: scrollLeft, y: scrollTop }))
/** Where a spot of the viewer lies on the page, as shares of it. */
const under = async (x: number, y: number): Promise<[number, number]> => {
  const box = await page.getByRole('img').boundingBox()
  if (box === null) throw new Error('there is no page')
  return [(x - box.x) / box.width, (y - box.y) / box.height]
}

test('a page fits its viewer, under a policy that allows no style and no script but files', async () => {
  expect(await widthOf()).toBeCloseTo((600 * 1404) / 1872, 0)
  expect(await page.locator('canvas').count()).toBeGreaterThan(0)
})

test('keys zoom in, out and back to the whole page', async () => {
  const fitted = await widthOf()
  await page.locator('#viewer > div').focus()
  await page.keyboard.press('+')
  await page.keyboard.press('+')
  expect((await widthOf()) / fitted).toBeCloseTo(1.5625, 2)
  await page.keyboard.press('-')
  expect((await widthOf()) / fitted).toBeCloseTo(1.25, 2)
  await page.keyboard.press('0')
  expect(await widthOf()).toBeCloseTo(fitted, 1)
})

test('a wheel with Ctrl zooms around the pointer, and a drag pans', async () => {
  const fitted = await widthOf()
  await page.locator('#viewer > div').focus()
  for (let press = 0; press < 6; press++) await page.keyboard.press('+')
  await page.mouse.move(300, 200)
  const spot = await under(300, 200)
  await page.keyboard.down('Control')
  for (let turn = 0; turn < 3; turn++) await page.mouse.wheel(0, -40)
  await page.keyboard.up('Control')
  await expect.poll(async () => (await widthOf()) / fitted).toBeGreaterThan(7)
  const after = await under(300, 200)
  expect(Math.abs(after[0] - spot[0]) + Math.abs(after[1] - spot[1])).toBeLessThan(0.01)

  const before = await scroll()
  await page.mouse.down()
  await page.mouse.move(260, 170, { steps: 4 })
  await page.mouse.up()
  expect(await scroll()).toEqual({ x: before.x + 40, y: before.y + 30 })
  await page.mouse.move(100, 100)
  expect(await scroll()).toEqual({ x: before.x + 40, y: before.y + 30 })
  await painted()
})

test('two fingers zoom', async () => {
  await page.locator('#viewer > div').focus()
  await page.keyboard.press('0')
  const fitted = await widthOf()
  const cdp = await page.context().newCDPSession(page)
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number): Promise<void> => {
    const touchPoints =
      type === 'touchEnd'
        ? []
        : [
            { x: 400 - apart, y: 300, id: 0 },
            { x: 400 + apart, y: 300, id: 1 },
          ]
    await cdp.send('Input.dispatchTouchEvent', { type, touchPoints })
  }
  await touch('touchStart', 50)
  for (const apart of [60, 80, 100]) await touch('touchMove', apart)
  await touch('touchEnd', 0)
  await expect.poll(async () => (await widthOf()) / fitted).toBeGreaterThan(1.5)
  await cdp.detach()
})

async function answer(path: string): Promise<{ type: string; body: string | Uint8Array }> {
  if (path === '/page') return { type: 'application/octet-stream', body: packedNotes() }
  if (path === '/main.js') return { type: 'text/javascript', body: MAIN }
  if (path === '/worker.js') return { type: 'text/javascript', body: WORKER }
  if (!path.startsWith('/ink/')) return { type: 'text/html', body: HTML }
  const source = await readFile(fileURLToPath(new URL(path.slice('/ink/'.length), INK)), 'utf8')
  return { type: 'text/javascript', body: stripTypeScriptTypes(source) }
}

function packedNotes(): Uint8Array {
  const { strokes } = writeNotes('# Harbour walk\nThe lighthouse keeper\n==remember the tide==', { seed: 'viewer' })
  const { scene } = parsePage(writePage({ layers: [{ label: 'Notes', items: strokes }] }))
  const laid = layoutPage(scene)
  return packPage({ page: laid, pace: paceOf(scene, laid) })
}
