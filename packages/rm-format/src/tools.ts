/**
 * Numbers of the tablet by name. Tools come in two generations with the same pen each (read from rmscene 0.8 and
 * remt; 23 measured on files of firmware 3.14 and later).
 */
export const TOOLS = {
  paintbrush: [0, 12],
  pencil: [1, 14],
  ballpoint: [2, 15],
  marker: [3, 16],
  fineliner: [4, 17],
  highlighter: [5, 18],
  eraser: [6],
  mechanicalPencil: [7, 13],
  eraseArea: [8],
  calligraphy: [21],
  shader: [23],
} as const satisfies Record<string, readonly number[]>

/** Names are ours; the tablet's file knows numbers only. */
export type ToolName = keyof typeof TOOLS

const NAME_OF_TOOL = new Map<number, ToolName>()
for (const name of ['paintbrush', 'pencil', 'ballpoint', 'marker', 'fineliner', 'highlighter'] as const) {
  for (const number of TOOLS[name]) NAME_OF_TOOL.set(number, name)
}
for (const name of ['eraser', 'mechanicalPencil', 'eraseArea', 'calligraphy', 'shader'] as const) {
  for (const number of TOOLS[name]) NAME_OF_TOOL.set(number, name)
}

/** Name of a stroke's tool; undefined for numbers of firmware yet to come. */
export function toolName(tool: number): ToolName | undefined {
  return NAME_OF_TOOL.get(tool)
}

/** The tablet draws it under everything that is darker (measured: per-channel minimum). */
export function isHighlighter(tool: number): boolean {
  return toolName(tool) === 'highlighter'
}

/** Broad and transparent, since firmware 3.14. */
export function isShader(tool: number): boolean {
  return toolName(tool) === 'shader'
}

/** Both kinds: eraser strokes are stored in versions 3 and 5, and hide or show nothing themselves. */
export function isEraser(tool: number): boolean {
  return toolName(tool) === 'eraser' || toolName(tool) === 'eraseArea'
}

/** Whether the stroke is writing or drawing, as opposed to marking or erasing: what a reader should look at. */
export function isPen(tool: number): boolean {
  return !isEraser(tool) && !isHighlighter(tool) && !isShader(tool)
}

/** Colour numbers (read from rmscene 0.8; 10 to 13 measured on Paper Pro files). Their RGB is the renderer's matter. */
export const COLOURS = {
  black: 0,
  grey: 1,
  white: 2,
  highlightYellow: 3,
  highlightGreen: 4,
  highlightPink: 5,
  blue: 6,
  red: 7,
  greyOverlap: 8,
  /** The stroke or highlight has a colour of its own, in `argb`. */
  own: 9,
  green: 10,
  cyan: 11,
  magenta: 12,
  yellow: 13,
} as const

/** Paragraph styles (0 to 7 read from rmscene 0.8; 8 to 11 measured on files of newer firmware). */
export const STYLES = {
  basic: 0,
  plain: 1,
  title: 2,
  heading: 3,
  bullet: 4,
  nestedBullet: 5,
  checkbox: 6,
  checkedCheckbox: 7,
  nestedCheckbox: 8,
  nestedCheckedCheckbox: 9,
  numbered: 10,
  nestedNumbered: 11,
} as const

/** What a paragraph is, whatever number says so. `level` is the indent of lists, 0 for the outermost. */
export type ParagraphKind =
  | { kind: 'plain' | 'title' | 'heading' | 'subheading' }
  | { kind: 'bullet' | 'numbered'; level: number }
  | { kind: 'checkbox'; level: number; isChecked: boolean }

/** Base styles of newer firmware: 2 makes a heading a subheading, 3 is a list. */
const BASE_SUBHEADING = 2
const BASE_LIST = 3

/** Of a list's properties: the box is checked, whatever the style says. */
const IS_CHECKED = 0x100

/**
 * Meaning of a paragraph's style. The low four bits of a list's properties are its indent. A box is checked where the
 * style or the properties say so: the official picture of Text_layout_checkbox shows style 8 with 0x312 checked and
 * struck through, as style 9 with 0x112, and neither style 6 with 0x210 nor style 8 with 0x11.
 */
export function paragraphKind(paragraph: {
  style: number
  baseStyle?: number | undefined
  properties?: number | undefined
}): ParagraphKind {
  const { style, baseStyle, properties } = paragraph
  const isList = baseStyle === BASE_LIST
  const indent = isList && properties !== undefined ? properties & 0xf : undefined
  const list = LISTS.get(style)
  if (list !== undefined) {
    const level = indent ?? list.level
    return list.kind === 'checkbox'
      ? { kind: 'checkbox', level, isChecked: list.isChecked || (isList && isCheckedBy(properties)) }
      : { kind: list.kind, level }
  }
  if (style === STYLES.title) return { kind: 'title' }
  if (style === STYLES.heading) return { kind: baseStyle === BASE_SUBHEADING ? 'subheading' : 'heading' }
  return { kind: 'plain' }
}

function isCheckedBy(properties: number | undefined): boolean {
  return properties !== undefined && (properties & IS_CHECKED) !== 0
}

type ListStyle = { kind: 'bullet' | 'numbered' | 'checkbox'; level: number; isChecked: boolean }

const LISTS: ReadonlyMap<number, ListStyle> = new Map([
  [STYLES.bullet, { kind: 'bullet', level: 0, isChecked: false }],
  [STYLES.nestedBullet, { kind: 'bullet', level: 1, isChecked: false }],
  [STYLES.checkbox, { kind: 'checkbox', level: 0, isChecked: false }],
  [STYLES.checkedCheckbox, { kind: 'checkbox', level: 0, isChecked: true }],
  [STYLES.nestedCheckbox, { kind: 'checkbox', level: 1, isChecked: false }],
  [STYLES.nestedCheckedCheckbox, { kind: 'checkbox', level: 1, isChecked: true }],
  [STYLES.numbered, { kind: 'numbered', level: 0, isChecked: false }],
  [STYLES.nestedNumbered, { kind: 'numbered', level: 1, isChecked: false }],
] satisfies [number, ListStyle][])
