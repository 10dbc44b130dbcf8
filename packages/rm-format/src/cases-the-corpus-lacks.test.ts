import { describe, expect, test } from 'vitest'
import { strokeThrough, strokesIn } from '../test/pages.ts'
import {
  STYLES,
  changeContent,
  newDocument,
  newMetadata,
  paragraphKind,
  parsePage,
  placeOf,
  planDocuments,
  readContent,
  readMetadata,
  readPageFiles,
  writeFlatPage,
  writeLayerMetadata,
  writePage,
} from './index.ts'

/** No file of the corpus shows these; our writer makes them, in the form that the facts tell. */
const stroke = strokeThrough([0, 10], [50, 60])
const uuid = '11111111-2222-4333-8444-555555555555'
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

// RM-2.2, RM-2.7, RM-11.8
test('a page of version 3, with names for its layers, one of them hidden', () => {
  const ink = writeFlatPage(3, [
    { label: '', items: [stroke] },
    { label: '', items: [stroke, stroke] },
  ])
  const layers = writeLayerMetadata([
    { name: 'Text', isVisible: true },
    { name: 'Notes', isVisible: false },
  ])
  const { scene, problems } = readPageFiles({ ink, layers: bytesOf(layers) })
  expect([scene.version, problems]).toEqual([3, []])
  expect(scene.layers.map(({ label, isVisible, items }) => [label, isVisible, items.length])).toEqual([
    ['Text', true, 1],
    ['Notes', false, 2],
  ])
})

// RM-5.3
test('hidden layers and hidden groups of version 6, with all that is in them', () => {
  const hidden = { kind: 'group' as const, label: 'inner', isVisible: false, items: [stroke] }
  const page = parsePage(
    writePage({
      layers: [
        { label: 'hidden', isVisible: false, items: [stroke] },
        { label: 'shown', items: [hidden] },
      ],
    }),
  )
  expect(page.scene.layers.map(({ isVisible }) => isVisible)).toEqual([false, true])
  expect(page.scene.layers[1]?.items).toMatchObject([{ label: 'inner', isVisible: false }])
  expect(strokesIn(page.scene)).toHaveLength(2)
})

// RM-7.11
test('lists with an indent in their properties, at every level', () => {
  const levels = Array.from({ length: 16 }, (_, level) => level)
  const paragraphs = levels.map((level) => ({
    text: `${level}`,
    style: STYLES.checkbox,
    baseStyle: 3,
    properties: 0x210 | level,
  }))
  const text = parsePage(writePage({ layers: [], text: { x: 0, y: 0, width: 900, paragraphs } })).scene.text
  const kinds = text?.paragraphs.map((paragraph) => paragraphKind(paragraph))
  expect(kinds).toEqual(levels.map((level) => ({ kind: 'checkbox', level, isChecked: false })))
})

// RM-7.4, RM-5.5
test('emoji in typed text: one id each, also for those that are joined, and anchors that count by them', () => {
  const family = '👩‍👩‍👧'
  const emoji = `a👍🏽b${family}c`
  const first = parsePage(
    writePage({ layers: [], text: { x: 0, y: 0, width: 9, paragraphs: [{ text: emoji, style: 1 }] } }),
  )
  const [paragraph] = first.scene.text?.paragraphs ?? []
  expect(paragraph?.text).toBe(emoji)
  expect(paragraph?.characterIds).toHaveLength(Array.from(emoji).length)
  const last = paragraph?.characterIds.at(-1)
  if (paragraph === undefined || last === undefined) throw new Error('a text was written')
  const anchor = { character: last, type: 1, threshold: 0, originX: 3 }
  const text = {
    x: 0,
    y: 0,
    width: 9,
    paragraphs: [
      {
        style: paragraph.style,
        text: `🌍${emoji}`,
        characterIds: [{ author: 9, counter: 9 }, ...paragraph.characterIds],
      },
    ],
  }
  const layers = [{ label: '', items: [{ kind: 'group' as const, anchor, items: [stroke] }] }]
  const again = parsePage(writePage({ layers, text })).scene
  const [group] = again.layers[0]?.items ?? []
  expect(group?.kind === 'group' && group.anchor?.character).toEqual(again.text?.paragraphs[0]?.characterIds.at(-1))
})

describe('a tablet of folders', () => {
  const files = new Map<string, string>()
  const add = (id: string, kind: 'document' | 'collection', parent: string): void => {
    files.set(`${id}.metadata`, newMetadata({ kind, visibleName: id, parent }))
    files.set(`${id}.content`, '{}')
  }
  add('letters', 'collection', '')
  add('2025', 'collection', 'letters')
  add('old', 'collection', 'trash')
  add('to-ada', 'document', '2025')
  add('torn', 'document', 'old')
  add('thrown-away', 'document', 'trash')
  const metadataOf = (path: string) => readMetadata(files.get(path) ?? '')
  const plan = planDocuments([...files.keys()], metadataOf)

  // RM-11.4
  test('tells folders from documents, and where each lies, also in the trash', () => {
    expect(plan.collections.map(({ uuid: name }) => name)).toEqual(['letters', '2025', 'old'])
    const collections = new Map(plan.collections.map(({ uuid: id }) => [id, metadataOf(`${id}.metadata`)]))
    const places = plan.documents.map(({ uuid: id }) => [id, placeOf(metadataOf(`${id}.metadata`), collections)])
    expect(places).toEqual([
      ['to-ada', { isInTrash: false, collections: ['letters', '2025'] }],
      ['torn', { isInTrash: true, collections: ['old'] }],
      ['thrown-away', { isInTrash: true, collections: [] }],
    ])
  })
})

// RM-11.11
test('tags of a document and of its pages', () => {
  const files = newDocument({ uuid, name: 'n', createdMs: 1, pages: [{ id: 'a' }, { id: 'b' }] })
  const made = new TextDecoder().decode(files.get(`${uuid}.content`))
  const tags = [{ name: 'home', taggedMs: 1_700_000_000_000 }]
  const pageTags = ['todo', 'Ärzte'].map((name) => ({ name, taggedMs: 1_700_000_000_001, pageId: 'b' }))
  const content = readContent(changeContent(made, { tags, pageTags }))
  expect(content.tags).toEqual(tags)
  expect(content.pages.map((page) => page.tags)).toEqual([[], ['todo', 'Ärzte']])
})
