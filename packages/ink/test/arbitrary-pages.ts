import fc from 'fast-check'
import type { Scene, SceneItem } from '@kinfolio/rm-format'
import { group, layer, scene, stroke, typed } from './scenes.ts'

/** Scenes of everything that can be drawn, for what must hold of any page. */

const place = fc.integer({ min: -800, max: 2300 })
const letters = fc.constantFrom('a', 'W', ' ', '/', 'ß', 'я', 'Ω', '漢', 'ع', '🌍', '<', '&', '"', "'", ']]>', '\u0007', '\ud800', '\u2028') // prettier-ignore
const text = fc.string({ unit: letters, maxLength: 40 })

const arbitraryStroke: fc.Arbitrary<SceneItem> = fc.record({
  pairs: fc.array(fc.tuple(place, place), { maxLength: 6 }),
  tool: fc.constantFrom(0, 1, 5, 6, 8, 12, 14, 17, 18, 21, 23, 99),
  colour: fc.integer({ min: 0, max: 13 }),
  argb: fc.constantFrom(undefined, 0xffffed75, 0x80c07fd2, 0),
  width: fc.integer({ min: 1, max: 40 }),
}).map(({ pairs, ...changes }) => stroke(pairs, changes)) // prettier-ignore

const arbitraryHighlight: fc.Arbitrary<SceneItem> = fc.record({
  kind: fc.constant('highlight'),
  id: fc.constant({ author: 1, counter: 1 }),
  colour: fc.constantFrom(3, 4, 5, 8, 9),
  argb: fc.constantFrom(undefined, 0xff000000, 0xffbeeafe),
  text,
  start: fc.constant(undefined),
  length: fc.constant(undefined),
  rects: fc.array(fc.record({ x: place, y: place, width: fc.integer({ min: -5, max: 300 }), height: fc.constantFrom(0, 30) }), { maxLength: 3 }), // prettier-ignore
})

const arbitraryImage: fc.Arbitrary<SceneItem> = fc.record({
  kind: fc.constant('image'),
  id: fc.constant({ author: 1, counter: 1 }),
  image: fc.constantFrom('png', 'svg', 'none', 'unknown'),
  corners: fc.array(fc.record({ x: place, y: place, u: fc.constantFrom(0, 1), v: fc.constantFrom(0, 1) }), { maxLength: 4 }), // prettier-ignore
  triangles: fc.constant<number[]>([]),
})

const anchored = fc
  .record({
    item: arbitraryStroke,
    counter: fc.integer({ min: 10, max: 60 }),
    originX: place,
    isVisible: fc.boolean(),
  })
  .map(({ item, counter, originX, isVisible }) => ({
    ...group([item], { character: { author: 1, counter }, type: 1, threshold: 0, originX }),
    isVisible,
  }))

const paragraph = fc.record({
  text,
  style: fc.integer({ min: 0, max: 12 }),
  baseStyle: fc.constantFrom(undefined, 2, 3),
  properties: fc.constantFrom(undefined, 0x312, 0x20, 0xf),
})

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3)

export const arbitraryScene: fc.Arbitrary<Scene> = fc
  .record({
    layers: fc.array(
      fc.record({
        items: fc.array(fc.oneof(arbitraryStroke, arbitraryHighlight, arbitraryImage, anchored), { maxLength: 6 }),
        isVisible: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
    paragraphs: fc.array(paragraph, { maxLength: 4 }),
  })
  .map(({ layers, paragraphs }) =>
    scene(
      layers.map(({ items, isVisible }) => layer(items, { isVisible })),
      {
        text: paragraphs.length === 0 ? undefined : typed(paragraphs),
        images: new Map([
          ['png', { fileName: 'a.png', bytes: PNG }],
          ['svg', { fileName: '<a>.svg', bytes: new TextEncoder().encode('<svg/>') }],
          ['none', { fileName: 'b.png', bytes: undefined }],
        ]),
      },
    ),
  )
