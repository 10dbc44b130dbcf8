import { layoutPage, toSvg } from '@kinfolio/ink'
import {
  COLOURS,
  type ItemInput,
  type LayerInput,
  type ParagraphInput,
  parsePage,
  pointsOf,
  type StrokeInput,
  STYLES,
  type TextInput,
  TOOLS,
  writeFlatPage,
  writePage,
} from '@kinfolio/rm-format'
import { drawHeart, drawRing, drawStar, type HandwritingOptions, writeHandwriting } from '@kinfolio/testkit'

/** A picture of the gallery. Everything in it went through a page file of our own writer and our own reader. */
export type Picture = { name: string; words: string; svg: string }
export type Section = { title: string; words: string; pictures: Picture[] }

export function gallerySections(): Section[] {
  return [pens(), pressures(), colours(), blending(), typedText(), papers(), devices()]
}

type Sheet = {
  name: string
  words: string
  paper: { width: number; height: number }
  items?: ItemInput[]
  text?: TextInput
  template?: string
}

function drawn({ name, words, paper, items = [], text, template }: Sheet): Picture {
  const bytes = writePage({ layers: [{ label: 'Layer 1', items }], paper, text })
  return { name, words, svg: svgOf(bytes, { name: words, template }) }
}

function svgOf(bytes: Uint8Array, of: { name: string; template?: string | undefined; isLandscape?: boolean }): string {
  const page = layoutPage(parsePage(bytes).scene, { template: of.template, isLandscape: of.isLandscape })
  return `${toSvg(page, { title: of.name })}\n`
}

const ROW = { width: 1_140, height: 100 }
const LEFT = 24 - ROW.width / 2

function hand(text: string, options: Partial<HandwritingOptions> & { x: number; y: number }): StrokeInput[] {
  return writeHandwriting(text, { seed: text, size: 26, ...options })
}

const PENS: [name: string, words: string, tool: number][] = [
  ['fineliner', 'Fineliner', TOOLS.fineliner[1]],
  ['ballpoint', 'Ballpoint', TOOLS.ballpoint[1]],
  ['marker', 'Marker', TOOLS.marker[1]],
  ['pencil', 'Pencil', TOOLS.pencil[1]],
  ['mechanical-pencil', 'Mechanical pencil', TOOLS.mechanicalPencil[1]],
  ['paintbrush', 'Paintbrush', TOOLS.paintbrush[1]],
  ['calligraphy', 'Calligraphy pen', TOOLS.calligraphy[0]],
]

/** The tablet's three widths. */
const THICKNESSES = [1.4, 2, 2.8]

function pens(): Section {
  const pictures = PENS.map(([name, words, tool]) => {
    const items = THICKNESSES.flatMap((thickness, i) =>
      hand(words.split(' ')[0] ?? words, { tool, thickness, x: LEFT + 370 * i, y: 68, size: 30 }),
    )
    return drawn({ name: `pen-${name}`, words, paper: ROW, items })
  })
  const words = 'Each pen thin, medium and thick, in the hand that our generator writes.'
  return { title: 'Pens', words, pictures: [...pictures, erasers()] }
}

function erasers(): Picture {
  const bar = (x: number, more: Partial<StrokeInput> = {}): StrokeInput => ({
    kind: 'stroke',
    tool: TOOLS.fineliner[1],
    colour: COLOURS.black,
    thickness: 2,
    points: pointsOf([0, 150].map((along) => ({ x: x + along, y: 50, width: 44 }))),
    ...more,
  })
  const across = pointsOf([0, 1].map((i) => ({ x: LEFT + 40 + 90 * i, y: 30 + 40 * i, width: 16 })))
  const moved = { ...across, x: across.x.map((x) => x + 370) }
  const items = [
    bar(LEFT + 24),
    bar(LEFT, { tool: TOOLS.eraser[0], points: across }),
    bar(LEFT + 394),
    bar(LEFT, { tool: TOOLS.eraseArea[0], points: moved }),
  ]
  return drawn({
    name: 'pen-eraser',
    words: 'The eraser of old pages paints white; the outline of an erased area leaves no mark',
    paper: ROW,
    items,
  })
}

function pressures(): Section {
  const of = (tool: number): StrokeInput[] =>
    [0.1, 0.3, 0.5, 0.7, 0.9].map((pressure, column) => ({
      kind: 'stroke',
      tool,
      colour: COLOURS.black,
      thickness: 2,
      points: pointsOf(
        Array.from({ length: 60 }, (_, i) => ({
          x: LEFT + 225 * column + 3 * i,
          y: 50 + 24 * Math.sin(i / 6),
          width: tool === TOOLS.mechanicalPencil[1] ? 6 : 16,
          pressure,
        })),
      ),
    }))
  const picture = (name: string, words: string, tool: number): Picture =>
    drawn({ name: `pressure-${name}`, words, paper: ROW, items: of(tool) })
  return {
    title: 'Pressure',
    words:
      'From 0.1 to 0.9. How wide a stroke is, the tablet stores; how much of the paper it covers follows from this.',
    pictures: [
      picture('pencil', 'Pencil', TOOLS.pencil[1]),
      picture('mechanical-pencil', 'Mechanical pencil', TOOLS.mechanicalPencil[1]),
      picture('paintbrush', 'Paintbrush', TOOLS.paintbrush[1]),
    ],
  }
}

const PEN_COLOURS = ['black', 'grey', 'blue', 'red', 'green', 'cyan', 'magenta', 'yellow'] as const

function colours(): Section {
  const items = PEN_COLOURS.flatMap((name, i) =>
    hand(name, {
      tool: TOOLS.marker[1],
      colour: COLOURS[name],
      x: LEFT + 280 * (i % 4),
      y: 64 + 88 * Math.floor(i / 4),
    }),
  )
  const paper = { ...ROW, height: 188 }
  const white = [band({ x: LEFT + 30, colour: COLOURS.black, width: 60 }), ...hand('white', WHITE_ON_BLACK)]
  return {
    title: 'Colours',
    words: 'As the official app exports them.',
    pictures: [
      drawn({ name: 'colours-pens', words: 'Pens', paper, items }),
      drawn({ name: 'colours-white', words: 'White, on black', paper: ROW, items: white }),
      drawn({ name: 'colours-highlighters', words: 'Highlighters', paper: ROW, items: swatches(HIGHLIGHTERS, 18) }),
      drawn({ name: 'colours-shaders', words: 'Shaders', paper: ROW, items: swatches(SHADERS, 23) }),
      drawn({
        name: 'colours-old-highlighters',
        words: 'Highlighters before colours of their own: yellow, green, pink, grey',
        paper: ROW,
        items: OLD_HIGHLIGHTERS.map((colour, i) => band({ x: LEFT + 140 * i, tool: 18, colour, length: 110 })),
      }),
    ],
  }
}

const WHITE_ON_BLACK = { tool: TOOLS.marker[1], colour: COLOURS.white, x: LEFT + 54, y: 62 }
/** Values that tablets store beside colour 9 (facts §2.11). */
const HIGHLIGHTERS = [0xffffed75, 0xffbeeafe, 0xfff29eff, 0xffffc38c, 0xffacff85, 0xffc7c7c6]
const SHADERS = [0x40211e1c, 0x73feb200, 0x80c07fd2, 0x4d304ae0, 0x66c23132, 0x8091da71, 0x8cfae719, 0x6674d2e8]
const OLD_HIGHLIGHTERS = [COLOURS.highlightYellow, COLOURS.highlightGreen, COLOURS.highlightPink, COLOURS.greyOverlap]

function swatches(values: readonly number[], tool: number): StrokeInput[] {
  return values.map((argb, i) => band({ x: LEFT + 137 * i, tool, colour: COLOURS.own, argb, length: 105 }))
}

type Band = Partial<Omit<StrokeInput, 'points'>> & { x: number; y?: number; length?: number; width?: number }

function band({ x, y = 50, length = 330, width = 36, ...more }: Band): StrokeInput {
  const points = pointsOf([0, length].map((along) => ({ x: x + along, y, width })))
  return { kind: 'stroke', tool: TOOLS.fineliner[1], colour: COLOURS.black, thickness: 2, points, ...more }
}

function blending(): Section {
  const across = (more: Omit<Band, 'x'>): StrokeInput[] => [
    ...hand('readable below', { x: LEFT + 40, y: 64 }),
    band({ x: LEFT, y: 40, width: 40, length: 420, ...more }),
    band({ x: LEFT + 180, y: 64, width: 40, length: 420, ...more }),
  ]
  const own = { colour: COLOURS.own }
  return {
    title: 'One over the other',
    words: 'A highlighter darkens, so that two of them are no darker than one; a shader lies over what is below.',
    pictures: [
      drawn({
        name: 'blend-highlighter',
        words: 'Highlighter over ink and over itself',
        paper: ROW,
        items: across({ ...own, tool: 18, argb: 0xffffed75 }),
      }),
      drawn({
        name: 'blend-shader',
        words: 'Shader over ink and over itself',
        paper: ROW,
        items: across({ ...own, tool: 23, argb: 0x80c07fd2 }),
      }),
    ],
  }
}

function typedText(): Section {
  const paper = { width: 1_140, height: 1_240 }
  const at = { x: 40 - paper.width / 2, y: 40, width: 1_000 }
  const paragraphs: ParagraphInput[] = [
    { style: STYLES.title, text: 'A title' },
    { style: STYLES.heading, text: 'A heading' },
    { style: STYLES.heading, baseStyle: 2, properties: 3, text: 'A subheading' },
    { style: STYLES.plain, text: 'Plain text, some of it bold, some slanted, some both.', spans: mixedSpans() },
    { style: STYLES.bullet, text: 'A bullet' },
    { style: STYLES.nestedBullet, text: 'and one below it' },
    { style: STYLES.checkbox, text: 'Something to do' },
    { style: STYLES.nestedCheckedCheckbox, text: 'a part of it is done' },
    { style: STYLES.nestedCheckbox, text: 'another is not' },
    { style: STYLES.checkedCheckbox, text: 'Something done' },
    { style: STYLES.numbered, text: 'First' },
    { style: STYLES.numbered, text: 'Second' },
    { style: STYLES.nestedNumbered, text: 'Second, first' },
    {
      style: STYLES.plain,
      text: 'Long lines are broken at spaces and after a slash/like this one, and at\u2028soft breaks.',
    },
  ]
  return {
    title: 'Typed text',
    words:
      'Baselines, indents and breaks are those of the tablet; the letters are Noto Sans and EB Garamond where they are at hand.',
    pictures: [
      drawn({ name: 'typed-styles', words: 'Every style', paper, text: { ...at, paragraphs } }),
      anchoredInk(),
    ],
  }
}

function mixedSpans(): NonNullable<ParagraphInput['spans']> {
  const ends = [23, 27, 34, 41, 47, 53]
  const looks = [
    [false, false],
    [true, false],
    [false, false],
    [false, true],
    [false, false],
    [true, true],
  ] as const
  return ends.map((to, i) => ({
    from: ends[i - 1] ?? 0,
    to,
    isBold: looks[i]?.[0] ?? false,
    isItalic: looks[i]?.[1] ?? false,
  }))
}

/** Ink hangs on the character it was drawn at, and moves with its line. */
function anchoredInk(): Picture {
  const paper = { width: 1_140, height: 260 }
  const at = { x: 40 - paper.width / 2, y: 40, width: 1_000 }
  const line = (text: string, first: number): ParagraphInput => ({
    style: STYLES.plain,
    text,
    characterIds: Array.from({ length: text.length + 1 }, (_, i) => ({ author: 1, counter: first + i })),
  })
  const paragraphs = [line('Milk', 100), line('Strawberries', 200), line('Bread', 300)]
  const ring = drawRing({ seed: 'ring', colour: COLOURS.red, box: { x: -14, y: -34, width: 220, height: 50 } })
  const anchor = { character: { author: 1, counter: 200 }, type: 1, threshold: 0, originX: at.x + 4 }
  const items: ItemInput[] = [{ kind: 'group', label: '', anchor, items: ring }]
  return drawn({
    name: 'typed-anchored',
    words: 'Ink that hangs on a line of text',
    paper,
    items,
    text: { ...at, paragraphs },
  })
}

const TEMPLATES = [
  'P Lines small',
  'P Lines medium',
  'P Lines large',
  'P Grid small',
  'P Grid medium',
  'P Grid large',
  'P Dots S',
  'P Dots medium',
  'P Dots large',
]

function papers(): Section {
  const pictures = TEMPLATES.map((template) =>
    drawn({
      name: `paper-${template.toLowerCase().replaceAll(' ', '-')}`,
      words: template,
      paper: { width: 560, height: 220 },
      items: hand(template.slice(2), { x: -240, y: 130 }),
      template,
    }),
  )
  const words =
    'Our own drawings of lines, grids and dots, in the greys of the official export. Other templates are blank paper.'
  return { title: 'Paper', words, pictures }
}

const DEVICES = [
  {
    name: 'remarkable-2',
    words: 'reMarkable 1, 2 and Paper Pure: 1404 × 1872',
    paper: { width: 1_404, height: 1_872 },
  },
  { name: 'paper-pro', words: 'Paper Pro: 1620 × 2160', paper: { width: 1_620, height: 2_160 } },
  { name: 'move', words: 'Paper Pro Move: 820 × 1458', paper: { width: 820.3, height: 1_458.3 } },
]

function devices(): Section {
  const pages = DEVICES.map(({ name, words, paper }) =>
    drawn({ name: `device-${name}`, words, paper, items: scribbles(paper, words), template: 'P Grid large' }),
  )
  const grown = { width: 1_404, height: 1_872 }
  return {
    title: 'Devices',
    words: 'Pages of each device’s size, a page that grew with its ink, and one that an old tablet kept on its side.',
    pictures: [
      ...pages,
      drawn({
        name: 'device-grown',
        words: 'A page that grew downwards',
        paper: grown,
        items: [...scribbles(grown, 'It begins here'), ...hand('and ends below', { x: -600, y: 2_700, size: 60 })],
        template: 'P Grid large',
      }),
      landscape(),
    ],
  }
}

function scribbles({ width, height }: { width: number; height: number }, text: string): StrokeInput[] {
  const left = 90 - width / 2
  const colour = COLOURS.blue
  return [
    ...hand(text.split(':')[0] ?? text, { x: left, y: 230, size: 60, width: width - 180, thickness: 3 }),
    ...drawStar({ seed: 'star', x: left + 190, y: height / 2, radius: 120, colour, thickness: 3 }),
    ...drawHeart({ seed: 'heart', x: left + 420, y: height / 2, size: 180, colour: COLOURS.red, thickness: 3 }),
  ]
}

/** Written sideways on a screen that stands: along the line is up, below it is right. */
function landscape(): Picture {
  const upright = hand('Held sideways', { x: -500, y: 700, size: 90, thickness: 3 })
  const strokes = upright.map((stroke) => {
    const { x, y } = stroke.points
    return {
      ...stroke,
      points: { ...stroke.points, x: y.map((value) => value - 702), y: x.map((value) => 936 - value) },
    }
  })
  const layers: LayerInput[] = [{ label: '', items: strokes }]
  const words = 'A landscape page of version 5, turned upright'
  const svg = svgOf(writeFlatPage(5, layers), { name: words, template: 'LS Lines large', isLandscape: true })
  return { name: 'device-landscape', words, svg }
}
