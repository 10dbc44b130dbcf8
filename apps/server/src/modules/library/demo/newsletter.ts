import { layoutPage } from '@kinfolio/ink'
import { type HighlightInput, type LayerInput, parsePage, STYLES, type TextInput, writePage } from '@kinfolio/rm-format'
import { drawArrow, drawRing, type NotebookInput } from '@kinfolio/testkit/handwriting'
import { toPdf } from 'rm-ink'
import { BLUE, LEAF, MARK_GREEN, MARK_YELLOW, openSheet, RED, type Sheet, write, writeTasks } from './sheet.ts'

const TITLE = 'Allotment news, spring 2026'
const LEFT = -520

const TEXT: TextInput = {
  x: LEFT,
  y: 150,
  width: 1040,
  paragraphs: [
    { style: STYLES.title, text: 'Allotment news' },
    { style: STYLES.plain, text: 'Spring 2026, for plots 1 to 40' },
    { style: STYLES.heading, text: 'Seed swap' },
    {
      style: STYLES.plain,
      text: 'Bring what you saved, take what you need. Saturday 11 April, ten to noon, in the hut. Coffee is on the committee, cake is on you.',
    },
    { style: STYLES.heading, text: 'Water' },
    {
      style: STYLES.plain,
      text: 'The pump starts on 1 May. Until then the barrels have to last: please water in the evening and never with a hose.',
    },
    { style: STYLES.heading, text: 'Tools to share' },
    { style: STYLES.bullet, text: 'The cider press is booked for September' },
    { style: STYLES.bullet, text: 'The long ladder is with plot 14' },
    { style: STYLES.bullet, text: 'The shredder is mended, ask Mr Okafor' },
  ],
}

/** A printed sheet that came by mail, with what the family wrote on it. */
export async function newsletter(): Promise<NotebookInput> {
  const printed = layoutPage(parsePage(writePage({ layers: [], text: TEXT })).scene)
  return {
    title: TITLE,
    folder: 'Garden',
    seed: 'kinfolio demo newsletter',
    tags: ['garden'],
    // 2 April 2026.
    modifiedMs: 1_775_116_800_000,
    pdf: await toPdf([{ page: printed }], { title: TITLE }),
    pages: [{ layers: writtenOn(printed.text) }],
  }
}

type PrintedLines = ReturnType<typeof layoutPage>['text']

function writtenOn(lines: PrintedLines): LayerInput[] {
  const sheet = openSheet('newsletter')
  const swap = wordsOf(lines, ['Saturday', '11', 'April,'])
  sheet.strokes.push(...drawRing({ ...RED, thickness: 3, seed: 'swap', box: grown(swap, 14) }))
  const from = { x: 300, y: 250 }
  sheet.strokes.push(...drawArrow({ ...RED, seed: 'there', from, to: { x: swap.x + swap.width / 2, y: swap.y - 26 } }))
  write(sheet, { text: 'we are all going!', x: 200, y: 230, size: 26, ink: RED, slant: 0.16 })
  toBring(sheet)
  write(sheet, { text: 'Grandpa: evenings only, like in ’76', x: -60, y: 1640, size: 23, ink: BLUE, slant: 0.2 })
  const marks = [
    marked('water in the evening', { lines, argb: MARK_YELLOW }),
    marked('The long ladder is with plot 14', { lines, argb: MARK_GREEN }),
  ]
  return [
    { label: 'Highlights', items: marks },
    { label: 'Pen', items: sheet.strokes },
  ]
}

function toBring(sheet: Sheet): void {
  const y = write(sheet, { text: 'For the swap', x: LEFT, y: 1180, size: 34, ink: LEAF })
  const lines = ['x beans from 2025, two jars', 'sunflowers, the tall ones', 'rhubarb cake', 'give the ladder back']
  writeTasks(sheet, { lines, x: LEFT, y: y - 15, size: 25 })
}

type Box = { x: number; y: number; width: number; height: number }

/** The highlighter over printed words of one line, as the tablet keeps it: their text and where they stand. */
function marked(text: string, { lines, argb }: { lines: PrintedLines; argb: number }): HighlightInput {
  return { kind: 'highlight', colour: 9, argb, text, rects: [wordsOf(lines, text.split(' '))] }
}

function wordsOf(lines: PrintedLines, words: readonly string[]): Box {
  const line = lines.find(({ words: on }) => words.every((word) => on.some(({ text }) => text === word)))
  return around((line?.words ?? []).filter(({ text }) => words.includes(text)).map(({ rect }) => rect))
}

function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - x
  return { x, y, width, height: Math.max(...boxes.map((box) => box.y + box.height)) - y }
}

function grown({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by }
}
