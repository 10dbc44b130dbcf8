import type { Browser, Page } from 'playwright-core'
import { pointsOf, type StrokeInput } from '@kinfolio/rm-format'
import type { Api } from '@kinfolio/server/test/api'
import { pagesOf } from '@kinfolio/server/test/api'
import { newVisitor, openBrowser } from '@kinfolio/server/test/browser'
import { signIn } from '@kinfolio/server/test/journey'
import { randomFrom, writeNotebook } from '@kinfolio/testkit'
import { setTimeout as sleep } from 'node:timers/promises'
import { startBenchServer } from '../kit/bench-server.ts'
import { type RowGroup, rowOf } from '../kit/row.ts'

/** As many as on the busiest page known ("Cat draw"): highlighter strokes of any colour. */
const STROKES = 68_816
const FRAME_MS = 1_000 / 60
const MOVES = 150
const LONG_MOVES = 1_000
const DRAWN_TIMEOUT_MS = 120_000

/** The page view on a page of very many strokes, moved by wheel and drag, in a real Chromium. */
export const viewer: RowGroup = {
  name: 'viewer',
  async measure({ isLong }) {
    await using bench = await startBenchServer()
    const browser = await openBrowser()
    try {
      await using visitor = await newVisitor(browser, bench.server.url)
      await signIn(visitor)
      await visitor.page.goto(await addHeavyPage(bench.api))
      await visitor.page.locator('[aria-busy=false]').waitFor({ timeout: DRAWN_TIMEOUT_MS })
      const moves = isLong ? LONG_MOVES : MOVES
      const at = { browser, page: visitor.page }
      const frames = await mainThreadWork(at, async () => moveAround(visitor.page, moves))
      const name = `pan and zoom a page of ${STROKES.toLocaleString('en')} strokes, main-thread work a frame`
      return [
        rowOf({ name, unit: 'ms', samples: frames.map(({ cpuMs }) => cpuMs), target: { of: 'p95', atMost: 8 } }),
        rowOf({ name: 'the same by the clock', unit: 'ms', samples: frames.map(({ clockMs }) => clockMs) }),
      ]
    } finally {
      await browser.close()
    }
  },
}

/** Hands the page in and answers the address of its view once it is drawn. */
async function addHeavyPage(api: Api): Promise<string> {
  const layers = [{ label: 'Layer 1', items: strokes() }]
  const { documents } = await api.upload(writeNotebook({ title: 'Cat draw', seed: 'heavy', pages: [{ layers }] }))
  const id = documents[0]?.id
  if (id === undefined) throw new Error('the page was not taken')
  for (const until = Date.now() + DRAWN_TIMEOUT_MS; Date.now() < until; await sleep(100)) {
    const [page] = await pagesOf(api, id)
    if (page?.draw_status === 'drawn') return `/dashboard/documents/${id}/pages/1`
    if (page?.draw_status === 'failed') break
  }
  throw new Error('the page was not drawn')
}

/** Short broad strokes in many colours all over the page, one over the other. */
function strokes(): StrokeInput[] {
  const random = randomFrom('a cat')
  return Array.from({ length: STROKES }, () => {
    const [x, y, turn] = [-690 + random.next() * 1_380, 10 + random.next() * 1_850, random.next() * 6.28]
    const points = Array.from({ length: 3 }, (_, at) => ({
      x: x + Math.cos(turn + at * 0.2) * at * 9,
      y: y + Math.sin(turn + at * 0.2) * at * 9,
      width: 8,
    }))
    const argb = 0xff_00_00_00 + Math.floor(random.next() * 0xff_ff_ff)
    return { kind: 'stroke', tool: 18, colour: 9, argb, thickness: 2, points: pointsOf(points) }
  })
}

/** Wheels in and out, scrolls and drags, at the rate of the screen. */
async function moveAround(page: Page, moves: number): Promise<void> {
  const sheet = await page.getByRole('region', { name: 'The sheet' }).boundingBox()
  if (sheet === null) throw new Error('there is no sheet')
  const [x, y] = [sheet.x + sheet.width / 2, sheet.y + sheet.height / 2]
  const often = async (act: (at: number) => Promise<void>): Promise<void> => {
    for (let at = 0; at < moves; at++) {
      const next = performance.now() + FRAME_MS
      await act(at / moves)
      await sleep(Math.max(0, next - performance.now()))
    }
  }
  const zoomBy = async (deltaY: number): Promise<void> => {
    await page.keyboard.down('Control')
    await often(async () => page.mouse.wheel(0, deltaY))
    await page.keyboard.up('Control')
  }
  await page.mouse.move(x, y)
  await zoomBy(-200 / moves)
  await often(async (at) => page.mouse.wheel(Math.sin(at * 9) * 40, Math.cos(at * 7) * 60))
  await page.mouse.down()
  await often(async (at) => page.mouse.move(x + Math.sin(at * 12) * 300, y + Math.cos(at * 10) * 250))
  await page.mouse.up()
  await zoomBy(150 / moves)
}

/** What is used of an event of a Chromium trace; times are microseconds. */
type TraceEvent = {
  name: string
  ph: string
  pid: number
  tid: number
  ts: number
  dur?: number
  /** Of `dur`, what the thread ran and did not wait for the processor. */
  tdur?: number
  args?: { name?: string }
}

type FrameWork = { cpuMs: number; clockMs: number }

/** What the tasks of the page's main thread took for each frame that it handed to the compositor. */
async function mainThreadWork(
  { browser, page }: { browser: Browser; page: Page },
  work: () => Promise<void>,
): Promise<FrameWork[]> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', '__metadata'] })
  await work()
  // Chromium's own file, in the shape it documents.
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const onMain = ofBusiestMainThread(traceEvents)
  const commits = onMain.filter(({ name }) => name === 'Commit').map(({ ts }) => ts)
  const tasks = onMain.filter(({ name, ph }) => name === 'RunTask' && ph === 'X')
  return perFrame(commits, tasks)
}

/** Chromium keeps a spare process at hand; the one that works is the page's. */
function ofBusiestMainThread(events: readonly TraceEvent[]): TraceEvent[] {
  const threads = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
  const byThread = threads.map(({ pid, tid }) => events.filter((event) => event.pid === pid && event.tid === tid))
  const [busiest] = byThread.toSorted((a, b) => b.length - a.length)
  if (busiest === undefined) throw new Error('the trace names no main thread')
  return busiest
}

/** A frame is everything from after the last commit to the end of the task that commits. */
function perFrame(commits: readonly number[], tasks: readonly TraceEvent[]): FrameWork[] {
  const frames: FrameWork[] = []
  const waiting = commits.toSorted((a, b) => a - b)
  let frame: FrameWork = { cpuMs: 0, clockMs: 0 }
  for (const { ts, dur = 0, tdur = 0 } of tasks.toSorted((a, b) => a.ts - b.ts)) {
    frame.cpuMs += tdur / 1_000
    frame.clockMs += dur / 1_000
    if (waiting.length === 0 || waiting[0]! > ts + dur) continue
    frames.push(frame)
    frame = { cpuMs: 0, clockMs: 0 }
    while (waiting.length > 0 && waiting[0]! <= ts + dur) waiting.shift()
  }
  return frames
}
