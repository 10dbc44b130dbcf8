import { createHash } from 'node:crypto'
import {
  type ParagraphInput,
  pointsOf,
  type StrokeInput,
  STYLES,
  TOOLS,
  writeFlatPage,
  writePage,
} from '@kinfolio/rm-format'
import { expect, test } from 'vitest'
import { run as draw } from './draw-page.worker.ts'
import type { PageParts } from './page-parts.ts'
import { RENDERER_VERSION } from './renderer-version.ts'

/** Pictures of the page below, by the version that drew them: one hash over the SVGs. */
const DRAWN_BY: Record<number, string> = {
  2: 'c1a9e228f10076b22789b6550e002799b34d6b41a2409ee9c7e0f5cade427a4c',
}

/** One stroke of every tool, old and new number, in every colour and at several pressures. */
const strokes = Object.values(TOOLS).flatMap((numbers, row) =>
  numbers.flatMap((tool, column) =>
    [0, 1, 3, 6, 7, 8, 9, 10, 13].map((colour, place): StrokeInput => {
      const at = { x: -600 + 130 * place, y: 80 + 100 * row + 40 * column }
      const points = Array.from({ length: 20 }, (_, i) => ({
        x: at.x + 5 * i,
        y: at.y + 10 * Math.sin(i / 2),
        width: 4 + i / 4,
        pressure: (place + 1) / 10,
      }))
      return {
        kind: 'stroke',
        tool,
        colour,
        argb: colour === 9 ? 0x80c07fd2 : undefined,
        thickness: 2,
        points: pointsOf(points),
      }
    }),
  ),
)
const paragraphs = Object.entries(STYLES).map(([text, style]): ParagraphInput => ({ text: `The ${text} style`, style }))
const layers = [{ label: 'Layer 1', items: strokes }]
const nothing: PageParts = {
  ink: undefined,
  layers: undefined,
  highlights: undefined,
  images: [],
  template: undefined,
  isLandscape: false,
  source: undefined,
}
const pages: PageParts[] = [
  {
    ...nothing,
    template: 'P Grid medium',
    ink: writePage({ layers, text: { x: -468, y: 234, width: 936, paragraphs } }),
  },
  { ...nothing, template: 'LS Dots S', ink: writeFlatPage(5, layers), isLandscape: true },
]

test('a page comes out as this version of the renderer draws it; what changes it raises the version', async () => {
  const hash = createHash('sha256')
  for (const page of pages) hash.update((await draw(page)).svg)
  expect(hash.digest('hex')).toBe(DRAWN_BY[RENDERER_VERSION])
})
