import type { FormatVersion, Layer, Scene } from './scene.ts'
import type { PageLimits } from './limits.ts'
import type { ProblemLog } from './problems.ts'
import { boundedOr } from './bounded.ts'
import { HEADER_BYTES } from './header.ts'
import { PointStore, WIDE_POINT_BYTES, planPoints } from './points.ts'

/** x of these versions counts from the left edge of 1404 units of paper (measured: 28 v5 files). */
export const FLAT_SHIFT_X = -702

/** A stroke's header, and where its points stand in the file. */
type FlatStroke = { tool: number; colour: number; thickness: number; offset: number; count: number }
type FlatLayout = { layers: FlatStroke[][]; end: number; isWhole: boolean }

/**
 * Scene of a page of version 3, 4 or 5: a count of layers, in each a count of strokes, in each a count of points.
 * Layer names live in `<page>-metadata.json`; see `withLayerNames`.
 */
export function readFlatPage(
  bytes: Uint8Array,
  context: { version: FormatVersion; limits: PageLimits; problems: ProblemLog },
): { scene: Scene; end: number } {
  const { version, limits, problems } = context
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const layout = layoutOf(view, { version, maxStrokes: limits.maxBlocks })
  const counts = layout.layers.flatMap((strokes) => strokes.map((stroke) => stroke.count))
  const { step, capacity } = planPoints(counts, limits.maxPoints)
  const store = new PointStore(capacity)
  let counter = 0
  const layers = layout.layers.map((strokes, index): Layer => ({
    kind: 'layer',
    id: { author: 0, counter: ++counter },
    label: `Layer ${index + 1}`,
    isVisible: true,
    items: strokes.map(({ tool, colour, thickness, offset, count }) => ({
      kind: 'stroke',
      id: { author: 0, counter: ++counter },
      tool,
      colour,
      argb: undefined,
      thickness,
      points: store.readWide({ view, offset, count, step }, FLAT_SHIFT_X),
      writtenBy: undefined,
    })),
  }))
  reportFlat(problems, { layout, length: bytes.length })
  reportPoints(problems, store)
  const settings = {
    isBackgroundVisible: undefined,
    isRootDocumentVisible: undefined,
    contentRect: undefined,
    preferredLayout: undefined,
  }
  const scene: Scene = { version, paper: undefined, layers, text: undefined, images: new Map(), settings }
  return { scene, end: layout.end }
}

/** Says what became of points that were not kept, once for the whole page. */
export function reportPoints(problems: ProblemLog, store: PointStore): void {
  if (store.impossible > 0) {
    const message = 'Points with impossible coordinates are not drawn.'
    problems.report({ code: 'impossible-number', severity: 'lost', message, count: store.impossible })
  }
  if (store.thinned > 0) {
    const message = 'The page has more points than are drawn; strokes were simplified.'
    problems.report({ code: 'too-many-points', severity: 'repaired', message, count: store.thinned })
  }
  if (store.refused > 0) {
    const message = 'The page has so many strokes that some are not drawn.'
    problems.report({ code: 'too-many-points', severity: 'lost', message, count: store.refused })
  }
}

/** A v5 page with one byte too many is among the measured files, so trailing bytes are no damage. */
function reportFlat(problems: ProblemLog, input: { layout: FlatLayout; length: number }): void {
  const { layout, length } = input
  if (!layout.isWhole) {
    const message = 'The page ends in the middle of a stroke; everything before it is shown.'
    problems.report({ code: 'cut-off', severity: 'lost', message, offset: layout.end })
  } else if (layout.end < length) {
    const message = 'Bytes follow the end of the page; they are kept.'
    problems.report({
      code: 'trailing-bytes',
      severity: 'note',
      message,
      offset: layout.end,
      count: length - layout.end,
    })
  }
}

/**
 * Version 5 has four more bytes per stroke than version 3. Version 4 exists as one synthetic file of no strokes
 * only, so its layout is a guess: the one of the two that reads more of the file.
 */
function layoutOf(view: DataView, input: { version: FormatVersion; maxStrokes: number }): FlatLayout {
  const { version, maxStrokes } = input
  const short = (): FlatLayout => walkStrokes(view, { strokeBytes: 20, maxStrokes })
  const long = (): FlatLayout => walkStrokes(view, { strokeBytes: 24, maxStrokes })
  if (version === 3) return short()
  if (version === 5) return long()
  const [asThree, asFive] = [short(), long()]
  if (asThree.isWhole !== asFive.isWhole) return asThree.isWhole ? asThree : asFive
  return asFive.end > asThree.end ? asFive : asThree
}

/**
 * Per stroke: i32 tool, i32 colour, i32 (always 0), f32 thickness, in version 5 four bytes more, i32 points
 * (facts, from 28 files and the readers of several projects).
 */
function walkStrokes(view: DataView, input: { strokeBytes: number; maxStrokes: number }): FlatLayout {
  const { strokeBytes, maxStrokes } = input
  const layers: FlatStroke[][] = []
  let at = HEADER_BYTES
  const stop = (): FlatLayout => ({ layers, end: at, isWhole: false })
  if (at + 4 > view.byteLength) return stop()
  const layerCount = view.getUint32(at, true)
  at += 4
  let strokeCount = 0
  for (let layer = 0; layer < layerCount; layer++) {
    if (at + 4 > view.byteLength || layers.length >= maxStrokes) return stop()
    const strokes: FlatStroke[] = []
    layers.push(strokes)
    const inLayer = view.getUint32(at, true)
    at += 4
    for (let index = 0; index < inLayer; index++) {
      if (at + strokeBytes > view.byteLength || strokeCount >= maxStrokes) return stop()
      const count = view.getUint32(at + strokeBytes - 4, true)
      const offset = at + strokeBytes
      if (count > (view.byteLength - offset) / WIDE_POINT_BYTES) return stop()
      const thickness = boundedOr(view.getFloat32(at + 12, true), 2)
      strokes.push({ tool: view.getInt32(at, true), colour: view.getInt32(at + 4, true), thickness, offset, count })
      strokeCount++
      at = offset + count * WIDE_POINT_BYTES
    }
  }
  return { layers, end: at, isWhole: true }
}
