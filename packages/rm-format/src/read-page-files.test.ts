import { expect, test } from 'vitest'
import { type ItemInput, pointsOf } from './page-input.ts'
import { EMPTY_SCENE, readPageFiles } from './read-page-files.ts'
import { COLOURS, TOOLS } from './tools.ts'
import { writeFlatPage } from './write-flat-page.ts'
import { writePage } from './write-page.ts'

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const stroke = {
  kind: 'stroke',
  tool: TOOLS.fineliner[1],
  colour: COLOURS.black,
  thickness: 2,
  points: pointsOf([
    { x: 0, y: 0 },
    { x: 10, y: 10 },
  ]),
} as const

// RM-11.10
test('a page without files is an empty sheet', () => {
  expect(readPageFiles({})).toEqual({ scene: EMPTY_SCENE, problems: [] })
})

test('ink that is no page shows nothing and says so', () => {
  const { scene, problems } = readPageFiles({ ink: new TextEncoder().encode('GIF89a') })
  expect(scene).toBe(EMPTY_SCENE)
  expect(problems).toHaveLength(1)
})

// RM-11.8
test('older pages get the names and visibility of their layers from the file beside them', () => {
  const ink = writeFlatPage(5, [
    { label: '', items: [stroke] },
    { label: '', items: [stroke] },
  ])
  const layers = bytes({ layers: [{ name: 'Ground' }, { name: 'Notes', visible: false }] })
  const { scene } = readPageFiles({ ink, layers })
  expect(scene.layers.map(({ label, isVisible }) => [label, isVisible])).toEqual([
    ['Ground', true],
    ['Notes', false],
  ])
})

// RM-11.9
test('highlights of older firmware lie under the ink', () => {
  const ink = writeFlatPage(5, [{ label: '', items: [stroke] }])
  const rect = { x: 100, y: 200, width: 50, height: 20 }
  const highlights = bytes({ highlights: [[{ text: 'dear', start: 3, length: 4, rects: [rect] }]] })
  const [lowest] = readPageFiles({ ink, highlights }).scene.layers
  expect(lowest?.items).toMatchObject([{ kind: 'highlight', text: 'dear', rects: [{ x: 100 - 702, y: 200 }] }])
  expect(readPageFiles({ ink, highlights: bytes({}) }).scene.layers).toHaveLength(1)
})

// RM-6.15, RM-11.10
test('pictures get their bytes from the files that they name, and keep their own', () => {
  const corners = [
    { x: 0, y: 0, u: 0, v: 0 },
    { x: 10, y: 0, u: 1, v: 0 },
    { x: 10, y: 10, u: 1, v: 1 },
    { x: 0, y: 10, u: 0, v: 1 },
  ]
  const id = '11111111-1111-4111-8111-111111111111'
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 9])
  const own = '22222222-2222-4222-8222-222222222222'
  const place = (image: string): ItemInput => ({ kind: 'image', image, corners, triangles: [0, 1, 2, 0, 2, 3] })
  const ink = writePage({
    layers: [{ label: 'Layer 1', items: [place(id), place(own)] }],
    images: new Map([
      [id, { fileName: 'photo.png', bytes: undefined }],
      [own, { fileName: 'own.png', bytes: png }],
    ]),
  })
  const images = [
    { name: 'photo.png', bytes: new Uint8Array([1, 2]) },
    { name: 'own.png', bytes: new Uint8Array([3]) },
  ]
  const { scene } = readPageFiles({ ink, images })
  expect(scene.images.get(id)?.bytes).toEqual(new Uint8Array([1, 2]))
  expect(scene.images.get(own)?.bytes).toEqual(png)
})

test('files beside the page that are no JSON change nothing', () => {
  const ink = writeFlatPage(5, [{ label: '', items: [stroke] }])
  const odd = new Uint8Array([0xff, 0xfe, 0x00])
  expect(readPageFiles({ ink, layers: odd, highlights: odd })).toEqual(readPageFiles({ ink }))
})
