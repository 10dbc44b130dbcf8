import { COLOURS, TOOLS } from '@kinfolio/rm-format'
import {
  drawHeart,
  drawPaths,
  drawStar,
  type NotebookInput,
  type NotebookPage,
  type Place,
} from '@kinfolio/testkit/handwriting'
import { paintLake } from './lake.ts'
import {
  BLACK,
  BLUE,
  GREY,
  type Ink,
  LEAF,
  openSheet,
  pageOf,
  PLUM,
  RED,
  type Sheet,
  sketch,
  SUN,
  WATER,
  write,
  writeHeading,
} from './sheet.ts'
import { CAN, ROSE } from './sketches.ts'

const LEFT = -570

/** A child's sketchbook: every pen tried out, and a picture with words around it. */
export async function sketchbook(): Promise<NotebookInput> {
  return {
    title: 'Emma’s sketchbook',
    seed: 'kinfolio demo sketchbook',
    tags: ['family'],
    // 20 July 2026.
    modifiedMs: 1_784_534_400_000,
    pages: [everyPen(), await atTheLake()],
  }
}

const PENCIL: Ink = { tool: TOOLS.pencil[1], colour: COLOURS.black, thickness: 3 }
/** Shaders are translucent; these are the tablet's own red and cyan of them. */
const SHADE = { tool: TOOLS.shader[0], colour: 9, thickness: 16 }

const PENS: readonly (Ink & { name: string })[] = [
  { ...BLACK, name: 'Ballpoint, for lists' },
  { ...BLUE, tool: TOOLS.fineliner[1], name: 'Fineliner, for letters' },
  { ...PLUM, thickness: 3, name: 'Marker, for posters' },
  { ...PENCIL, name: 'Pencil, for everything' },
  { ...PENCIL, tool: TOOLS.mechanicalPencil[1], name: 'Mechanical pencil, sums' },
  { tool: TOOLS.paintbrush[1], colour: COLOURS.red, thickness: 3.4, name: 'Brush, for hearts' },
  { tool: TOOLS.calligraphy[0], colour: COLOURS.blue, thickness: 3, name: 'Calligraphy, for Grandmother' },
]

function everyPen(): NotebookPage {
  const sheet = openSheet('sketchbook/pens')
  writeHeading(sheet, { text: 'All my pens', x: LEFT, y: 210 })
  for (const [index, { name, ...ink }] of PENS.entries()) {
    const y = 360 + index * 112
    write(sheet, { text: name, x: LEFT, y, size: 28, ink })
    sheet.strokes.push(...drawPaths({ ...ink, seed: name }, [wave(240, y - 22)]))
  }
  shades(sheet, 1_160)
  rainbow(sheet)
  sketch(sheet, { drawn: ROSE, x: 300, y: 1_330, scale: 0.95 })
  write(sheet, { text: 'drawn in one go!', x: 270, y: 1_790, size: 21, ink: GREY, slant: 0.16 })
  return pageOf(sheet)
}

/** From the words to the edge of the paper, up and down. */
function wave(x: number, y: number): Place[] {
  return Array.from({ length: 15 }, (_, at): Place => [x + at * 26, y + Math.sin(at * 1.3) * 20])
}

function shades(sheet: Sheet, y: number): void {
  for (const [index, argb] of [0x66_c2_31_32, 0x66_74_d2_e8, 0x73_fa_e7_19].entries()) {
    const path = Array.from({ length: 9 }, (_, at): Place => [
      LEFT + index * 150 + (at % 2 === 0 ? 0 : 210),
      y + at * 12,
      'corner',
    ])
    sheet.strokes.push(...drawPaths({ ...SHADE, argb, seed: `shade ${index}` }, [path]))
  }
  write(sheet, { text: 'Shader, for skies', x: 60, y: y + 46, size: 28, ink: PENCIL })
}

function rainbow(sheet: Sheet): void {
  const inks = [RED, SUN, LEAF, WATER, BLUE, PLUM]
  for (const [index, ink] of inks.entries()) {
    const radius = 300 - index * 26
    const arc = Array.from({ length: 15 }, (_, at): Place => {
      const turn = Math.PI * (1 + at / 14)
      return [-230 + Math.cos(turn) * radius, 1_690 + Math.sin(turn) * radius]
    })
    sheet.strokes.push(...drawPaths({ ...ink, thickness: 6, seed: `arc ${index}` }, [arc]))
  }
  write(sheet, { text: 'and all my colours', x: -380, y: 1_770, size: 25, ink: BLUE })
}

async function atTheLake(): Promise<NotebookPage> {
  const sheet = openSheet('sketchbook/lake')
  const top = writeHeading(sheet, { text: 'At the lake', x: LEFT, y: 210 })
  write(sheet, { text: '18 July, the longest evening', x: LEFT, y: top, size: 23, ink: GREY })
  const box = { x: -500, y: 410, width: 1_000, height: 640 }
  frame(sheet, box)
  const end = write(sheet, {
    text: 'Dad took this when the sun fell into the water. Jonas swam to the raft and back, I swam to the raft.',
    x: LEFT,
    y: 1_210,
    width: 1_120,
    size: 28,
  })
  write(sheet, {
    text: 'Things we saw: 2 herons, 1 grebe, a pike as long as my arm.',
    x: LEFT,
    y: end + 40,
    width: 760,
    ink: LEAF,
  })
  sketch(sheet, { drawn: CAN, x: 270, y: 1_400, scale: 0.9 })
  sheet.strokes.push(...drawStar({ ...SUN, thickness: 4, seed: 'star', x: 520, y: 200, radius: 48 }))
  sheet.strokes.push(...drawHeart({ ...RED, thickness: 3, seed: 'heart', x: -420, y: 1_640, size: 60 }))
  return { ...pageOf(sheet), pictures: [{ fileName: 'lake.jpg', bytes: await paintLake(), box }] }
}

/** Tape over the corners of the picture, as one sticks it in. */
function frame(sheet: Sheet, { x, y, width, height }: { x: number; y: number; width: number; height: number }): void {
  const corners: [number, number, number][] = [
    [x, y, -1],
    [x + width, y, 1],
    [x, y + height, 1],
    [x + width, y + height, -1],
  ]
  for (const [index, [cx, cy, lean]] of corners.entries()) {
    const path: Place[] = [
      [cx - 46, cy + 46 * lean],
      [cx + 46, cy - 46 * lean],
    ]
    sheet.strokes.push(...drawPaths({ ...SHADE, argb: 0x73_fa_e7_19, seed: `tape ${index}` }, [path]))
  }
}
