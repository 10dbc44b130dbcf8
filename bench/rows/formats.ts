import { layoutPage, toSvg } from '@kinfolio/ink'
import { parsePage, pointsOf, writePage } from '@kinfolio/rm-format'
import { randomFrom } from '@kinfolio/testkit'
import { toPng } from 'rm-ink'
import { corpusPages } from '../kit/corpus-pages.ts'
import { type BenchContext, type Row, type RowGroup, rowOf } from '../kit/row.ts'
import { timed, timedRuns } from '../kit/samples.ts'

const MB = 1_000_000
const ROUNDS = 12
const LONG_ROUNDS = 100

/** The tablet's format and its drawings, inside this process. */
export const formats: RowGroup = {
  name: 'formats',
  async measure(context) {
    const pages = corpusPages(context.say)
    const ofCorpus = pages.length === 0 ? [] : await corpusRows(pages, context)
    return [...ofCorpus, await densePageRow()]
  },
}

async function corpusRows(pages: readonly Uint8Array[], { isLong }: BenchContext): Promise<Row[]> {
  const runs = isLong ? LONG_ROUNDS : ROUNDS
  const megabytes = pages.reduce((sum, { byteLength }) => sum + byteLength, 0) / MB
  const rates = async (work: (bytes: Uint8Array) => unknown): Promise<number[]> =>
    (await timedRuns(() => pages.forEach(work), { runs, warmUps: 3 })).map((ms) => megabytes / (ms / 1_000))
  const drawn: number[] = []
  for (const bytes of pages) drawn.push(await timed(async () => toPng(layoutPage(parsePage(bytes).scene))))
  return [
    rowOf({
      name: `parse ${pages.length} pages of the corpus`,
      unit: 'MB/s',
      samples: await rates(parsePage),
      isRate: true,
      target: { of: 'median', atLeast: 100 },
    }),
    rowOf({
      name: 'exceptions while parsing them',
      unit: 'pages',
      samples: [pages.filter((bytes) => isException(() => parsePage(bytes))).length],
      target: { of: 'median', atMost: 0 },
    }),
    rowOf({
      name: 'parse and draw them as SVG',
      unit: 'MB/s',
      samples: await rates((bytes) => toSvg(layoutPage(parsePage(bytes).scene))),
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

const STROKES = 2_000
const POINTS = 50

async function densePageRow(): Promise<Row> {
  const bytes = densePage()
  const draw = async (): Promise<Uint8Array> => toPng(layoutPage(parsePage(bytes).scene))
  const samples = await timedRuns(draw, { runs: 10, warmUps: 2 })
  const name = `a page of ${STROKES} strokes × ${POINTS} points as PNG`
  return rowOf({ name, unit: 'ms', samples, target: { of: 'median', atMost: 250 } })
}

/** Distance of two points at a calm pace, as the tablet samples it, and how much a hand turns between them. */
const STEP = 2.8
const TURN = 0.5

/** Strokes that wander like a pen: smooth, all over the page. */
function densePage(): Uint8Array {
  const random = randomFrom('a dense page')
  const items = Array.from({ length: STROKES }, () => {
    let [x, y, heading] = [-600 + random.next() * 1_150, 60 + random.next() * 1_750, random.next() * 6]
    const points = Array.from({ length: POINTS }, () => {
      heading += random.wobble(TURN)
      x += Math.cos(heading) * STEP
      y += Math.sin(heading) * STEP
      return { x, y, width: 2.4 + random.wobble(0.4), pressure: 0.5 }
    })
    return { kind: 'stroke' as const, tool: 15, colour: 0, thickness: 2, points: pointsOf(points) }
  })
  return writePage({ layers: [{ label: 'Layer 1', items }] })
}
