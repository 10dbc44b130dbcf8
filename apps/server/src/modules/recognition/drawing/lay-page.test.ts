import { pointsOf, type StrokeInput, STYLES, type TextInput, TOOLS, writePage } from '@kinfolio/rm-format'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { run as draw } from './draw-page.worker.ts'
import { layPage } from './lay-page.ts'
import type { PageParts } from './page-parts.ts'
import { run as picture } from './picture-for-reading.worker.ts'
import { printedPdf } from './printed-pdf.fixture.ts'

const nothing: PageParts = {
  ink: undefined,
  layers: undefined,
  highlights: undefined,
  images: [],
  template: undefined,
  isLandscape: false,
  source: undefined,
}
const across = (y: number) =>
  pointsOf([
    { x: -300, y },
    { x: 300, y },
  ])
const stroke: StrokeInput = { kind: 'stroke', tool: TOOLS.fineliner[1], colour: 0, thickness: 2, points: across(200) }
const highlight: StrokeInput = {
  kind: 'stroke',
  tool: TOOLS.highlighter[1],
  colour: 9,
  argb: 0xffffed75,
  thickness: 2,
  points: across(600),
}
let pdf: PageParts['source']

beforeAll(() => {
  pdf = { kind: 'pdf', bytes: printedPdf('Dear Ada thank you'), sha256: 'a'.repeat(64), page: 0 }
})

/** An inked page as the tablet would store it. */
function inked(items: StrokeInput[], text?: TextInput): Uint8Array {
  return writePage({ layers: [{ label: 'Layer 1', items }], text })
}

test('a notebook page is drawn as SVG, PNG and thumbnail of its own size', async () => {
  const drawn = await draw({ ...nothing, ink: inked([stroke]) })
  expect([drawn.width, drawn.height, drawn.isBlank, drawn.problems]).toEqual([1404, 1872, false, []])
  expect(new TextDecoder().decode(drawn.svg)).toContain('data-stroke="0"')
  expect(await sharp(drawn.png).metadata()).toMatchObject({ format: 'png', width: 1404, height: 1872 })
  expect(await sharp(drawn.thumbnail).metadata()).toMatchObject({ width: 360, height: 480 })
})

test('a page without a file is a blank sheet, with nothing to read', async () => {
  expect((await draw(nothing)).isBlank).toBe(true)
  expect(await picture(nothing)).toMatchObject({ png: undefined, lines: [] })
})

test('a template is paper: a page with nothing else is blank', async () => {
  expect((await draw({ ...nothing, template: 'P Grid medium' })).isBlank).toBe(true)
})

test('a file that is no page is said so, and drawn as an empty sheet', async () => {
  const { page, problems } = await layPage({ ...nothing, ink: new TextEncoder().encode('not a page') }, 'everything')
  expect(page.marks).toEqual([])
  expect(problems).toHaveLength(1)
})

test('a reader of handwriting sees pens, not highlighter, and gets typed text from the file', async () => {
  const text = { x: -468, y: 234, width: 936, paragraphs: [{ style: STYLES.plain, text: 'Shopping list' }] }
  const seen = await picture({ ...nothing, ink: inked([highlight], text) })
  expect(seen.png).toBeUndefined()
  expect(seen.lines).toMatchObject([{ text: 'Shopping list', origin: 'typed', confidence: 1 }])
  const [line] = seen.lines
  expect(line?.words.map((word) => word.text)).toEqual(['Shopping', 'list'])
  expect(line?.box.y).toBeGreaterThan(0.12)
  expect(line?.box.y).toBeLessThan(0.16)
})

test.each(['pencil', 'mechanicalPencil', 'paintbrush'] as const)(
  '%s, however faint, is writing to a reader, and solid',
  async (pen) => {
    const points = pointsOf([-300, 300].map((x) => ({ x, y: 200, width: 12, pressure: 0.1 })))
    const seen = await picture({ ...nothing, ink: inked([{ ...stroke, tool: TOOLS[pen][1], points }]) })
    const { data, info } = await sharp(seen.png).grayscale().raw().toBuffer({ resolveWithObject: true })
    const along = Array.from({ length: 400 }, (_, i) => data[(200 * info.width + 500 + i) * info.channels])
    expect(new Set(along)).toEqual(new Set([0]))
  },
)

test('a printed page brings its words along, where they stand, and only its ink is to be recognised', async () => {
  const bare = await picture({ ...nothing, source: pdf })
  expect(bare.png).toBeUndefined()
  expect(bare.lines.map(({ text, origin }) => [text, origin])).toEqual([['Dear Ada thank you', 'printed']])
  // The fixture writes at 100, 700 of a page of 595 × 842 points, in 24 point letters.
  const [dear] = bare.lines[0]?.words ?? []
  expect(dear?.box.x).toBeCloseTo(100 / 595, 1)
  expect(dear?.box.y).toBeCloseTo((842 - 700 - 20) / 842, 1)
  expect((await picture({ ...nothing, source: pdf, ink: inked([stroke]) })).png).toBeDefined()
})

test('ink lies on the printed page it was written on', async () => {
  const drawn = await draw({ ...nothing, source: pdf, ink: inked([stroke]) })
  expect(drawn.width).toBeCloseTo((595 * 227) / 72, 0)
  expect(new TextDecoder().decode(drawn.svg)).toMatch(/<image[\s\S]*data-stroke/)
})

test('a photograph is a page of its own size, upright by the camera’s flag, and all of it is to be recognised', async () => {
  const photo = await sharp({ create: { width: 400, height: 200, channels: 3, background: '#fff' } })
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toBuffer()
  const source = { kind: 'picture', bytes: photo, sha256: 'b'.repeat(64), page: 0 } as const
  const drawn = await draw({ ...nothing, source })
  expect([drawn.width, drawn.height]).toEqual([200, 400])
  expect((await picture({ ...nothing, source })).png).toBeDefined()
})

test('a broken source is said so, and the ink over it is drawn all the same', async () => {
  const source = {
    kind: 'pdf',
    bytes: new TextEncoder().encode('%PDF-1.7 broken'),
    sha256: 'c'.repeat(64),
    page: 0,
  } as const
  const drawn = await draw({ ...nothing, source, ink: inked([stroke]) })
  expect(drawn.problems.join()).toContain('Its bytes are kept')
  expect(new TextDecoder().decode(drawn.svg)).toContain('data-stroke="0"')
})
