import { describe, expect, test } from 'vitest'
import { strokeThrough, strokesIn } from '../../test/pages.ts'
import { assembleDocument, parsePage, planDocuments, readContent, readMetadata, readPageFiles } from '../index.ts'
import { indexKey, newDocument } from './new-document.ts'

const uuid = '11111111-2222-4333-8444-555555555555'
const ink = { layers: [{ label: 'Layer 1', items: [strokeThrough([0, 0], [5, 5])] }] }
const text = (files: Map<string, Uint8Array>, path: string): string => new TextDecoder().decode(files.get(path))

describe('a new document (RM-11.14)', () => {
  const pages = [{ id: 'a', page: ink, template: 'P Lines medium' }, { id: 'b' }, { id: 'c', page: ink }]
  const files = newDocument({ uuid, name: 'Heft', createdMs: 1_700_000_000_000, pages, parent: 'p' })

  test('is planned and read like one of the tablet', () => {
    const { documents, loose } = planDocuments([...files.keys()])
    expect([documents.length, loose]).toEqual([1, []])
    const [plan] = documents
    if (plan === undefined) throw new Error('a document was planned')
    const content = readContent(text(files, plan.contentPath ?? ''))
    expect(content).toMatchObject({ fileType: 'notebook', formatVersion: 2, orientation: 'portrait', problems: [] })
    const assembled = assembleDocument({ plan, content })
    expect(assembled.map(({ id, template, isOrphan }) => [id, template, isOrphan])).toEqual([
      ['a', 'P Lines medium', false],
      ['b', 'Blank', false],
      ['c', 'Blank', false],
    ])
    const shown = assembled.map(({ path }) => strokesIn(readPageFiles({ ink: files.get(path ?? '') }).scene).length)
    expect(shown).toEqual([1, 0, 1])
    expect(readMetadata(text(files, plan.metadataPath ?? ''))).toMatchObject({
      visibleName: 'Heft',
      parent: 'p',
      createdMs: 1_700_000_000_000,
    })
  })

  test('has no file for an empty sheet, and its author in content and pages', () => {
    const authorUuid = '0a0b0c0d-0102-4304-8506-070809000a0b'
    const made = newDocument({ uuid, name: '', createdMs: 1, pages, authorUuid })
    expect([...made.keys()]).toEqual([`${uuid}.metadata`, `${uuid}.content`, `${uuid}/a.rm`, `${uuid}/c.rm`])
    expect(JSON.parse(text(made, `${uuid}.content`)).cPages.uuids).toEqual([{ first: authorUuid, second: 1 }])
    expect([...parsePage(made.get(`${uuid}/a.rm`) ?? new Uint8Array()).authors.values()]).toEqual([authorUuid])
  })

  test('on a PDF says which page of it lies under each', () => {
    const pdf = new TextEncoder().encode('%PDF-1.7')
    const onPdf = [{ id: 'a', sourcePage: 0 }, { id: 'note' }, { id: 'b', sourcePage: 1 }]
    const made = newDocument({ uuid, name: '', createdMs: 1, pages: onPdf, pdf, orientation: 'landscape' })
    const content = readContent(text(made, `${uuid}.content`))
    expect(content).toMatchObject({ fileType: 'pdf', orientation: 'landscape' })
    expect(content.pages.map(({ sourcePage }) => sourcePage)).toEqual([0, undefined, 1])
    expect(made.get(`${uuid}.pdf`)).toBe(pdf)
  })

  test('keeps the order of any number of pages', () => {
    const keys = Array.from({ length: 3000 }, (_, index) => indexKey(index))
    expect(keys.slice(0, 27)).toEqual([...Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => `b${letter}`), 'ca'])
    expect(keys.toSorted()).toEqual(keys)
    expect(new Set(keys).size).toBe(3000)
  })
})
