import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryPage, arbitraryStroke } from '../test/arbitrary-scenes.ts'
import { strokesIn, strokeThrough } from '../test/pages.ts'
import { headerOf } from './header.ts'
import { parsePage, pointsOf, writeBlocks, writeFlatPage, writePage } from './index.ts'
import type { LayerInput, Scene, Stroke } from './index.ts'

// The same cases on every run, so that what is red today was red yesterday.
fc.configureGlobal({ seed: 226 })

/** The same bytes under the header of another version. */
function under(version: 3 | 4 | 5, bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  copy.set(headerOf(version))
  return copy
}

const values = ({ tool, colour, points: { x, y, speed, width, direction, pressure } }: Stroke): unknown => ({
  tool,
  colour,
  points: [x, y, speed, width, direction, pressure].map((list) => [...list]),
})
const all = (scene: Scene): unknown => scene.layers.map((layer) => strokesIn({ ...scene, layers: [layer] }).map(values))
const layersOfStrokes = fc.array(
  fc.record({ label: fc.constant('Layer'), items: fc.array(arbitraryStroke, { maxLength: 4 }) }),
  { maxLength: 4 },
)

describe('versions 3 and 5', () => {
  // RM-2.1, RM-2.2, RM-2.3
  test('say the same of the same strokes, in as many layers', () => {
    fc.assert(
      fc.property(layersOfStrokes, (layers) => {
        const [three, five] = ([3, 5] as const).map((version) => parsePage(writeFlatPage(version, layers)))
        expect([three?.problems, five?.problems]).toEqual([[], []])
        expect(all(three?.scene ?? parsePage(headerOf(3)).scene)).toEqual(
          all(five?.scene ?? parsePage(headerOf(5)).scene),
        )
        expect(five?.scene.layers).toHaveLength(layers.length)
      }),
      { numRuns: 100 },
    )
  })

  // RM-2.5
  test('say the same as version 6 of where ink lies, up to the shift of 702', () => {
    fc.assert(
      fc.property(layersOfStrokes, (layers) => {
        const flat = parsePage(writeFlatPage(5, layers)).scene
        const six = parsePage(writePage({ layers })).scene
        const [a, b] = [strokesIn(flat), strokesIn(six)]
        expect(a.map(({ tool }) => tool)).toEqual(b.map(({ tool }) => tool))
        a.forEach(({ points }, index) => {
          const other = b[index]?.points
          expect(points.count).toBe(other?.count)
          expect(points.y).toEqual(other?.y)
          for (const [at, x] of points.x.entries()) expect(Math.abs(x - (other?.x[at] ?? Infinity))).toBeLessThan(0.001)
        })
      }),
      { numRuns: 100 },
    )
  })

  // RM-2.4
  test('keep pressure, tilt, speed and width to the last bit, unlike the packed points of version 6', () => {
    const exact = { x: 1, y: 2, speed: 0.123, width: 2.0625, direction: 1.2345, pressure: 0.6789 }
    for (const version of [3, 5] as const) {
      const item = { ...strokeThrough(), points: pointsOf([exact]) }
      const [stroke] = strokesIn(parsePage(writeFlatPage(version, [{ label: '', items: [item] }])).scene)
      const { speed, width, direction, pressure } = stroke?.points ?? pointsOf([])
      expect([speed[0], width[0], direction[0], pressure[0]]).toEqual([0.123, 2.0625, 1.2345, 0.6789].map(Math.fround))
    }
  })

  test('cannot be mistaken for each other: under the wrong header the page is damaged, not misread in silence', () => {
    const layers = [{ label: '', items: [strokeThrough([1, 2], [3, 4]), strokeThrough([5, 6])] }]
    expect(parsePage(under(5, writeFlatPage(3, layers))).problems).not.toEqual([])
    expect(parsePage(under(3, writeFlatPage(5, layers))).problems).not.toEqual([])
  })

  // RM-2.7
  test('have the layers’ names of a file of their own, so they are numbered', () => {
    const page = parsePage(writeFlatPage(5, [{ label: 'Ink', items: [] }, { label: 'Wash', items: [] }])) // prettier-ignore
    expect(page.scene.layers.map(({ label }) => label)).toEqual(['Layer 1', 'Layer 2'])
  })

  test('have ids of their own for layers and strokes, counted through the page', () => {
    const layers = [1, 2].map(() => ({ label: '', items: [strokeThrough([0, 0]), strokeThrough([1, 1])] }))
    const { scene } = parsePage(writeFlatPage(3, layers))
    const ids = scene.layers.flatMap(({ id, items }) => [id, ...items.map((item) => item.id)])
    expect(ids.map(({ author, counter }) => [author, counter])).toEqual([1, 2, 3, 4, 5, 6].map((n) => [0, n]))
  })
})

describe('version 4, of which only an empty page is known', () => {
  const layers = [{ label: '', items: [strokeThrough([1, 2], [3, 4]), strokeThrough([5, 6])] }]

  // RM-2.9
  test.each([3, 5] as const)('is read as version %d where that reads the whole page', (like) => {
    const page = parsePage(under(4, writeFlatPage(like, layers)))
    expect(page.problems).toEqual([])
    expect(page.scene.version).toBe(4)
    expect(strokesIn(page.scene).map(({ points }) => points.y[0])).toEqual([2, 6])
  })

  test('keeps its bytes', () => {
    const bytes = under(4, writeFlatPage(3, layers))
    expect(Buffer.from(writeBlocks(parsePage(bytes))).equals(bytes)).toBe(true)
  })
})

describe('what is written as version 5', () => {
  // RM-2.6
  test('is every stroke of the page in drawing order, out of its groups', () => {
    const inOrder = (items: LayerInput['items']): number[] =>
      items.flatMap((item) => {
        if (item.kind === 'group') return inOrder(item.items)
        return item.kind === 'stroke' ? [item.tool] : []
      })
    fc.assert(
      fc.property(arbitraryPage, ({ layers }) => {
        const read = parsePage(writeFlatPage(5, layers)).scene.layers
        expect(read.map(({ items }) => items.map((item) => item.kind === 'stroke' && item.tool))).toEqual(
          layers.map(({ items }) => inOrder(items)),
        )
      }),
      { numRuns: 60 },
    )
  })
})

/** A page of version 5 of one stroke of one point, with 4-byte numbers changed at places counted from the body. */
function poked(...changes: [place: number, value: number, as: 'int' | 'float'][]): Uint8Array {
  const bytes = writeFlatPage(5, [{ label: '', items: [strokeThrough([10, 20])] }])
  const view = new DataView(bytes.buffer)
  for (const [place, value, as] of changes) {
    if (as === 'int') view.setInt32(43 + place, value, true)
    else view.setFloat32(43 + place, value, true)
  }
  return bytes
}

describe('numbers of version 5 that make no sense', () => {
  const LAYERS = 0
  const STROKES = 4
  const TOOL = 8
  const THICKNESS = 20
  const POINTS = 28

  test('a thickness that is no number becomes the usual one', () => {
    for (const thickness of [NaN, Infinity, -Infinity]) {
      const [stroke] = strokesIn(parsePage(poked([THICKNESS, thickness, 'float'])).scene)
      expect(stroke?.thickness).toBe(2)
    }
    expect(strokesIn(parsePage(poked([THICKNESS, 3.5, 'float'])).scene)[0]?.thickness).toBe(3.5)
  })

  // RM-12.2
  test('a tool of firmware yet to come is kept as it is', () => {
    expect(strokesIn(parsePage(poked([TOOL, 77, 'int'])).scene)[0]?.tool).toBe(77)
    expect(strokesIn(parsePage(poked([TOOL, -1, 'int'])).scene)[0]?.tool).toBe(-1)
  })

  test('more points, strokes or layers than there are bytes end the page there', () => {
    for (const [place, layers] of [
      [POINTS, 1],
      [STROKES, 1],
      [LAYERS, 1],
    ] as const) {
      for (const count of [2, 1_000_000, -1]) {
        const page = parsePage(poked([place, count, 'int']))
        expect(page.scene.layers).toHaveLength(layers)
        expect(page.problems).toMatchObject([{ code: 'cut-off', severity: 'lost' }])
      }
    }
  })

  // RM-2.8
  test('fewer than there are leave a tail that is kept and noted', () => {
    const page = parsePage(poked([POINTS, 0, 'int']))
    expect(strokesIn(page.scene)[0]?.points.count).toBe(0)
    expect(page.problems).toMatchObject([{ code: 'trailing-bytes', severity: 'note', count: 24, offset: 43 + 32 }])
    expect(parsePage(poked([LAYERS, 0, 'int'])).problems).toMatchObject([{ code: 'trailing-bytes', count: 52 }])
  })
})
