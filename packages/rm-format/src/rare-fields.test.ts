import { describe, expect, test } from 'vitest'
import { NEEDS_CORPUS, corpusPages, hasCorpus } from '../test/corpus.ts'
import { entryBody, id, linkBlock, pageOfBlocks, rawBlock, strokesIn, strokeThrough } from '../test/pages.ts'
import { ROOT_ID } from './crdt-id.ts'
import { parsePage, writePage } from './index.ts'
import type { HighlightInput, ParsedPage, SceneItem, TextInput } from './index.ts'

const layer = id(0, 11)
const link = linkBlock({ parent: ROOT_ID, own: id(0, 13), node: layer })
const firstItem = ({ scene }: ParsedPage): SceneItem | undefined => scene.layers[0]?.items[0]

describe('a stroke', () => {
  test('that was moved says by which write, and lies where it was left (RM-6.8)', () => {
    const body = entryBody({ parent: layer, own: id(1, 15) }, (writer) => {
      writer.u8(3)
      writer.idField(0x6f, id(0, 1))
      writer.idField(0x7f, id(1, 40))
      writer.u32Field(0x84, 0x80112233)
      writer.idField(0x9f, id(1, 0))
    })
    const page = parsePage(pageOfBlocks([link, rawBlock(0x05, body, 2)]))
    expect(firstItem(page)).toMatchObject({ writtenBy: id(0, 1), movedBy: id(1, 40), argb: 0x80112233 })
    expect(page.problems).toEqual([])
  })

  test('of which the beginning was erased keeps the length that is gone (RM-6.6)', () => {
    const stroke = { ...strokeThrough([1, 1], [2, 2]), startingLength: 245.75 }
    const page = parsePage(writePage({ layers: [{ label: '', items: [stroke, strokeThrough([3, 3], [4, 4])] }] }))
    expect(strokesIn(page.scene).map(({ startingLength }) => startingLength)).toEqual([245.75, 0])
  })
})

describe('marked typed text', () => {
  const characterIds = [1, 2, 3].map((counter) => id(1, counter))
  const text: TextInput = { x: 0, y: 0, width: 99, paragraphs: [{ text: 'abc', style: 1, characterIds }] }
  const mark: HighlightInput = {
    kind: 'highlight',
    colour: 3,
    text: 'bc',
    rects: [],
    firstCharacter: id(1, 2),
    lastCharacter: id(1, 3),
    includesLast: true,
  }

  test('names its characters, by the ids that they have after writing (RM-6.12)', () => {
    const page = parsePage(writePage({ text, layers: [{ label: '', items: [mark] }] }))
    const [, second, third] = page.scene.text?.paragraphs[0]?.characterIds ?? []
    expect(firstItem(page)).toMatchObject({ firstCharacter: second, lastCharacter: third, includesLast: true })
    expect(second).not.toEqual(id(1, 2))
  })

  test('has none of the three fields where a source was marked', () => {
    const { firstCharacter: _, ...source } = mark
    const page = parsePage(writePage({ layers: [{ label: '', items: [source] }] }))
    expect(firstItem(page)).toMatchObject({
      firstCharacter: undefined,
      lastCharacter: undefined,
      includesLast: undefined,
    })
  })
})

test('a page tells how often it was loaded and merged, and how much was typed (RM-9.3)', () => {
  const text = {
    x: 0,
    y: 0,
    width: 99,
    paragraphs: [
      { text: 'ab', style: 1 },
      { text: 'c', style: 1 },
    ],
  }
  const written = parsePage(writePage({ text, layers: [] })).history
  expect(written).toEqual({ loads: 1, merges: 0, textCharacters: 4, textLines: 2, keyboardUses: 0 })
  const older = rawBlock(0x0a, (writer) => {
    for (const [index, value] of [7, 3, 20, 2].entries()) writer.u32Field(((index + 1) << 4) | 4, value)
  })
  const history = { loads: 7, merges: 3, textCharacters: 20, textLines: 2, keyboardUses: undefined }
  expect(parsePage(pageOfBlocks([older])).history).toEqual(history)
  expect(parsePage(pageOfBlocks([])).history).toBeUndefined()
})

describe.skipIf(!hasCorpus)(`in the corpus (${NEEDS_CORPUS})`, () => {
  const strokes = corpusPages().flatMap(({ bytes }) => strokesIn(parsePage(bytes).scene))

  test('strokes were moved, and erased from their beginning', () => {
    expect(strokes.filter(({ movedBy }) => movedBy !== undefined).length).toBe(1070)
    expect(strokes.filter(({ startingLength = 0 }) => startingLength > 0).length).toBe(188)
  })

  test('marks on typed text span as many ids as they have characters, the last one not counted', () => {
    const marks = corpusPages().flatMap(({ bytes }) => parsePage(bytes).scene.layers.flatMap(({ items }) => items))
    const lengths = marks.flatMap((item) => {
      if (item.kind !== 'highlight' || item.firstCharacter === undefined) return []
      const { text, firstCharacter, lastCharacter, includesLast } = item
      return [{ text, span: (lastCharacter?.counter ?? 0) - firstCharacter.counter, includesLast }]
    })
    expect(lengths).toEqual([
      { text: 'Why', span: 3, includesLast: false },
      { text: 'is the art', span: 10, includesLast: false },
    ])
  })
})
