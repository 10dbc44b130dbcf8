import { describe, expect, test } from 'vitest'
import { NEEDS_CORPUS, corpusBytes, corpusPages, hasCorpus } from '../test/corpus.ts'
import { ANCHOR_BOTTOM, COLOURS, STYLES, parsePage, pointsOf, writeFlatPage, writePage } from './index.ts'
import type { CrdtId, GroupInput, PageInput, Scene, StrokeInput } from './index.ts'
import type { IdKey } from './crdt-id.ts'
import { keyOf } from './crdt-id.ts'
import { splitBlocks } from './blocks.ts'

const PEN = 17

function stroke(...places: [number, number][]): StrokeInput {
  const points = pointsOf(places.map(([x, y]) => ({ x, y, width: 2.25, speed: 3, pressure: 1 })))
  return { kind: 'stroke', tool: PEN, colour: COLOURS.black, thickness: 2, points }
}

function strokeCount(scene: Scene): number[] {
  return scene.layers.map((layer) => layer.items.length)
}

// RM-5.1, RM-5.3, RM-5.4
test('layers with their names, their order and whether they are shown come back', () => {
  const page: PageInput = {
    layers: [
      { label: 'Grund', items: [stroke([0, 0], [10, 10])] },
      { label: 'Versteckt', isVisible: false, items: [] },
      { label: '', items: [stroke([1, 1]), stroke([2, 2])] },
    ],
  }
  const { scene, problems } = parsePage(writePage(page))
  expect(problems).toEqual([])
  expect(scene.layers.map(({ label, isVisible }) => [label, isVisible])).toEqual([
    ['Grund', true],
    ['Versteckt', false],
    ['', true],
  ])
  expect(strokeCount(scene)).toEqual([1, 0, 2])
})

// RM-6.2, RM-6.9
test('a stroke keeps its tool, colours and points', () => {
  const written = {
    ...stroke([-701.5, 3.25], [4, 5]),
    tool: 18,
    colour: COLOURS.own,
    argb: 0xff_ff_ed_75,
    thickness: 1.5,
  }
  const [layer] = parsePage(writePage({ layers: [{ label: '', items: [written] }] })).scene.layers
  expect(layer?.items[0]).toMatchObject({ tool: 18, colour: 9, argb: 0xff_ff_ed_75, thickness: 1.5 })
  expect(layer?.items[0]).toMatchObject({ points: written.points })
})

// RM-6.4
test('points are stored in steps, and never beyond their range', () => {
  const points = pointsOf([{ x: 0, y: 0, width: 1e9, speed: -1, direction: -Math.PI / 2, pressure: 2 }])
  const page = parsePage(writePage({ layers: [{ label: '', items: [{ ...stroke(), points }] }] }))
  const [read] = page.scene.layers[0]?.items ?? []
  if (read?.kind !== 'stroke') throw new Error('a stroke was written')
  const { width, speed, direction, pressure } = read.points
  expect([width[0], speed[0], pressure[0]]).toEqual([0xffff / 4, 0, 1])
  expect(direction[0]).toBeCloseTo(1.5 * Math.PI, 1)
})

// RM-7.4, RM-7.7, RM-7.9
test('typed text keeps paragraphs, styles, weights, emoji and an empty first line', () => {
  const text = {
    x: -468,
    y: 234,
    width: 936,
    paragraphs: [
      { text: '', style: STYLES.title },
      {
        text: 'Zum 👩‍🌾 Markt',
        style: STYLES.checkbox,
        baseStyle: 3,
        properties: 0x210,
        spans: [
          { from: 0, to: 4, isBold: true, isItalic: false },
          { from: 4, to: 15, isBold: true, isItalic: true },
        ],
      },
      { text: 'Ende', style: STYLES.plain },
    ],
  }
  const read = parsePage(writePage({ layers: [], text })).scene.text
  expect(read?.paragraphs.map((paragraph) => paragraph.text)).toEqual(['', 'Zum 👩‍🌾 Markt', 'Ende'])
  expect(read?.paragraphs).toMatchObject([
    { style: STYLES.title, spans: [] },
    text.paragraphs[1] ?? {},
    { style: STYLES.plain, spans: [{ from: 0, to: 4, isBold: false, isItalic: false }] },
  ])
})

// RM-5.5
test('every code point has its own id, and an anchor follows its character', () => {
  const anchored: GroupInput = {
    kind: 'group',
    anchor: { character: { author: 7, counter: 3 }, type: 1, threshold: 0, originX: -464 },
    items: [stroke([0, 0])],
  }
  const given: CrdtId[] = [1, 2, 3, 4].map((counter) => ({ author: 7, counter }))
  const text = {
    x: 0,
    y: 0,
    width: 500,
    paragraphs: [
      { text: 'a🌍b', style: 1, characterIds: given },
      { text: '', style: 1 },
    ],
  }
  const { scene } = parsePage(writePage({ layers: [{ label: '', items: [anchored] }], text }))
  const ids = scene.text?.paragraphs[0]?.characterIds ?? []
  expect(new Set(ids.map(keyOf)).size).toBe(4)
  const [group] = scene.layers[0]?.items ?? []
  expect(group).toMatchObject({ kind: 'group', anchor: { character: ids[2], originX: -464 } })
})

// RM-5.7
test('an anchor to the end of the text stays one', () => {
  const anchor = { character: { author: 0, counter: ANCHOR_BOTTOM }, type: 2, threshold: 35.75, originX: 0 }
  const group: GroupInput = {
    kind: 'group',
    label: 'Rand',
    anchor,
    items: [{ kind: 'group', items: [stroke([1, 2])] }],
  }
  const [read] = parsePage(writePage({ layers: [{ label: '', items: [group] }] })).scene.layers[0]?.items ?? []
  expect(read).toMatchObject({ label: 'Rand', anchor, items: [{ kind: 'group', items: [{ kind: 'stroke' }] }] })
})

// RM-6.11, RM-6.13, RM-6.15, RM-8.2, RM-8.6
test('highlights, images and the settings of the page come back', () => {
  const uuid = '632aa206-85be-8b8c-1f41-fdaa9a34afa6'
  const page: PageInput = {
    paper: { width: 820.3, height: 1458.3 },
    settings: {
      isBackgroundVisible: false,
      isRootDocumentVisible: true,
      preferredLayout: 0,
      contentRect: { x: -702, y: 0, width: 1404, height: 3000 },
    },
    images: new Map([[uuid, { fileName: 'Kuchen.png', bytes: undefined }]]),
    layers: [
      {
        label: 'L',
        items: [
          {
            kind: 'highlight',
            colour: 9,
            argb: 0xff_ff_ed_75,
            text: 'Wörter',
            start: 7,
            length: 6,
            rects: [{ x: 1, y: 2, width: 3, height: 4 }],
          },
          {
            kind: 'image',
            image: uuid,
            corners: [
              { x: 0, y: 0, u: 0, v: 0 },
              { x: 9, y: 0, u: 1, v: 0 },
              { x: 9, y: 9, u: 1, v: 1 },
            ],
            triangles: [0, 1, 2],
          },
        ],
      },
    ],
  }
  const { scene } = parsePage(writePage(page))
  expect(scene).toMatchObject({ paper: page.paper, settings: page.settings, images: page.images })
  expect(scene.layers[0]?.items).toMatchObject(page.layers[0]?.items ?? [])
})

test('equal pages give equal bytes', () => {
  const page = { layers: [{ label: 'L', items: [stroke([1, 2])] }] }
  expect(writePage(page)).toEqual(writePage(page))
})

test.each([3, 5] as const)('a page of version %i comes back with its strokes in the middle', (version) => {
  const layers = [
    { label: 'Layer 1', items: [stroke([-702, 0], [0, 5]), stroke([3, 3])] },
    { label: 'Layer 2', items: [] },
  ]
  const { scene, problems } = parsePage(writeFlatPage(version, layers))
  expect(problems).toEqual([])
  expect(scene.version).toBe(version)
  expect(scene.layers).toMatchObject(layers)
})

describe.skipIf(!hasCorpus)(`the corpus as measure (${NEEDS_CORPUS})`, () => {
  // RM-3.11, RM-3.12
  test('a page is laid out as the tablet lays it out, block by block', () => {
    const real = corpusBytes('rm/remarkable-tablet-cli-rs__layers.rm')
    const outline = (bytes: Uint8Array): string[] =>
      splitBlocks(bytes).blocks.map(({ type, minVersion, currentVersion }) => `${type} ${minVersion}/${currentVersion}`)
    expect(outline(writePage(parsePage(real).scene))).toEqual(outline(real))
  })

  // RM-3.11, RM-5.2, RM-9.2
  test('the blocks that describe a page are the tablet’s byte for byte, but for ids and counts', () => {
    const real = corpusBytes('rm/remarkable-tablet-cli-rs__smoke.rm')
    const [ours, theirs] = [writePage(parsePage(real).scene), real].map((bytes) => splitBlocks(bytes).blocks)
    const silent = new Set([0x09])
    for (const [index, block] of (theirs ?? []).entries()) {
      if (!silent.has(block.type)) expect(ours?.[index]?.body).toEqual(block.body)
    }
  })

  const pages = corpusPages().filter(({ bytes }) => parsePage(bytes).scene.version === 6)
  test.each(pages)('$name shows the same after it was written anew', ({ bytes }) => {
    const { scene } = parsePage(bytes)
    const again = parsePage(writePage(scene))
    expect(again.problems).toEqual([])
    expect(picture(again.scene)).toEqual(picture(scene))
  })
})

/** What a scene shows, without ids, in the steps in which points are stored. */
function picture(scene: Scene): unknown {
  const places = new Map<IdKey, string>(
    (scene.text?.paragraphs ?? []).flatMap((paragraph, line) =>
      paragraph.characterIds.map((id, place) => [keyOf(id), `${line}:${place}`] as const),
    ),
  )
  for (const { id, count, paragraph, index } of scene.text?.deleted ?? []) {
    const last = (scene.text?.paragraphs[paragraph]?.characterIds.length ?? 0) - 1
    if (last < 0) continue
    const place = `${paragraph}:${Math.min(index, last)}`
    for (let offset = 0; offset < count; offset++) places.set(keyOf({ ...id, counter: id.counter + offset }), place)
  }
  const item = (found: Scene['layers'][number]['items'][number]): unknown => {
    if (found.kind === 'group') {
      const { character, ...anchor } = found.anchor ?? { character: undefined }
      const where = character && (places.get(keyOf(character)) ?? (character.author === 0 ? character.counter : 'gone'))
      return { ...anchor, where, label: found.label, isVisible: found.isVisible, items: found.items.map(item) }
    }
    const { id: _, ...placed } = found
    if (placed.kind === 'highlight') {
      const { firstCharacter: first, lastCharacter: last, ...mark } = placed
      return {
        ...mark,
        from: first && (places.get(keyOf(first)) ?? 'gone'),
        to: last && (places.get(keyOf(last)) ?? 'gone'),
      }
    }
    const { movedBy: __, ...rest } = placed
    if (rest.kind !== 'stroke') return rest
    const { points, writtenBy: ___, ...pen } = rest
    const steps = (values: Float32Array, scale: number): number[] =>
      Array.from(values, (value) => Math.round(value * scale))
    return { ...pen, x: points.x, y: points.y, width: steps(points.width, 4), pressure: steps(points.pressure, 255) }
  }
  const text = scene.text && {
    ...scene.text,
    deleted: undefined,
    paragraphs: scene.text.paragraphs.map(({ characterIds, ...paragraph }) => ({
      ...paragraph,
      count: characterIds.length,
    })),
  }
  const layers = scene.layers.map((layer) => ({ ...layer, id: undefined, items: layer.items.map(item) }))
  return { paper: scene.paper, layers, text, images: scene.images }
}
