import { STYLES } from '@kinfolio/rm-format'
import {
  drawArrow,
  drawBox,
  drawRing,
  drawStar,
  type NotebookInput,
  type NotebookPage,
  type Place,
} from '@kinfolio/testkit/handwriting'
import {
  BLACK,
  BLUE,
  GREY,
  type Ink,
  LEAF,
  MARK_GREEN,
  MARK_PINK,
  MARK_YELLOW,
  openSheet,
  pageOf,
  PLUM,
  RED,
  sketch,
  type Sheet,
  SUN,
  WATER,
  write,
  writeHeading,
  writeList,
  writeTasks,
} from './sheet.ts'
import { CAN, ROSE, SEEDLING, SUNFLOWER } from './sketches.ts'

const LEFT = -570

/** A year in a family's garden: plan, tasks, harvest. */
export function gardenNotebook(): NotebookInput {
  return {
    title: 'Garden year 2026',
    folder: 'Garden',
    seed: 'kinfolio demo garden',
    tags: ['garden'],
    // 11 October 2026.
    modifiedMs: 1_791_705_600_000,
    pages: [plan(), winter(), spring(), harvest(), lookingBack()],
  }
}

type Bed = { name: string; x: number; y: number; width: number; height: number; ink: Ink; rows: number }

const BEDS: readonly Bed[] = [
  { name: 'Beans', x: -530, y: 470, width: 430, height: 250, ink: LEAF, rows: 5 },
  { name: 'Tomatoes', x: -530, y: 800, width: 430, height: 250, ink: RED, rows: 4 },
  { name: 'Pumpkins', x: -530, y: 1130, width: 430, height: 320, ink: SUN, rows: 4 },
  { name: 'Beetroot', x: 20, y: 470, width: 290, height: 250, ink: PLUM, rows: 5 },
]

function plan(): NotebookPage {
  const sheet = openSheet('garden/plan')
  for (const bed of BEDS) drawBed(sheet, bed)
  drawTree(sheet, { x: 300, y: 1090, name: 'Apple tree' })
  drawPond(sheet)
  sheet.strokes.push(...drawArrow({ ...BLACK, seed: 'north', from: { x: 560, y: 700 }, to: { x: 560, y: 520 } }))
  write(sheet, { text: 'N', x: 546, y: 500, size: 30 })
  write(sheet, { text: 'path of stepping stones', x: -60, y: 785, size: 21, ink: GREY })
  stones(sheet)
  const note = 'Beans go where the potatoes were. Nothing red beside the pond, the ducks remember.'
  write(sheet, {
    text: note,
    x: LEFT,
    y: 1620,
    width: 1120,
    size: 26,
    marked: { words: 'Beans potatoes', argb: MARK_GREEN },
  })
  const paragraphs = [
    { style: STYLES.title, text: 'Garden year 2026' },
    { style: STYLES.plain, text: 'The plan, drawn on New Year’s Day with cold feet' },
  ]
  return { ...pageOf(sheet), text: { x: LEFT, y: 190, width: 1120, paragraphs } }
}

function drawBed(sheet: Sheet, { name, ink, rows, ...box }: Bed): void {
  sheet.strokes.push(...drawBox({ ...BLACK, thickness: 3, seed: name, box }))
  const step = box.height / (rows + 1)
  const paths = Array.from({ length: rows }, (_, row): Place[] =>
    Array.from({ length: 9 }, (_unused, at): Place => [
      box.x + 24 + ((box.width - 48) * at) / 8,
      box.y + step * (row + 1) + (at % 2 === 0 ? -9 : 9),
    ]),
  )
  sketch(sheet, { drawn: [{ ink: { ...ink, thickness: 3 }, paths }], x: 0, y: 0 })
  write(sheet, { text: name, x: box.x + 6, y: box.y - 20, size: 25 })
}

function drawTree(sheet: Sheet, { x, y, name }: { x: number; y: number; name: string }): void {
  const crown = Array.from({ length: 25 }, (_, step): Place => {
    const turn = (step / 24) * 2 * Math.PI
    const radius = 150 + 16 * Math.sin(turn * 8)
    return [x + Math.cos(turn) * radius, y + Math.sin(turn) * radius]
  })
  sketch(sheet, { drawn: [{ ink: { ...LEAF, thickness: 5 }, paths: [crown] }], x: 0, y: 0 })
  for (const [index, [dx, dy]] of [
    [-70, -40],
    [30, -80],
    [70, 20],
    [-20, 70],
    [-80, 40],
  ].entries()) {
    const box = { x: x + (dx ?? 0), y: y + (dy ?? 0), width: 26, height: 26 }
    sheet.strokes.push(...drawRing({ ...RED, thickness: 3, seed: `apple ${index}`, box }))
  }
  write(sheet, { text: name, x: x - 100, y: y + 215, size: 24 })
}

function drawPond(sheet: Sheet): void {
  const box = { x: 380, y: 1330, width: 240, height: 120 }
  sheet.strokes.push(...drawRing({ ...WATER, thickness: 5, seed: 'pond', box }))
  const waves = [1365, 1390, 1415].map((y): Place[] => [
    [430, y],
    [455, y - 8],
    [480, y + 6],
    [510, y - 8],
    [540, y + 4],
    [565, y - 4],
  ])
  sketch(sheet, { drawn: [{ ink: { ...WATER, thickness: 2 }, paths: waves }], x: 0, y: 0 })
  write(sheet, { text: 'Pond', x: 440, y: 1500, size: 24 })
}

function stones(sheet: Sheet): void {
  for (let stone = 0; stone < 7; stone++) {
    const box = { x: -50 + (stone % 2) * 26, y: 830 + stone * 92, width: 52, height: 36 }
    sheet.strokes.push(...drawRing({ ...GREY, seed: `stone ${stone}`, box }))
  }
}

/** From line to line of the paper that the tablet calls large; the writing keeps to it. */
const RULED = 78

function winter(): NotebookPage {
  const sheet = openSheet('garden/winter')
  const ruled = { x: LEFT, lineHeight: RULED, size: 27 }
  // A hand writes a little above the line.
  const line = (number: number): number => number * RULED - 6
  writeHeading(sheet, { text: 'January and February', x: LEFT, y: line(3) })
  const tasks = [
    'x Order seeds from the swap, 12 January',
    'x Sharpen the spade and both shears',
    'x Prune the apple tree before 1 March',
    'Build a roof for the rain barrel',
    'Ask Jonas for the old window frames',
  ]
  writeTasks(sheet, { lines: tasks, ...ruled, y: line(5), marked: { words: '12 January 1 March', argb: MARK_YELLOW } })
  writeHeading(sheet, { text: 'Seeds we have', x: LEFT, y: line(12), size: 36, ink: BLUE })
  const seeds = [
    'Runner beans, saved from 2025',
    'Tomatoes: Black Krim, Harzfeuer',
    'Beetroot, one full jar',
    'Sunflowers, Emma’s, the tall ones',
  ]
  writeList(sheet, { lines: seeds, ...ruled, y: line(14) })
  const note = 'Frost on the inside of the shed again. The robin came every morning at eight.'
  write(sheet, { text: note, ...ruled, y: line(20), width: 1100, ink: GREY, slant: 0.14 })
  sheet.strokes.push(...drawStar({ ...BLUE, seed: 'star', x: 520, y: 190, radius: 46 }))
  return { ...pageOf(sheet), template: 'P Lines large' }
}

function spring(): NotebookPage {
  const sheet = openSheet('garden/spring')
  const top = writeHeading(sheet, { text: 'April: everything at once', x: LEFT, y: 210 })
  for (const [index, x] of [LEFT + 20, LEFT + 260, LEFT + 500].entries()) {
    sketch(sheet, { drawn: SEEDLING, x, y: top - 10 - index * 4, scale: 0.9 + index * 0.12 })
  }
  sketch(sheet, { drawn: CAN, x: 260, y: top - 40, scale: 1 })
  const rows = [
    ['3 April', 'tomatoes onto the windowsill, 24 pots'],
    ['9 April', 'peas and carrots straight into the bed'],
    ['18 April', 'first asparagus, eleven spears'],
    ['26 April', 'night frost, fleece over everything'],
  ]
  let y = top + 290
  for (const [date = '', what = ''] of rows) {
    write(sheet, { text: date, x: LEFT, y, ink: BLUE, size: 26 })
    y = write(sheet, {
      text: what,
      x: LEFT + 240,
      y,
      width: 860,
      size: 26,
      marked: { words: 'frost, fleece', argb: MARK_PINK },
    })
  }
  const after = writeHeading(sheet, { text: 'Still to do', x: LEFT, y: y + 90, size: 36, ink: RED })
  const end = writeTasks(sheet, {
    lines: [
      'x Slug fence around the lettuce',
      'Poles for the beans before 10 May',
      'Paint the bench green',
      'Seedlings for Mr Okafor',
    ],
    x: LEFT,
    y: after + 10,
  })
  write(sheet, { text: 'Rhubarb cake for the helpers!', x: -60, y: end + 60, size: 28, ink: RED, slant: 0.18 })
  return pageOf(sheet)
}

function harvest(): NotebookPage {
  const sheet = openSheet('garden/harvest')
  const top = writeHeading(sheet, { text: 'Harvest in kilos', x: LEFT, y: 210 })
  const rows = [
    ['', 'July', 'Aug', 'Sept'],
    ['Beans', '4.2', '6.8', '1.5'],
    ['Tomatoes', '1.1', '9.4', '7.0'],
    ['Beetroot', '2.0', '3.1', '2.6'],
    ['Plums', '0', '11.5', '3.3'],
    ['Pumpkins', '0', '0', '14.8'],
  ]
  const columns = [LEFT + 20, LEFT + 340, LEFT + 540, LEFT + 740]
  for (const [row, cells] of rows.entries()) {
    const y = top + 90 + row * 82
    for (const [column, cell] of cells.entries()) {
      const ink = row === 0 || column === 0 ? BLUE : BLACK
      if (cell !== '')
        write(sheet, {
          text: cell,
          x: columns[column] ?? 0,
          y,
          size: 27,
          ink,
          marked: { words: '11.5 14.8', argb: MARK_YELLOW },
        })
    }
  }
  drawTable(sheet, { top: top + 20, rows: rows.length })
  sketch(sheet, { drawn: SUNFLOWER, x: 300, y: top + 10, scale: 1.15 })
  const notes =
    'Emma’s sunflower is 3 m 12 and taller than the shed. Best tomato of the year: 640 g, eaten on the spot by Grandpa.'
  const y = write(sheet, { text: notes, x: LEFT, y: 1080, width: 1120, size: 28 })
  const next = writeHeading(sheet, { text: 'Give away', x: LEFT, y: y + 90, size: 36, ink: RED })
  writeTasks(sheet, {
    lines: [
      'x Beans for the school kitchen',
      'x Plums: jam, see Grandmother’s kitchen',
      'Two pumpkins for the lantern walk',
    ],
    x: LEFT,
    y: next + 10,
  })
  return pageOf(sheet)
}

function drawTable(sheet: Sheet, { top, rows }: { top: number; rows: number }): void {
  const right = LEFT + 870
  const lines = Array.from({ length: rows + 1 }, (_, row): Place[] => [
    [LEFT, top + row * 82],
    [right, top + row * 82],
  ])
  const bars = [0, 300, 500, 700, 870].map((x): Place[] => [
    [LEFT + x, top],
    [LEFT + x, top + rows * 82],
  ])
  sketch(sheet, { drawn: [{ ink: { ...GREY, thickness: 2 }, paths: [...lines, ...bars] }], x: 0, y: 0 })
}

function lookingBack(): NotebookPage {
  const sheet = openSheet('garden/back')
  const after = writeHeading(sheet, { text: 'Next year', x: LEFT, y: 780, size: 40, ink: BLUE })
  const wishes = [
    'Fewer pumpkins. Truly.',
    'Strawberries along the south wall',
    'A second bench, facing west',
    'Ask Grandmother for the peony',
  ]
  const y = writeTasks(sheet, { lines: wishes, x: LEFT, y: after + 20, size: 27 })
  sketch(sheet, { drawn: ROSE, x: 270, y: 1230, scale: 1.2 })
  write(sheet, { text: 'The last rose on 9 November.', x: LEFT, y: y + 250, size: 30, ink: BLUE, slant: 0.16 })
  const paragraphs = [
    { style: STYLES.heading, text: 'Looking back' },
    { style: STYLES.plain, text: 'A dry May, a wet July, and the best August since the twins were small.' },
    { style: STYLES.bullet, text: 'The rain barrel with its new roof never ran empty.' },
    { style: STYLES.bullet, text: 'Beans after potatoes worked. Write it down so that we remember.' },
    { style: STYLES.bullet, text: 'Slugs took the first lettuce, frost took nothing.' },
    { style: STYLES.plain, text: 'Sixty-seven kilos in all, and one wedding bouquet.' },
  ]
  return { ...pageOf(sheet), text: { x: LEFT, y: 190, width: 1120, paragraphs } }
}
