import { expect, test } from 'vitest'
import { placeOf, readMetadata } from './metadata.ts'

const folder = (parent: string): { parent: string; isDeleted: boolean } => ({ parent, isDeleted: false })

// RM-11.3
test('metadata of a document is read with times in milliseconds', () => {
  const json = JSON.stringify({
    createdTime: '1783846337706',
    lastModified: '1662729219042000000',
    lastOpened: '0',
    lastOpenedPage: -1,
    parent: 'a9998bd1',
    pinned: true,
    type: 'DocumentType',
    visibleName: 'Einkäufe',
  })
  expect(readMetadata(json)).toEqual({
    visibleName: 'Einkäufe',
    kind: 'document',
    parent: 'a9998bd1',
    isDeleted: false,
    isPinned: true,
    lastModifiedMs: 1_662_729_219_042,
    createdMs: 1_783_846_337_706,
    lastOpenedMs: undefined,
    lastOpenedPage: undefined,
    problem: undefined,
  })
})

// RM-11.3, RM-11.4
test.each([
  ['CollectionType', 'collection'],
  ['TemplateType', 'template'],
  ['SomethingNew', 'document'],
])('type %s is a %s', (type, kind) => {
  expect(readMetadata(JSON.stringify({ type })).kind).toBe(kind)
})

test.each(['', '{"visibleName": "cut o', 'null', '[1]'])(
  'broken metadata %j is an unnamed document with a problem',
  (json) => {
    const metadata = readMetadata(json)
    expect(metadata.problem).toMatch(/no JSON object/)
    expect(metadata).toMatchObject({ visibleName: '', kind: 'document', parent: '' })
  },
)

// RM-11.4
test('a place names the collections from the top down', () => {
  const collections = new Map([
    ['inner', folder('outer')],
    ['outer', folder('')],
  ])
  expect(placeOf(folder('inner'), collections)).toEqual({ isInTrash: false, collections: ['outer', 'inner'] })
})

// RM-11.4
test('what lies in a collection in the trash is in the trash', () => {
  const collections = new Map([['inner', folder('trash')]])
  expect(placeOf(folder('inner'), collections)).toEqual({ isInTrash: true, collections: ['inner'] })
  expect(placeOf({ parent: '', isDeleted: true }, collections).isInTrash).toBe(true)
})

test('collections inside each other end the search', () => {
  const collections = new Map([
    ['a', folder('b')],
    ['b', folder('a')],
  ])
  expect(placeOf(folder('a'), collections)).toEqual({ isInTrash: false, collections: ['b', 'a'] })
})

test('a parent that was not uploaded counts as the top', () => {
  expect(placeOf(folder('elsewhere'), new Map())).toEqual({ isInTrash: false, collections: [] })
})
