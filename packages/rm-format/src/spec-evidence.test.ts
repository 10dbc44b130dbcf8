import { describe, expect, test } from 'vitest'
import { NEEDS_CORPUS, corpusPages, hasCorpus } from '../test/corpus.ts'
import { strokesIn } from '../test/pages.ts'
import { storedEntries, storedText, treeWrites } from '../test/stored.ts'
import { ANCHOR_TOP, parsePage } from './index.ts'
import type { CrdtId, ParsedPage, RawBlock } from './index.ts'
import { ByteReader } from './byte-reader.ts'
import { readFields } from './tagged.ts'

/** What SPEC.md says was counted in the corpus, counted again. */
describe.skipIf(!hasCorpus)(`the corpus (${NEEDS_CORPUS})`, () => {
  const files = corpusPages().map(({ name, bytes }) => ({ name, bytes, page: parsePage(bytes) }))
  const newest = files.filter(({ page }) => page.scene.version === 6)
  const blocks = newest.flatMap(({ page }) => page.blocks)
  const named = (name: string): ParsedPage => {
    const found = files.find((file) => file.name.includes(name))
    if (found === undefined) throw new Error(`${name} is in the corpus`)
    return found.page
  }

  // RM-3.1, RM-3.10, RM-3.11
  test('has blocks of these types and versions only, each with a zero behind its length', () => {
    const versions = Map.groupBy(blocks, ({ type }) => type.toString(16).toUpperCase().padStart(2, '0'))
    const seen = [...versions].map(([type, list]) => {
      const pairs = list.map(({ minVersion, currentVersion }) => `${minVersion}/${currentVersion}`)
      return `${type} ${[...new Set(pairs)].toSorted().join(' ')}`
    })
    const plain = ['00', '01', '03', '04', '07', '08', '09'].map((type) => `${type} 1/1`)
    const others = ['02 1/1 1/2', '05 1/1 1/2 2/2', '0A 0/1', '0D 0/1', '0E 1/1 3/3', '0F 1/1 2/2']
    expect(seen.toSorted()).toEqual([...plain, ...others].toSorted())
    expect(blocks.every(({ reserved }) => reserved === 0)).toBe(true)
  })

  // RM-5.5, RM-5.8
  test('has all four fields of an anchor or none, and none on a layer', () => {
    const nodes = blocks.filter(({ type }) => type === 0x02)
    const tags = nodes.map((block) => tagsIn(block).map((tag) => tag >> 4))
    const anchored = tags.filter((indexes) => indexes.some((index) => index > 3))
    expect([nodes.length, anchored.length]).toEqual([406, 203])
    expect(anchored.every((indexes) => indexes.join() === '1,2,3,7,8,9,10')).toBe(true)
    const groups = newest.flatMap(({ page }) => page.scene.layers.flatMap(({ items }) => items))
    // The other 54 are on groups that were taken out of the tree (RM-5.10); three more of these were layers.
    expect(groups.filter((item) => item.kind === 'group' && item.anchor !== undefined).length).toBe(149)
  })

  // RM-5.2, RM-5.10
  test('has 58 nodes that were taken out of the tree: one was put back, and the others hold nothing', () => {
    const nodes = newest.flatMap(({ name, bytes }) => {
      const entries = storedEntries(bytes)
      return [...treeWrites(bytes)].map(([node, writes]) => {
        const inIt = entries.filter(({ parent, hasValue }) => hasValue && `${parent.author}:${parent.counter}` === node)
        return { name, isAttached: writes.at(-1)?.isAttached, items: inIt.length }
      })
    })
    expect(nodes.length).toBe(58)
    expect(nodes.filter(({ isAttached, items }) => isAttached || items > 0)).toEqual([
      { name: 'rm/rmc__checklist.rm', isAttached: true, items: 18 },
    ])
    expect(blocks.filter(({ type }) => type === 0x01).length).toBe(375)
  })

  // RM-6.1, RM-4.1
  test('repeats the block’s type in the kind byte of each value', () => {
    const kinds = new Map<number, Set<number>>()
    for (const block of blocks) {
      if (![0x03, 0x04, 0x05, 0x06, 0x08, 0x0f].includes(block.type)) continue
      const reader = new ByteReader(block.body)
      readFields(reader, (tag) => {
        if (tag !== 0x6c) return false
        const outer = reader.openPart()
        kinds.set(block.type, (kinds.get(block.type) ?? new Set()).add(reader.u8()))
        reader.closePart(outer)
        return true
      })
    }
    const expected = [
      [0x03, 1],
      [0x04, 2],
      [0x05, 3],
      [0x0f, 7],
    ] as const
    expect(kinds).toEqual(new Map(expected.map(([type, kind]) => [type, new Set([kind])])))
  })

  // RM-6.2, RM-6.3, RM-6.7, RM-6.9
  test('has strokes in these numbers, with these writers and colours of their own', () => {
    const strokes = newest.flatMap(({ page }) => strokesIn(page.scene))
    const written = strokes.filter(({ writtenBy }) => writtenBy?.author === 0 && writtenBy.counter === 1)
    const wide = blocks.filter(({ type, currentVersion }) => type === 0x05 && currentVersion === 1)
    const live = newest
      .flatMap(({ bytes }) => storedEntries(bytes))
      .filter(({ type, hasValue }) => type === 5 && hasValue)
    expect([live.length, strokes.length, written.length, wide.length]).toEqual([5072, 5072, 4819, 393])
    expect(strokes.filter(({ colour, argb }) => colour === 9 && argb === undefined)).toEqual([])
  })

  // RM-6.10, RM-3.9
  test('has a ninth field of unknown use on nine strokes of one page', () => {
    const found = newest.filter(({ page }) => page.blocks.some((block) => strokeTags(block).includes(0x9f)))
    expect(found.map(({ name }) => name)).toEqual(['rm/rmscene-ts__paper-pro-shader-nested-extra.rm'])
    expect(found[0]?.page.blocks.filter((block) => strokeTags(block).includes(0x9f)).length).toBe(9)
    expect(found[0]?.page.problems).toEqual([])
  })

  // RM-6.13, RM-6.14, RM-6.15
  test('has pictures whose corners are read, also where their count has four bytes', () => {
    const pictures = [named('Capture_tool'), named('notebook-with-image')].map(({ scene }) => {
      const open = scene.layers.flatMap(({ items }) => items)
      const items = open.flatMap((item) => (item.kind === 'group' ? item.items : [item]))
      return items.find((item) => item.kind === 'image')
    })
    expect(pictures.map((picture) => picture?.kind === 'image' && picture.corners.length)).toEqual([4, 4])
    for (const picture of pictures) {
      if (picture?.kind !== 'image') throw new Error('both pages have a picture')
      expect(picture.corners.every(({ u, v }) => u >= 0 && u <= 1 && v >= 0 && v <= 1)).toBe(true)
      expect(picture.triangles.length % 3).toBe(0)
    }
    expect([...named('notebook-with-image').scene.images.values()].map(({ fileName }) => fileName)).toEqual([
      'picture.png',
    ])
  })

  // RM-5.5, RM-7.3, RM-7.5, RM-7.9
  test('has no neighbour, style or anchor that points at a character which never was', () => {
    const counts = { neighbours: 0, styles: 0, anchors: 0, nowhere: 0 }
    const count = (what: keyof typeof counts, isThere: boolean): void => {
      counts[what]++
      if (!isThere) counts.nowhere++
    }
    for (const { bytes, page } of newest) {
      const text = storedText(bytes)
      const isThere = ({ author, counter }: CrdtId): boolean =>
        text?.runs.some(({ id, text: letters, deletedLength }) => {
          const offset = counter - id.counter
          return author === id.author && offset >= 0 && offset < (deletedLength || Array.from(letters).length || 1)
        }) ?? false
      for (const { left, right } of text?.runs ?? []) {
        for (const id of [left, right]) if (id.counter > 0) count('neighbours', isThere(id))
      }
      for (const key of text?.styles.keys() ?? []) {
        const [author, counter] = [Number(key) % 256, Math.floor(Number(key) / 256)]
        count('styles', counter === 0 || isThere({ author, counter }))
      }
      for (const item of page.scene.layers.flatMap(({ items }) => items)) {
        if (item.kind !== 'group' || item.anchor === undefined) continue
        const { character } = item.anchor
        count('anchors', character.counter >= ANCHOR_TOP || isThere(character))
      }
    }
    expect(counts).toEqual({ neighbours: 555, styles: 102, anchors: 149, nowhere: 0 })
  })

  // RM-8.4
  test('has these papers and no other', () => {
    const size = (value: number): string => value.toFixed(1).replace('.0', '')
    const papers = newest.map(
      ({ page: { scene } }) => scene.paper && `${size(scene.paper.width)} × ${size(scene.paper.height)}`,
    )
    const seen = new Set(papers)
    expect(seen).toEqual(new Set(['1404 × 1872', '1620 × 2160', '820.3 × 1458.3', undefined]))
  })
})

function tagsIn({ body }: RawBlock): number[] {
  const reader = new ByteReader(body)
  const tags: number[] = []
  readFields(reader, (tag) => {
    tags.push(tag)
    return false
  })
  return tags
}

/** Tags of a stroke's value. */
function strokeTags({ type, body }: RawBlock): number[] {
  const reader = new ByteReader(body)
  const tags: number[] = []
  if (type !== 0x05) return tags
  readFields(reader, (tag) => {
    if (tag !== 0x6c) return false
    const outer = reader.openPart()
    reader.u8()
    readFields(reader, (inner) => {
      tags.push(inner)
      return false
    })
    reader.closePart(outer)
    return true
  })
  return tags
}
