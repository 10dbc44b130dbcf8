import { describe, expect, test } from 'vitest'
import { entryBody, id, linkBlock, nodeBlock, pageOfBlocks, rawBlock, strokesIn } from '../test/pages.ts'
import { ROOT_ID } from './crdt-id.ts'
import { parsePage } from './index.ts'
import type { CrdtId, RawBlock } from './index.ts'

const layer = id(0, 11)
const group = id(1, 30)

/** Block 01: without a node it makes one of its own id. */
function treeWrite(stamp: CrdtId, parts: { node?: CrdtId; isAttached?: boolean; parent: CrdtId }): RawBlock {
  return rawBlock(0x01, (writer) => {
    writer.idField(0x1f, stamp)
    writer.idField(0x2f, parts.node ?? id(0, 0))
    writer.byteField(0x31, Number(parts.isAttached ?? true))
    writer.part(0x4c, () => writer.idField(0x1f, parts.parent))
  })
}

const remove = (stamp: CrdtId, node = group): RawBlock =>
  treeWrite(stamp, { node, isAttached: false, parent: id(0, 0) })
const putBack = (stamp: CrdtId): RawBlock => treeWrite(stamp, { node: group, parent: layer })
const stroke = (parent: CrdtId): RawBlock =>
  rawBlock(
    0x05,
    entryBody({ parent, own: id(1, 50) }, (writer) => writer.u8(3)),
    2,
  )

/** A layer with a group in it, both linked, as they stay when they are removed. */
function page(...more: RawBlock[]): ReturnType<typeof parsePage> {
  return parsePage(
    pageOfBlocks([
      treeWrite(layer, { parent: ROOT_ID }),
      treeWrite(group, { parent: layer }),
      ...more,
      nodeBlock(layer, 'Layer 1'),
      nodeBlock(group, 'group'),
      linkBlock({ parent: ROOT_ID, own: id(0, 13), node: layer }),
      linkBlock({ parent: layer, own: id(1, 31), node: group }),
    ]),
  )
}

const labels = ({ scene }: ReturnType<typeof parsePage>): string[] =>
  scene.layers.flatMap(({ label, items }) => [label, ...items.map((item) => (item.kind === 'group' ? item.label : ''))])

// RM-5.10
describe('a group that was taken out of the tree', () => {
  test('is not shown, though its link is still there', () => {
    expect(labels(page())).toEqual(['Layer 1', 'group'])
    const removed = page(remove(id(1, 60)))
    expect([labels(removed), removed.problems]).toEqual([['Layer 1'], []])
  })

  test('is shown again when it was put back: the newest write counts, wherever it stands', () => {
    expect(labels(page(remove(id(1, 60)), putBack(id(1, 61))))).toEqual(['Layer 1', 'group'])
    expect(labels(page(putBack(id(1, 61)), remove(id(1, 60))))).toEqual(['Layer 1', 'group'])
    expect(labels(page(putBack(id(1, 61)), remove(id(2, 61))))).toEqual(['Layer 1'])
  })

  test('may be a layer, and takes the empty groups in it along', () => {
    expect(labels(page(remove(id(1, 60), layer), remove(id(1, 62))))).toEqual([])
  })

  test('is shown all the same when it holds ink, which is told', () => {
    const withInk = page(remove(id(1, 60)), stroke(group))
    expect([labels(withInk), strokesIn(withInk.scene).length]).toEqual([['Layer 1', 'group'], 1])
    expect(withInk.problems).toMatchObject([{ code: 'unlinked-group', severity: 'repaired', count: 1 }])
  })

  test('is not taken for a layer that lost its link', () => {
    const unlinked = [treeWrite(layer, { parent: ROOT_ID }), stroke(layer)]
    expect(parsePage(pageOfBlocks(unlinked)).scene.layers).toHaveLength(1)
    const removed = parsePage(pageOfBlocks([...unlinked, remove(id(1, 60), layer)]))
    expect(removed.scene.layers).toHaveLength(0)
  })
})
