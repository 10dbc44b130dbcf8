import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryPage, arbitraryStroke } from '../test/arbitrary-scenes.ts'
import { parsePage, pointsOf, writeBlocks, writePage } from './index.ts'
import type { CrdtId, ItemInput, PageInput, Points, Scene, SceneItem, TextInput } from './index.ts'

// The same cases on every run, so that what is red today was red yesterday.
fc.configureGlobal({ seed: 226 })

/** Steps in which version 6 stores what is not a place. */
const QUARTERS = 4
const TURN_STEPS = 255 / (2 * Math.PI)
const PRESSURE_STEPS = 255

/** What a page shows, in words that do not depend on ids: an anchor names the place of its character. */
type Shown = Record<string, unknown>

function placeIn(paragraphs: readonly { characterIds?: CrdtId[] }[]): (id: CrdtId) => string {
  const places = new Map<string, string>()
  paragraphs.forEach(({ characterIds = [] }, line) =>
    characterIds.forEach(({ author, counter }, at) => places.set(`${author}:${counter}`, `line ${line}, letter ${at}`)),
  )
  return ({ author, counter }) => places.get(`${author}:${counter}`) ?? `id ${author}:${counter}`
}

function steps(values: Float32Array, scale: number): number[] {
  return Array.from(values, (value) => Math.round(value * scale))
}

function shownPoints({ count, x, y, speed, width, direction, pressure }: Points): Shown {
  return {
    count,
    x: [...x],
    y: [...y],
    speed: steps(speed, QUARTERS),
    width: steps(width, QUARTERS),
    direction: steps(direction, TURN_STEPS),
    pressure: steps(pressure, PRESSURE_STEPS),
  }
}

function shownItem(item: ItemInput | SceneItem, placeOf: (id: CrdtId) => string): Shown {
  if (item.kind === 'stroke') {
    const { kind, tool, colour, argb, thickness } = item
    return { kind, tool, colour, argb, thickness, points: shownPoints(item.points) }
  }
  if (item.kind === 'highlight') {
    const { kind, colour, argb, text, start, length, rects } = item
    return { kind, colour, argb, text, start, length, rects }
  }
  if (item.kind === 'image') {
    const { kind, image, corners, triangles } = item
    return { kind, image, corners, triangles }
  }
  const { kind, label, isVisible, anchor } = item
  const where = anchor && { ...anchor, character: placeOf(anchor.character) }
  return { kind, label, isVisible, anchor: where, items: item.items.map((inner) => shownItem(inner, placeOf)) }
}

function shown(page: PageInput | Scene): Shown {
  const paragraphs: TextInput['paragraphs'] = page.text?.paragraphs ?? []
  const placeOf = placeIn(paragraphs)
  const { paper, images } = page
  return {
    paper,
    images,
    text: paragraphs.map(({ text, style, baseStyle, properties, spans }) => ({
      text,
      style,
      baseStyle,
      properties,
      spans,
    })),
    layers: page.layers.map(({ label, isVisible, items }) => ({
      label,
      isVisible,
      items: items.map((item) => shownItem(item, placeOf)),
    })),
  }
}

describe('any page that is written', () => {
  test('shows the same when it is read, and nothing is wrong with it', () => {
    fc.assert(
      fc.property(arbitraryPage, (page) => {
        const { scene, problems } = parsePage(writePage(page))
        expect(problems).toEqual([])
        expect(shown(scene)).toEqual(shown(page))
      }),
      { numRuns: 250 },
    )
  })

  test('has the same bytes when what was read of it is written again', () => {
    fc.assert(
      fc.property(arbitraryPage, (page) => {
        const bytes = writePage(page)
        const parsed = parsePage(bytes)
        expect(Buffer.from(writeBlocks(parsed)).equals(bytes)).toBe(true)
        expect(Buffer.from(writePage(parsed.scene)).equals(bytes)).toBe(true)
      }),
      { numRuns: 120 },
    )
  })

  test('has ids of its own for every layer, group, stroke and character', () => {
    fc.assert(
      fc.property(arbitraryPage, (page) => {
        const { scene } = parsePage(writePage(page))
        const ids: CrdtId[] = (scene.text?.paragraphs ?? []).flatMap(({ characterIds }) => characterIds)
        const open: (SceneItem | Scene['layers'][number])[] = [...scene.layers]
        for (let item = open.pop(); item !== undefined; item = open.pop()) {
          ids.push(item.id)
          if ('items' in item) open.push(...item.items)
        }
        expect(new Set(ids.map(({ author, counter }) => `${author}:${counter}`)).size).toBe(ids.length)
      }),
      { numRuns: 80 },
    )
  })

  test('is safe to cut anywhere: what is left gives its bytes back', () => {
    fc.assert(
      fc.property(arbitraryPage, fc.double({ min: 0, max: 1, noNaN: true }), (page, share) => {
        const whole = writePage(page)
        const cut = whole.subarray(0, 43 + Math.floor((whole.length - 43) * share))
        expect(Buffer.from(writeBlocks(parsePage(cut))).equals(cut)).toBe(true)
      }),
      { numRuns: 120 },
    )
  })
})

describe('points', () => {
  test('lie where they were, to the last bit, and the rest to half a step', () => {
    fc.assert(
      fc.property(arbitraryStroke, (stroke) => {
        const { scene } = parsePage(writePage({ layers: [{ label: '', items: [stroke] }] }))
        const [read] = scene.layers[0]?.items ?? []
        if (read?.kind !== 'stroke') throw new Error('a stroke was written')
        expect(read.points.x).toEqual(stroke.points.x)
        expect(read.points.y).toEqual(stroke.points.y)
        const farthest = (property: 'speed' | 'width' | 'direction' | 'pressure'): number =>
          Math.max(0, ...read.points[property].map((value, i) => Math.abs(value - (stroke.points[property][i] ?? 0))))
        expect(farthest('speed')).toBeLessThanOrEqual(0.125)
        expect(farthest('width')).toBeLessThanOrEqual(0.125)
        expect(farthest('pressure')).toBeLessThanOrEqual(0.5 / 255 + 1e-6)
        expect(farthest('direction')).toBeLessThanOrEqual(Math.PI / 255 + 1e-6)
      }),
      { numRuns: 150 },
    )
  })

  test.each([
    [-Math.PI / 2, 1.5 * Math.PI],
    [5 * Math.PI, Math.PI],
    [2 * Math.PI, 2 * Math.PI],
    [0, 0],
  ])('with a tilt of %f rad are stored at %f', (given, stored) => {
    const points = pointsOf([{ x: 1, y: 1, direction: given }])
    const stroke = { kind: 'stroke' as const, tool: 17, colour: 0, thickness: 2, points }
    const [read] = parsePage(writePage({ layers: [{ label: '', items: [stroke] }] })).scene.layers[0]?.items ?? []
    if (read?.kind !== 'stroke') throw new Error('a stroke was written')
    expect(Math.abs((read.points.direction[0] ?? Number.NaN) - stored)).toBeLessThan(0.02)
  })

  test('of every stored tilt, width, speed and pressure are written again as they were', () => {
    const all = pointsOf(
      Array.from({ length: 256 }, (_, step) => ({
        x: step,
        y: 0,
        direction: (step * 2 * Math.PI) / 255,
        pressure: step / 255,
        width: step * 63.75,
        speed: (step + 0.25) * 63.75,
      })),
    )
    const stroke = { kind: 'stroke' as const, tool: 17, colour: 0, thickness: 2, points: all }
    const bytes = writePage({ layers: [{ label: '', items: [stroke] }] })
    const { scene } = parsePage(bytes)
    expect(Buffer.from(writePage(scene)).equals(bytes)).toBe(true)
    const [read] = scene.layers[0]?.items ?? []
    expect(read?.kind === 'stroke' && new Set(read.points.direction).size).toBe(256)
  })
})

test('ink anchored to a letter that is not in the text is anchored to no other by chance', () => {
  const anchor = { character: { author: 1, counter: 17 }, type: 1, threshold: 0, originX: 5 }
  const text = { x: 0, y: 0, width: 99, paragraphs: [{ text: 'abcdef', style: 1 }] }
  const { scene } = parsePage(
    writePage({ layers: [{ label: '', items: [{ kind: 'group', anchor, items: [] }] }], text }),
  )
  const [group] = scene.layers[0]?.items ?? []
  if (group?.kind !== 'group' || group.anchor === undefined) throw new Error('an anchored group was written')
  const ids = scene.text?.paragraphs[0]?.characterIds ?? []
  expect(ids).toHaveLength(6)
  expect(ids).not.toContainEqual(group.anchor.character)
})

test('ink anchored to a deleted letter moves to the letter that took its place', () => {
  const characterIds = [1, 2, 3].map((counter) => ({ author: 7, counter }))
  const hangingOn = (counter: number, deleted: NonNullable<TextInput['deleted']>): unknown => {
    const anchor = { character: { author: 8, counter }, type: 1, threshold: 0, originX: 0 }
    const paragraphs = [{ text: 'abc', style: 1, characterIds }]
    const text = { x: 0, y: 0, width: 99, paragraphs, deleted }
    const page = { layers: [{ label: '', items: [{ kind: 'group' as const, anchor, items: [] }] }], text }
    const { scene } = parsePage(writePage(page))
    const [group] = scene.layers[0]?.items ?? []
    const character = group?.kind === 'group' ? group.anchor?.character : undefined
    return scene.text?.paragraphs[0]?.characterIds.findIndex((id) => id.counter === character?.counter)
  }
  const run = { id: { author: 8, counter: 50 }, count: 3, paragraph: 0, index: 1 }
  expect([50, 51, 52].map((counter) => hangingOn(counter, [run]))).toEqual([1, 1, 1])
  expect([49, 53].map((counter) => hangingOn(counter, [run]))).toEqual([-1, -1])
  expect(hangingOn(50, [{ ...run, index: 3 }])).toBe(2)
})
