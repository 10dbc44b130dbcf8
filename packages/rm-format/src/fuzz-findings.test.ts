import { describe, expect, test } from 'vitest'
import { entryBody, id, linkBlock, pageOfBlocks, rawBlock, strokesIn, wideStrokeBlock } from '../test/pages.ts'
import { ROOT_ID } from './crdt-id.ts'
import { parsePage, writePage } from './index.ts'

/** What the coverage-guided fuzzer found, each as the smallest page that shows it (RM-10.4). */
const layer = id(0, 11)
const link = linkBlock({ parent: ROOT_ID, own: id(0, 13), node: layer })
const ABSURD = [NaN, Infinity, -Infinity, 1e30, -1e30]

describe.each(ABSURD)('the number %d', (value) => {
  test('is no place for the typed text', () => {
    const text = { x: value, y: value, width: value, paragraphs: [{ text: 'a', style: 1 }] }
    expect(parsePage(writePage({ layers: [], text })).scene.text).toMatchObject({ x: -468, y: 234, width: 936 })
  })

  test('is neither threshold nor origin of an anchor', () => {
    const anchor = { character: id(0, 2 ** 48 - 1), type: 1, threshold: value, originX: value }
    const bytes = writePage({ layers: [{ label: '', items: [{ kind: 'group', anchor, items: [] }] }] })
    const [group] = parsePage(bytes).scene.layers[0]?.items ?? []
    expect(group?.kind === 'group' && group.anchor).toMatchObject({ threshold: 0, originX: 0 })
  })

  test('is no width of a point: the point is left out', () => {
    const stroke = (width: number): number[] => [1, 2, 0, 0, width, 0.5]
    const floats = [...stroke(2), ...stroke(value)]
    const page = parsePage(pageOfBlocks([link, wideStrokeBlock({ parent: layer, own: id(1, 15), floats })]))
    expect(strokesIn(page.scene)[0]?.points.count).toBe(1)
    expect(page.problems.map(({ code }) => code)).toEqual(['impossible-number'])
  })

  test('is no thickness of a pen', () => {
    const body = entryBody({ parent: layer, own: id(1, 15) }, (writer) => {
      writer.u8(3)
      writer.varuint(0x38)
      writer.f64(value)
    })
    expect(strokesIn(parsePage(pageOfBlocks([link, rawBlock(0x05, body, 2)])).scene)[0]?.thickness).toBe(1)
  })
})

test.each([0, -5])('a column of width %d cannot hold text, and counts as the usual one', (width) => {
  const text = { x: 0, y: 0, width, paragraphs: [{ text: 'a', style: 1 }] }
  expect(parsePage(writePage({ layers: [], text })).scene.text?.width).toBe(936)
})
