import fc from 'fast-check'
import { expect, test } from 'vitest'
import { id, linkBlock, nodeBlock, pageOfBlocks, rawBlock, wideStrokeBlock } from '../test/pages.ts'
import type { ByteWriter } from './byte-writer.ts'
import { parsePage } from './index.ts'
import type { CrdtId, Layer } from './index.ts'

// The same cases on every run, so that what is red today was red yesterday.
fc.configureGlobal({ seed: 226 })

const LAYER = id(0, 11)
const ROOT = id(0, 1)

/** A page whose layer is described by these blocks, in this order. */
function layerOf(fields: ((writer: ByteWriter) => void)[]): Layer | undefined {
  const blocks = fields.map((write) =>
    rawBlock(0x02, (writer) => {
      writer.idField(0x1f, LAYER)
      write(writer)
    }),
  )
  const link = linkBlock({ parent: ROOT, own: id(0, 13), node: LAYER })
  return parsePage(pageOfBlocks([...blocks, link])).scene.layers[0]
}

const stampedLabel = (text: string, stamp: CrdtId) => (writer: ByteWriter) =>
  writer.stamped(0x2c, { stamp, write: () => writer.stringPart(0x2c, { text }) })
const stampedVisible = (value: number, stamp: CrdtId) => (writer: ByteWriter) =>
  writer.stamped(0x3c, { stamp, write: () => writer.byteField(0x21, value) })

const stamp = fc.record({ author: fc.integer({ min: 1, max: 5 }), counter: fc.integer({ min: 0, max: 2 ** 48 - 1 }) })
const writes = fc.uniqueArray(stamp, {
  minLength: 1,
  maxLength: 8,
  selector: ({ author, counter }) => `${author}:${counter}`,
})

/** Later counter, then higher author. */
function newest(stamps: readonly CrdtId[]): CrdtId {
  return stamps.reduce((best, other) =>
    other.counter > best.counter || (other.counter === best.counter && other.author > best.author) ? other : best,
  )
}

// RM-3.7, RM-5.3
test('of any writes of a name the newest counts, wherever it stands in the file', () => {
  fc.assert(
    fc.property(writes, (stamps) => {
      const labels = stamps.map((one) => stampedLabel(`${one.author}:${one.counter}`, one))
      const { author, counter } = newest(stamps)
      expect(layerOf(labels)?.label).toBe(`${author}:${counter}`)
    }),
    { numRuns: 150 },
  )
})

test('of any writes of whether a layer is shown the newest counts', () => {
  fc.assert(
    fc.property(writes, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), (stamps, shown) => {
      const fields = stamps.map((one, index) => stampedVisible(Number(shown[index]), one))
      expect(layerOf(fields)?.isVisible).toBe(shown[stamps.indexOf(newest(stamps))])
    }),
    { numRuns: 150 },
  )
})

// RM-3.7
test('of two writes at one time the higher author counts, from either side', () => {
  const [low, high] = [stampedLabel('low', id(1, 7)), stampedLabel('high', id(2, 7))]
  expect([layerOf([low, high])?.label, layerOf([high, low])?.label]).toEqual(['high', 'high'])
})

test('a name and whether it is shown are written apart from each other', () => {
  const layer = layerOf([
    stampedLabel('later', id(1, 9)),
    stampedVisible(0, id(1, 1)),
    stampedLabel('earlier', id(1, 2)),
  ])
  expect(layer).toMatchObject({ label: 'later', isVisible: false })
})

// RM-5.3
test('a layer that no write hid is shown, and any byte but zero shows it', () => {
  expect(layerOf([stampedLabel('x', id(1, 1))])?.isVisible).toBe(true)
  expect([0, 1, 2, 255].map((value) => layerOf([stampedVisible(value, id(1, 1))])?.isVisible)).toEqual([
    false,
    true,
    true,
    true,
  ])
})

// RM-3.12
test('a description that comes before its layer, or again after it, belongs to it all the same', () => {
  const link = linkBlock({ parent: ROOT, own: id(0, 13), node: LAYER })
  const ink = wideStrokeBlock({ parent: LAYER, own: id(1, 1), floats: [1, 2, 0, 0, 1, 1] })
  const tree = rawBlock(0x01, (writer) => {
    writer.idField(0x1f, LAYER)
    writer.idField(0x2f, id(0, 0))
    writer.byteField(0x31, 1)
    writer.part(0x4c, () => writer.idField(0x1f, ROOT))
  })
  const described = nodeBlock(LAYER, 'Sketch')
  for (const blocks of [
    [described, tree, link, ink],
    [ink, link, tree, described],
    [tree, described, described, ink, link],
  ]) {
    const { scene, problems } = parsePage(pageOfBlocks(blocks))
    expect(scene.layers).toMatchObject([{ label: 'Sketch', items: [{ kind: 'stroke' }] }])
    expect(problems).toEqual([])
  }
})
