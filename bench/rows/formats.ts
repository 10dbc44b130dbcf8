import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { layoutPage, toSvg } from '@kinfolio/ink'
import { parsePage } from '@kinfolio/rm-format'
import { openInkLayer } from '@kinfolio/server/test/lay-ink'
import { toPdf, toPng } from 'rm-ink'
import { corpusPages } from '../kit/corpus-pages.ts'
import { densePage, LARGEST } from '../kit/made-pages.ts'
import { type BenchContext, type Row, type RowGroup, rowOf } from '../kit/row.ts'
import { timed, timedRuns } from '../kit/samples.ts'
import { rmapiRows } from './rmapi-js.ts'

const MB = 1_000_000
const KIB = 1_024
const ROUNDS = 12
const LONG_ROUNDS = 100
/** Small pages cost mostly what every page costs, large ones what every point does. */
const SIZE_CLASSES = [
  { name: 'under 10 kB', from: 0, to: 10_000 },
  { name: 'of 10 to 100 kB', from: 10_000, to: 100_000 },
  { name: 'of 100 kB and more', from: 100_000, to: Infinity },
]

/** The tablet's format and its drawings, inside this process. */
export const formats: RowGroup = {
  name: 'formats',
  async measure(context) {
    const pages = corpusPages(context.say)
    const ofCorpus = pages.length === 0 ? [] : await corpusRows(pages, context)
    return [...ofCorpus, await densePageRow(), ...(await largestPageRows()), await overlayRow(), ...(await rmapiRows())]
  },
}

type Work = (bytes: Uint8Array) => unknown

async function corpusRows(pages: readonly Uint8Array[], { isLong }: BenchContext): Promise<Row[]> {
  const runs = isLong ? LONG_ROUNDS : ROUNDS
  const rates = async (some: readonly Uint8Array[], work: Work): Promise<number[]> => {
    const megabytes = some.reduce((sum, { byteLength }) => sum + byteLength, 0) / MB
    return (await timedRuns(() => some.forEach(work), { runs, warmUps: 3 })).map((ms) => megabytes / (ms / 1_000))
  }
  const drawn: number[] = []
  for (const bytes of pages) drawn.push(await timed(async () => toPng(layoutPage(parsePage(bytes).scene))))
  const byClass: Row[] = []
  for (const { name, from, to } of SIZE_CLASSES) {
    const some = pages.filter(({ byteLength }) => byteLength >= from && byteLength < to)
    const samples = await rates(some, parsePage)
    byClass.push(rowOf({ name: `parse the ${some.length} of them ${name}`, unit: 'MB/s', samples, isRate: true }))
  }
  return [
    rowOf({
      name: `parse ${pages.length} pages of the corpus`,
      unit: 'MB/s',
      samples: await rates(pages, parsePage),
      isRate: true,
      target: { of: 'median', atLeast: 100 },
    }),
    ...byClass,
    rowOf({
      name: 'exceptions while parsing them',
      unit: 'pages',
      samples: [pages.filter((bytes) => isException(() => parsePage(bytes))).length],
      target: { of: 'median', atMost: 0 },
    }),
    rowOf({
      name: 'parse and draw them as SVG',
      unit: 'MB/s',
      samples: await rates(pages, (bytes) => toSvg(layoutPage(parsePage(bytes).scene))),
      isRate: true,
      target: { of: 'median', atLeast: 40 },
    }),
    rowOf({
      name: 'a page as PNG of native size',
      unit: 'ms',
      samples: drawn,
      target: { of: 'median', atMost: 40 },
    }),
  ]
}

function isException(work: () => unknown): boolean {
  try {
    work()
    return false
  } catch {
    // Whatever it is, it counts.
    return true
  }
}

const HEAVY = { strokes: 2_000, points: 50 }
const IN_WORDS = `${HEAVY.strokes} strokes × ${HEAVY.points} points`

async function densePageRow(): Promise<Row> {
  const bytes = densePage(HEAVY)
  const draw = async (): Promise<Uint8Array> => toPng(layoutPage(parsePage(bytes).scene))
  const samples = await timedRuns(draw, { runs: 10, warmUps: 2 })
  return rowOf({ name: `a page of ${IN_WORDS} as PNG`, unit: 'ms', samples, target: { of: 'median', atMost: 250 } })
}

const run = promisify(execFile)
const DRAW_LARGEST = fileURLToPath(new URL('../kit/draw-largest.ts', import.meta.url))

/** In processes of their own: what this one ever held would count as well. */
async function largestPageRows(): Promise<Row[]> {
  const peakMb = async (...args: string[]): Promise<number> =>
    (Number((await run(process.execPath, [DRAW_LARGEST, ...args])).stdout) * KIB) / MB
  const [made, drawn] = [await peakMb(), await peakMb('draw')]
  const name = `peak memory to draw ${LARGEST.strokes} strokes as SVG and PNG`
  return [
    rowOf({ name, unit: 'MB', samples: [drawn] }),
    rowOf({ name: 'the same process before it draws', unit: 'MB', samples: [made] }),
  ]
}

async function overlayRow(): Promise<Row> {
  const pdf = await toPdf([{ page: layoutPage(parsePage(densePage({ strokes: 1, points: 2 })).scene) }])
  const ink = densePage(HEAVY)
  await using layer = openInkLayer()
  const samples = await timedRuns(async () => layer.lay(pdf, ink), { runs: 8, warmUps: 2 })
  return rowOf({
    name: `overlay of ${IN_WORDS} on a PDF`,
    unit: 'ms',
    samples,
    target: { of: 'median', atMost: 450 },
  })
}
