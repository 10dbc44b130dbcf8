import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { newVisitor, openBrowser } from '@kinfolio/server/test/browser'
import { signIn } from '@kinfolio/server/test/journey'
import { startBenchServer } from '../kit/bench-server.ts'
import { type Row, type RowGroup, rowOf, type Target } from '../kit/row.ts'
import { timed } from '../kit/samples.ts'

const LOADS = 7
const LONG_LOADS = 40
/** A slow telephone: 1.6 Mbit/s down, 0.75 up, 150 ms there and back. */
const SLOW = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 }

/** The first screen of somebody who is signed in, with nothing in the browser's cache. */
export const dashboard: RowGroup = {
  name: 'dashboard',
  async measure({ isLong }) {
    await using bench = await startBenchServer()
    const browser = await openBrowser()
    try {
      await using visitor = await newVisitor(browser, bench.server.url)
      await signIn(visitor)
      const loads = isLong ? LONG_LOADS : LOADS
      const load = async (of: { name: string; isSlow: boolean; target: Target }): Promise<Row> =>
        rowOf({
          name: of.name,
          unit: 'ms',
          samples: await firstLoads(visitor.page, { ...of, loads }),
          target: of.target,
        })
      return [
        await load({ name: 'dashboard, first load', isSlow: false, target: { of: 'median', atMost: 1_000 } }),
        await load({
          name: 'dashboard, first load at 1.6 Mbit/s and 150 ms',
          isSlow: true,
          target: { of: 'median', atMost: 3_000 },
        }),
        await scriptRow(visitor.page),
      ]
    } finally {
      await browser.close()
    }
  },
}

async function firstLoads(page: Page, { isSlow, loads }: { isSlow: boolean; loads: number }): Promise<number[]> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  if (isSlow) await cdp.send('Network.emulateNetworkConditions', SLOW)
  const samples: number[] = []
  for (let load = -1; load < loads; load++) {
    await cdp.send('Network.clearBrowserCache')
    await page.goto('about:blank')
    const ms = await timed(async () => openLibrary(page))
    if (load >= 0) samples.push(ms)
  }
  await cdp.detach()
  return samples
}

/** The first screen is there when a person can read what the library says. */
async function openLibrary(page: Page): Promise<void> {
  await page.goto('/dashboard', { waitUntil: 'commit' })
  await page.getByRole('heading', { name: 'Library' }).waitFor()
}

async function scriptRow(page: Page): Promise<Row> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  await cdp.send('Network.clearBrowserCache')
  await cdp.detach()
  const scripts: Promise<Buffer>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.body())
  })
  await page.goto('about:blank')
  await openLibrary(page)
  const bytes = (await Promise.all(scripts)).reduce((sum, script) => sum + gzipSync(script).byteLength, 0)
  return rowOf({
    name: 'script before the first screen, gzipped',
    unit: 'KB',
    samples: [bytes / 1_000],
    target: { of: 'median', atMost: 180 },
  })
}
