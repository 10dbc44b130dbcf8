import fc from 'fast-check'
import { ANCHOR_BOTTOM, ANCHOR_TOP, TOOLS, pointsOf } from '../src/index.ts'
import type { GroupInput, ItemInput, LayerInput, PageInput, Points, StrokeInput, TextInput } from '../src/index.ts'

/** Pages as people might write them, and stranger ones: every tool, colour, style, weight and nesting. */

/** A float as 32 bits keep it, so that it comes back as itself. */
const float = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true }).map((value) => Math.fround(value))

const arbitraryPoints: fc.Arbitrary<Points> = fc
  .array(
    fc.record({
      x: float(-2000, 2000),
      y: float(-100, 9000),
      speed: float(0, 500),
      width: float(0, 90),
      direction: float(0, 2 * Math.PI),
      pressure: float(0, 1),
    }),
    { maxLength: 12 },
  )
  .map((list) => pointsOf(list))

const tools = Object.values(TOOLS).flat()

export const arbitraryStroke: fc.Arbitrary<StrokeInput> = fc.record({
  kind: fc.constant('stroke'),
  tool: fc.constantFrom<number[]>(...tools, 99),
  colour: fc.integer({ min: 0, max: 13 }),
  argb: fc.option(fc.nat({ max: 0xffff_ffff }), { nil: undefined }),
  thickness: fc.double({ min: 0.1, max: 6, noNaN: true }),
  points: arbitraryPoints,
})

const words = fc.string({
  unit: fc.constantFrom('a', 'Z', ' ', 'ö', 'я', '漢', '🌍', '👩‍🌾', '\u2028', '"', '<'),
  maxLength: 12,
})

const arbitraryHighlight: fc.Arbitrary<ItemInput> = fc.record({
  kind: fc.constant('highlight'),
  colour: fc.integer({ min: 0, max: 13 }),
  argb: fc.option(fc.nat({ max: 0xffff_ffff }), { nil: undefined }),
  text: words,
  start: fc.option(fc.nat({ max: 0xffff_ffff }), { nil: undefined }),
  length: fc.option(fc.nat({ max: 1000 }), { nil: undefined }),
  rects: fc.array(fc.record({ x: float(-900, 900), y: float(0, 5000), width: float(0, 900), height: float(0, 99) }), {
    maxLength: 4,
  }),
})

const IMAGES = ['632aa206-85be-8b8c-1f41-fdaa9a34afa6', '00000000-0000-4000-8000-00000000000f']

const arbitraryImage: fc.Arbitrary<ItemInput> = fc
  .array(fc.record({ x: float(-900, 900), y: float(0, 5000), u: float(0, 1), v: float(0, 1) }), {
    minLength: 1,
    maxLength: 6,
  })
  .chain((corners) =>
    fc.record({
      kind: fc.constant('image'),
      image: fc.constantFrom(...IMAGES),
      corners: fc.constant(corners),
      triangles: fc.array(fc.nat({ max: corners.length - 1 }), { maxLength: 6 }),
    }),
  )

/** Spans cover the text from end to end, as a reader gives them, and neighbours differ. */
function spansOver(text: string, marks: readonly number[]): NonNullable<TextInput['paragraphs'][number]['spans']> {
  const spans: { from: number; to: number; isBold: boolean; isItalic: boolean }[] = []
  let from = 0
  Array.from(text).forEach((letter, index) => {
    const mark = marks[index % Math.max(1, marks.length)] ?? 0
    const [isBold, isItalic] = [(mark & 1) !== 0, (mark & 2) !== 0]
    const last = spans.at(-1)
    const to = from + letter.length
    if (last !== undefined && last.isBold === isBold && last.isItalic === isItalic) last.to = to
    else spans.push({ from, to, isBold, isItalic })
    from = to
  })
  return spans
}

const arbitraryText: fc.Arbitrary<TextInput> = fc
  .array(
    fc.record({
      text: words,
      style: fc.integer({ min: 0, max: 11 }),
      baseStyle: fc.option(fc.constantFrom(2, 3), { nil: undefined }),
      properties: fc.option(fc.constantFrom(0x210, 0x312, 0x20, 1), { nil: undefined }),
      marks: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((paragraphs) => {
    let counter = 100
    const withIds = paragraphs.map(({ marks, ...paragraph }, index) => {
      const count = Array.from(paragraph.text).length + Number(index < paragraphs.length - 1)
      const characterIds = Array.from({ length: count }, () => ({ author: 9, counter: counter++ }))
      return { ...paragraph, spans: spansOver(paragraph.text, marks), characterIds }
    })
    return { x: -468, y: 234, width: 936, paragraphs: withIds }
  })

function arbitraryGroup(text: TextInput | undefined, depth: number): fc.Arbitrary<GroupInput> {
  const characters = (text?.paragraphs ?? []).flatMap(({ characterIds = [] }) => characterIds)
  const sentinels = [ANCHOR_TOP, ANCHOR_BOTTOM].map((counter) => ({ author: 0, counter }))
  return fc.record({
    kind: fc.constant('group'),
    label: words,
    isVisible: fc.boolean(),
    anchor: fc.option(
      fc.record({
        character: fc.constantFrom(...characters, ...sentinels),
        type: fc.constantFrom(1, 2),
        threshold: float(0, 70),
        originX: float(-700, 700),
      }),
      { nil: undefined },
    ),
    items: fc.array(arbitraryItem(text, depth - 1), { maxLength: 3 }),
  })
}

function arbitraryItem(text: TextInput | undefined, depth: number): fc.Arbitrary<ItemInput> {
  const ink = [arbitraryStroke, arbitraryHighlight, arbitraryImage]
  return depth <= 0 ? fc.oneof(...ink) : fc.oneof(...ink, arbitraryGroup(text, depth))
}

function arbitraryLayer(text: TextInput | undefined): fc.Arbitrary<LayerInput> {
  return fc.record({
    label: words,
    isVisible: fc.boolean(),
    items: fc.array(arbitraryItem(text, 2), { maxLength: 5 }),
  })
}

/** A whole page. Its pictures are all named, so that images point at something. */
export const arbitraryPage: fc.Arbitrary<PageInput> = fc.option(arbitraryText, { nil: undefined }).chain((text) =>
  fc.record({
    layers: fc.array(arbitraryLayer(text), { maxLength: 4 }),
    paper: fc.constantFrom({ width: 1404, height: 1872 }, { width: 1620, height: 2160 }, undefined),
    text: fc.constant(text),
    images: fc.constant(new Map(IMAGES.map((uuid, index) => [uuid, { fileName: `${index}.png`, bytes: undefined }]))),
    settings: fc.constant({ isBackgroundVisible: true, isRootDocumentVisible: true }),
  }),
)
