import { ANCHOR_TOP, writeFlatPage, writePage } from '../src/index.ts'
import { pageOfStrokes, strokeThrough } from './pages.ts'

const text = {
  x: -468,
  y: 234,
  width: 936,
  paragraphs: [
    { text: 'Äpfel\u2028und', style: 6, baseStyle: 3, properties: 0x210 },
    { text: 'x', style: 2 },
  ],
}
const anchor = { character: { author: 0, counter: ANCHOR_TOP }, type: 2, threshold: 35.75, originX: 0 }
const highlight = { kind: 'highlight' as const, colour: 3, text: 'so', rects: [{ x: 0, y: 0, width: 9, height: 9 }] }

/** Pages for fuzzing that need no corpus. */
export function madePages(): { name: string; bytes: Uint8Array }[] {
  return [
    { name: 'made: a page of strokes', bytes: pageOfStrokes(5) },
    { name: 'made: version 3', bytes: writeFlatPage(3, [{ label: '', items: [strokeThrough([1, 2], [3, 4])] }]) },
    {
      name: 'made: text, an anchored group, a highlight, an image',
      bytes: writePage({
        text,
        paper: { width: 1404, height: 1872 },
        images: new Map([['632aa206-85be-8b8c-1f41-fdaa9a34afa6', { fileName: 'a.png', bytes: undefined }]]),
        layers: [
          {
            label: 'L',
            items: [
              { kind: 'group', anchor, items: [strokeThrough([0, 0], [5, 5])] },
              highlight,
              {
                kind: 'image',
                image: '632aa206-85be-8b8c-1f41-fdaa9a34afa6',
                corners: [{ x: 0, y: 0, u: 0, v: 0 }],
                triangles: [],
              },
            ],
          },
        ],
      }),
    },
  ]
}
