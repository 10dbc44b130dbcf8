import { expect, test } from 'vitest'
import { layer, scene, stroke, typed } from '../../test/scenes.ts'
import { layoutPage } from '../layout-page.ts'
import { paceOf } from './pace.ts'
import { packPage, sizeOfPacked, unpackPage } from './pack-page.ts'

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3)

function made() {
  const corners = [
    { x: 0, y: 0, u: 0, v: 0 },
    { x: 100, y: 0, u: 1, v: 0 },
    { x: 100, y: 80, u: 1, v: 1 },
  ]
  const id = { author: 1, counter: 9 }
  const picture = { kind: 'image' as const, id, image: 'one', corners, triangles: [0, 1, 2] }
  const line = (x: number, changes = {}) =>
    stroke(
      [
        [x, 40],
        [x + 30, 70],
        [x + 90, 60],
      ],
      changes,
    )
  const drawn = scene(
    [layer([line(-300), picture, line(-100, { tool: 18, colour: 3 }), line(100, { tool: 1 })]), layer([line(200)])],
    {
      text: typed([
        { text: 'To do', style: 3 },
        { text: 'tea', style: 7 },
      ]),
      images: new Map([['one', { fileName: 'one.png', bytes: PNG }]]),
    },
  )
  const page = layoutPage(drawn, { template: 'P Grid medium' })
  return { page, pace: paceOf(drawn, page) }
}

test('a packed page comes back mark for mark, its pictures and its pace with it', () => {
  const ink = made()
  expect(new Set(ink.page.marks.map(({ kind }) => kind))).toEqual(
    new Set(['template', 'text', 'shape', 'outline', 'image']),
  )
  const { page, pace } = unpackPage(packPage(ink))
  expect(page.marks).toEqual(ink.page.marks)
  expect({ ...page, marks: [], text: [] }).toEqual({ ...ink.page, marks: [], text: [] })
  expect(pace).toEqual(ink.pace)
  expect(sizeOfPacked(packPage(ink))).toEqual({ width: ink.page.width, height: ink.page.height })
})

test('it is read from the middle of other bytes too, wherever it begins', () => {
  const packed = packPage(made())
  for (const shift of [1, 4]) {
    const around = new Uint8Array(packed.length + shift)
    around.set(packed, shift)
    expect(unpackPage(around.subarray(shift))).toEqual(unpackPage(packed))
  }
})

test('a page without anything is packed as well', () => {
  const empty = layoutPage(scene([]))
  const pace = { order: new Uint32Array(), durationMs: new Float32Array(), isMeasured: false }
  expect(unpackPage(packPage({ page: empty, pace })).page.marks).toEqual([])
})

test('bytes of another kind or version are refused', () => {
  const packed = packPage(made())
  expect(() => unpackPage(new Uint8Array(40))).toThrow(RangeError)
  packed[4] = 99
  expect(() => unpackPage(packed)).toThrow('no page packed by this version')
})
