import { describe, expect, test } from 'vitest'
import { id, linkBlock, pageOfBlocks, pageOfStrokes, rawBlock, wideStrokeBlock } from '../test/pages.ts'
import { splitBlocks, writeBlocks } from './blocks.ts'
import type { ByteWriter } from './byte-writer.ts'
import { parsePage } from './index.ts'
import type { Scene } from './index.ts'

const NONE = id(0, 0)
const sceneWith = (type: number, write: (writer: ByteWriter) => void): Scene =>
  parsePage(pageOfBlocks([rawBlock(type, write)])).scene
const doubles = (writer: ByteWriter, ...values: number[]): void => values.forEach((value) => writer.f64(value))

describe('blocks of a file', () => {
  const bytes = pageOfStrokes(2)

  // RM-3.1
  test('are cut where their lengths say, and join to the same bytes', () => {
    const raw = splitBlocks(bytes)
    expect(raw.blocks.map((block) => block.type)).toEqual([9, 0, 10, 13, 1, 2, 2, 4, 5, 5])
    expect(raw.blocks.map((block) => block.offset + 8 + block.body.length)).toEqual([
      ...raw.blocks.slice(1).map((block) => block.offset),
      bytes.length,
    ])
    expect(writeBlocks(raw)).toEqual(bytes)
  })

  test('are views, so that a page is in memory once', () => {
    for (const { body } of splitBlocks(bytes).blocks) expect(body.buffer).toBe(bytes.buffer)
  })

  test('can be left out and put back', () => {
    const raw = splitBlocks(bytes)
    const fewer = writeBlocks({ ...raw, blocks: raw.blocks.slice(0, -1) })
    expect(parsePage(fewer).scene.layers[0]?.items).toHaveLength(1)
    expect(parsePage(fewer).problems).toEqual([])
  })

  test('beyond a number asked for are what follows', () => {
    const raw = splitBlocks(bytes, 3)
    expect(raw.blocks).toHaveLength(3)
    expect(writeBlocks(raw)).toEqual(bytes)
  })
})

describe('the paper', () => {
  const rounded = (writer: ByteWriter): void =>
    writer.part(0x5c, () => [820, 1458].forEach((value) => writer.u32(value)))
  const exact = (writer: ByteWriter): void => writer.part(0x7c, () => doubles(writer, 820.3, 1458.3))

  // RM-8.2, RM-8.3
  test('is the exact size where there is one, else the rounded', () => {
    expect(sceneWith(0x0d, rounded).paper).toEqual({ width: 820, height: 1458 })
    expect(sceneWith(0x0d, (writer) => [rounded, exact].forEach((write) => write(writer))).paper).toEqual({
      width: 820.3,
      height: 1458.3,
    })
  })

  // RM-8.2
  test('is the newest of sizes with the id of their write', () => {
    const scene = sceneWith(0x0d, (writer) => {
      exact(writer)
      writer.stamped(0x8c, { stamp: NONE, write: () => writer.part(0x2c, () => doubles(writer, 1620, 2160)) })
    })
    expect(scene.paper).toEqual({ width: 1620, height: 2160 })
  })

  test.each([
    [0, 100],
    [NaN, 100],
    [-5, 100],
    [1e9, 100],
  ])('of %d × %d is none', (width, height) => {
    expect(sceneWith(0x0d, (writer) => writer.part(0x7c, () => doubles(writer, width, height))).paper).toBeUndefined()
  })
})

// RM-8.5
test('a content rectangle of zeros is none', () => {
  const rect = (...values: number[]) =>
    sceneWith(0x0d, (writer) =>
      writer.stamped(0x6c, { stamp: NONE, write: () => writer.part(0x2c, () => doubles(writer, ...values)) }),
    ).settings.contentRect
  expect(rect(0, 0, 0, 0)).toBeUndefined()
  expect(rect(-1, 2, 3, 4)).toEqual({ x: -1, y: 2, width: 3, height: 4 })
})

// RM-9.1, RM-8.2
test('authors and the current layer are told beside the scene', () => {
  const page = parsePage(
    pageOfBlocks([
      rawBlock(0x09, (writer) => {
        writer.varuint(1)
        writer.part(0x0c, () => {
          writer.varuint(16)
          writer.raw(new Uint8Array(16).fill(0xab))
          writer.u16(3)
        })
      }),
      rawBlock(0x0d, (writer) => writer.stamped(0x1c, { stamp: NONE, write: () => writer.idField(0x2f, id(0, 11)) })),
    ]),
  )
  expect([...page.authors]).toEqual([[3, 'abababab-abab-abab-abab-abababababab']])
  expect(page.currentLayer).toEqual(id(0, 11))
})

// RM-6.3
test('points of the older form have the same meaning as packed ones', () => {
  const floats = [10, 20, 1.5, Math.PI, 2.25, 0.5]
  const { scene } = parsePage(
    pageOfBlocks([
      linkBlock({ parent: id(0, 1), own: id(0, 13), node: id(0, 11) }),
      wideStrokeBlock({ parent: id(0, 11), own: id(1, 1), floats }),
    ]),
  )
  const [stroke] = scene.layers[0]?.items ?? []
  if (stroke?.kind !== 'stroke') throw new Error('a stroke was written')
  const { x, y, speed, direction, width, pressure } = stroke.points
  expect([x, y, speed, direction, width, pressure].map((values) => values[0])).toEqual(floats.map(Math.fround))
})

test('the points of a page share one piece of memory', () => {
  const { scene } = parsePage(pageOfStrokes(3))
  const buffers = scene.layers
    .flatMap((layer) => layer.items)
    .map((found) => (found.kind === 'stroke' ? found.points.y.buffer : undefined))
  expect(new Set(buffers).size).toBe(1)
})

describe('the text block', () => {
  const styleOf = (writer: ByteWriter, parts: { counter: number; style: number }): void => {
    writer.id(NONE)
    writer.idField(0x1f, id(1, parts.counter))
    writer.part(0x2c, () => writer.byteField(0x11, parts.style))
  }
  const text = (styles: { counter: number; style: number }[], width?: number) =>
    sceneWith(0x07, (writer) => {
      writer.idField(0x1f, NONE)
      writer.part(0x2c, () =>
        writer.part(0x2c, () =>
          writer.part(0x1c, () => {
            writer.varuint(styles.length)
            for (const style of styles) styleOf(writer, style)
          }),
        ),
      )
      writer.part(0x3c, () => doubles(writer, -370, 234))
      writer.f32Field(0x44, 936)
      if (width !== undefined)
        writer.part(0x5c, () => writer.stamped(0x1c, { stamp: NONE, write: () => writer.f32Field(0x24, width) }))
    }).text

  // RM-7.1
  test('has a place and a width, of which the newer field counts if it makes sense', () => {
    expect(text([])).toMatchObject({ x: -370, y: 234, width: 936 })
    expect(text([], 740)?.width).toBe(740)
    expect([text([], NaN)?.width, text([], -1)?.width]).toEqual([936, 936])
  })

  // RM-7.8
  test('takes the style that was written last, in whatever order they stand', () => {
    const [old, young] = [
      { counter: 4, style: 2 },
      { counter: 5, style: 6 },
    ]
    expect(text([old, young])?.paragraphs[0]?.style).toBe(6)
    expect(text([young, old])?.paragraphs[0]?.style).toBe(6)
  })

  // RM-7.1
  test('is shown once when it is stored twice', () => {
    const block = rawBlock(0x07, (writer) => writer.idField(0x1f, NONE))
    expect(parsePage(pageOfBlocks([block, block])).problems).toMatchObject([{ code: 'duplicate-node' }])
  })
})
