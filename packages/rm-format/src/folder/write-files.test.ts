import { describe, expect, test } from 'vitest'
import { NEEDS_CORPUS, corpusBytes, corpusFiles, hasCorpus } from '../../test/corpus.ts'
import { readContent, readHighlights, readLayerMetadata, readMetadata, readPagedata } from '../index.ts'
import type { HighlightInput } from '../index.ts'
import {
  changeContent,
  changeMetadata,
  newMetadata,
  writeHighlights,
  writeLayerMetadata,
  writePagedata,
} from './write-files.ts'

const METADATA = `{
    "futureField": 12345678901234567890,
    "lastModified": "1662729351781575992",
    "lastOpened": "1662729360280",
    "parent": "",
    "pinned": false,
    "type": "DocumentType",
    "visibleName": "old"
}
`

describe('.metadata (RM-11.3, RM-11.13)', () => {
  test('with a new name has every other byte as it was', () => {
    expect(changeMetadata(METADATA, { visibleName: 'neu "ß"' })).toBe(METADATA.replace('"old"', '"neu \\"ß\\""'))
    expect(changeMetadata(METADATA, {})).toBe(METADATA)
  })

  test('keeps the form of its times: nanoseconds, text or number', () => {
    const ms = 1_700_000_000_123
    const changed = changeMetadata(METADATA, { lastModifiedMs: ms, lastOpenedMs: ms, createdMs: ms })
    expect(changed).toContain('"lastModified": "1700000000123000000"')
    expect(changed).toContain('"lastOpened": "1700000000123"')
    expect(changed).toContain('"createdTime": "1700000000123"')
    expect(changeMetadata('{"lastModified":5}', { lastModifiedMs: ms })).toBe(`{"lastModified":${ms}}`)
    expect(readMetadata(changed)).toMatchObject({ lastModifiedMs: ms, lastOpenedMs: ms, createdMs: ms })
  })

  test('can be moved to a folder, into the trash, pinned, and deleted', () => {
    const change = { parent: 'trash', isPinned: true, isDeleted: true, lastOpenedPage: 3 }
    expect(readMetadata(changeMetadata(METADATA, change))).toMatchObject(change)
  })

  test.each(['document', 'collection', 'template'] as const)('of a new %s is read as one', (kind) => {
    const json = newMetadata({ kind, visibleName: 'Übung', parent: 'p', createdMs: 1_700_000_000_000 })
    const read = readMetadata(json)
    expect(read).toMatchObject({
      kind,
      visibleName: 'Übung',
      parent: 'p',
      createdMs: 1_700_000_000_000,
      problem: undefined,
    })
    expect(read).toMatchObject({ isPinned: false, isDeleted: false, lastModifiedMs: undefined })
  })

  test('that is no JSON is not made worse', () => {
    expect(() => changeMetadata('{"visibleName', { visibleName: 'x' })).toThrow(SyntaxError)
  })
})

describe('.content (RM-11.5, RM-11.13)', () => {
  const CONTENT = `{
    "cPages": {
        "pages": [
            {
                "id": "one",
                "idx": {
                    "timestamp": "2:17",
                    "value": "ba"
                },
                "template": {
                    "timestamp": "1:1",
                    "value": "Blank"
                }
            },
            {
                "id": "two",
                "idx": {
                    "timestamp": "1:2",
                    "value": "bb"
                }
            }
        ]
    },
    "formatVersion": 2,
    "orientation": "portrait",
    "transform": {
        "m11": 1.0
    }
}
`

  test('with a new template has it as the newest write, and every other byte as it was', () => {
    const changed = changeContent(CONTENT, { templates: new Map([['one', 'P Dots S']]) })
    expect(changed).toBe(
      CONTENT.replace(
        '"timestamp": "1:1",\n                    "value": "Blank"',
        '"timestamp": "1:18",\n                    "value": "P Dots S"',
      ),
    )
    const both = changeContent(CONTENT, {
      templates: new Map([
        ['two', 'P Grid medium'],
        ['one', 'Blank'],
      ]),
    })
    expect(readContent(both).pages.map(({ template }) => template)).toEqual(['Blank', 'P Grid medium'])
    expect(both).toContain('"timestamp": "1:18"')
  })

  test('of a page that it has not is an error', () => {
    expect(() => changeContent(CONTENT, { templates: new Map([['three', 'Blank']]) })).toThrow(RangeError)
    expect(() => changeContent('{"pages":["one"]}', { templates: new Map([['one', 'Blank']]) })).toThrow(RangeError)
  })

  test('takes tags, page tags, orientation, cover and zoom', () => {
    const tags = [{ name: 'home', taggedMs: 5 }]
    const pageTags = [
      { name: 'todo', taggedMs: 6, pageId: 'two' },
      { name: 'x', taggedMs: undefined, pageId: 'two' },
    ]
    const changed = changeContent(CONTENT, {
      tags,
      pageTags,
      orientation: 'landscape',
      coverPage: 0,
      zoomMode: 'fitToWidth',
    })
    const read = readContent(changed)
    expect(read).toMatchObject({ tags, orientation: 'landscape', coverPage: 0, zoom: { mode: 'fitToWidth' } })
    expect(read.pages.map((page) => page.tags)).toEqual([[], ['todo', 'x']])
    expect(changed).toContain('"m11": 1.0')
    expect(readContent(changeContent(changed, { coverPage: -1, pageTags: [] }))).toMatchObject({ coverPage: undefined })
  })

  test.skipIf(!hasCorpus)(`of the corpus is the same after a change is taken back (${NEEDS_CORPUS})`, () => {
    const names = corpusFiles('documents').filter((name) => name.endsWith('.content'))
    for (const name of names) {
      const text = new TextDecoder().decode(corpusBytes(name))
      const { orientation } = readContent(text)
      const turned = changeContent(text, { orientation: orientation === 'portrait' ? 'landscape' : 'portrait' })
      expect(readContent(turned).orientation).not.toBe(orientation)
      expect(changeContent(turned, { orientation })).toBe(text)
    }
    expect(names.length).toBeGreaterThan(15)
  })
})

test('templates, layer names and old highlights are read as they were written (RM-11.7, RM-11.8, RM-11.9)', () => {
  expect(readPagedata(writePagedata(['Blank', '', 'P Dots S']))).toEqual(['Blank', '', 'P Dots S'])
  expect(writePagedata(['Blank', 'Blank'])).toBe('Blank\nBlank\n')
  const layers = [
    { name: 'Layer 1', isVisible: true },
    { name: 'hidden', isVisible: false },
  ]
  expect(readLayerMetadata(writeLayerMetadata(layers))).toEqual(layers)
  expect(writeLayerMetadata(layers.slice(0, 1))).toBe(
    '{\n    "layers": [\n        {\n            "name": "Layer 1"\n        }\n    ]\n}\n',
  )
  const rects = [{ x: -702, y: 5, width: 10, height: 20 }]
  const mark: HighlightInput = { kind: 'highlight', colour: 4, text: 'so', start: 3, length: 2, rects }
  const { start: _, length: __, ...bare } = mark
  expect(readHighlights(writeHighlights([[mark], [bare]]))).toMatchObject([mark, bare])
  expect(JSON.parse(writeHighlights([[mark]])).highlights[0][0].rects[0].x).toBe(0)
})
