import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { search } from '@kinfolio/contracts'
import { layoutPage } from '@kinfolio/ink'
import { parsePage, STYLES, writePage } from '@kinfolio/rm-format'
import type { Api } from '@kinfolio/server/test/api'
import { newVisitor, openBrowser } from '@kinfolio/server/test/browser'
import { dropPaths } from '@kinfolio/server/test/hand-in'
import { signIn } from '@kinfolio/server/test/journey'
import type { Page } from 'playwright-core'
import { toPng } from 'rm-ink'
import { startBenchServer } from '../kit/bench-server.ts'
import { type RowGroup, rowOf } from '../kit/row.ts'

const WARM_DROPS = 6
const LONG_WARM_DROPS = 40
const POLL_MS = 20
const READ_TIMEOUT_MS = 120_000

/** A picture of a printed page, dropped on the library, until it is drawn and until search finds a word of it. */
export const pageDrop: RowGroup = {
  name: 'page dropped',
  async measure({ isLong }) {
    await using bench = await startBenchServer()
    const folder = await mkdtemp(join(tmpdir(), 'kinfolio-bench-drop-'))
    const browser = await openBrowser()
    try {
      await using visitor = await newVisitor(browser, bench.server.url)
      await signIn(visitor)
      const drop = async (number: number): Promise<Times> =>
        dropPage({ page: visitor.page, api: bench.api }, { folder, number })
      const cold = await drop(0)
      const warm: Times[] = []
      for (let number = 1; number <= (isLong ? LONG_WARM_DROPS : WARM_DROPS); number++) warm.push(await drop(number))
      const drawn = warm.map(({ drawnMs }) => drawnMs)
      const read = warm.map(({ readMs }) => readMs)
      return [
        rowOf({ name: 'page dropped → drawn', unit: 'ms', samples: drawn, target: { of: 'median', atMost: 500 } }),
        rowOf({
          name: 'page dropped → readable and searchable',
          unit: 'ms',
          samples: read,
          target: { of: 'median', atMost: 4_000 },
        }),
        rowOf({
          name: 'the same, first page after a start',
          unit: 'ms',
          samples: [cold.readMs],
          target: { of: 'median', atMost: 5_000 },
        }),
      ]
    } finally {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    }
  },
}

type Times = { drawnMs: number; readMs: number }

async function dropPage(
  { page, api }: { page: Page; api: Api },
  { folder, number }: { folder: string; number: number },
): Promise<Times> {
  const word = wordFor(number)
  const title = `Printed ${number}`
  const path = join(folder, `${title}.png`)
  await writeFile(path, await printedPage(word))
  const startedMs = performance.now()
  const drawing = untilShown(page, title).then(() => performance.now() - startedMs)
  await dropPaths(page, [path])
  const reading = untilFound(api, word).then(() => performance.now() - startedMs)
  return { drawnMs: await drawing, readMs: await reading }
}

/**
 * Until the picture of the document of this title is loaded, laid out and painted. Looked for inside the page, at every
 * frame: from outside, Playwright looks after 270 ms, 770 ms and then every 500 ms.
 */
async function untilShown(page: Page, title: string): Promise<void> {
  await page.evaluate(async (wanted) => {
    const isShown = (): boolean =>
      [...document.querySelectorAll('article')]
        .filter((card) => card.textContent.includes(wanted))
        .flatMap((card) => [...card.querySelectorAll('img')])
        .some((picture) => picture.complete && picture.naturalWidth > 0 && picture.getBoundingClientRect().width > 0)
    const frame = async (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()))
    do await frame()
    while (!isShown())
    await frame()
  }, title)
}

async function untilFound(api: Api, word: string): Promise<void> {
  const endMs = performance.now() + READ_TIMEOUT_MS
  while ((await api.ask(search, { query: { q: word } })).results.every((found) => found.total_matched_pages === 0)) {
    if (performance.now() > endMs) throw new Error(`"${word}" was not found in ${READ_TIMEOUT_MS} ms`)
    await sleep(POLL_MS)
  }
}

/** Words that no other page holds and that no two of them are alike enough to be taken for a typing error. */
function wordFor(number: number): string {
  const beginnings = ['harbour', 'lantern', 'compass', 'meadow', 'thunder', 'kitchen', 'violin']
  const endings = ['master', 'garden', 'window', 'basket', 'feather', 'painter']
  const [first, last] = [
    beginnings[number % beginnings.length],
    endings[Math.floor(number / beginnings.length) % endings.length],
  ]
  return `${first}${last}`
}

const PARAGRAPHS = [
  'The morning boat brings bread, newspapers and the doctor, in that order, and leaves before the fog comes up.',
  'Whoever wants to send a letter gives it to the captain, who has never lost one in thirty years of service.',
  'In the afternoon the children walk along the old wall to the lighthouse and count the ships on the horizon.',
]

/** A page of printed text as a scanner would see it, with one word that is its own. */
async function printedPage(word: string): Promise<Uint8Array> {
  const text = [`Notes from the ${word}`, ...PARAGRAPHS, `Signed by the keeper of the ${word}.`]
  const paragraphs = text.map((line, index) => ({ text: line, style: index === 0 ? STYLES.heading : STYLES.plain }))
  const bytes = writePage({ layers: [], text: { x: -540, y: 200, width: 1_080, paragraphs } })
  return toPng(layoutPage(parsePage(bytes).scene))
}
