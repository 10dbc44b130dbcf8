import { documentId, pageId, sha256, type Sha256 } from '@kinfolio/contracts'
import { describe, expect, test } from 'vitest'
import { BlobMissing, type Blobs } from '../../kernel/blobs/blobs.port.ts'
import type { PageSource } from '../library/index.ts'
import { loadPageParts } from './load-page-parts.ts'

const MB = 1024 * 1024
const hashOf = (letter: string): Sha256 => sha256.parse(letter.repeat(64))
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

const bare: PageSource = {
  pageId: pageId.parse('01890000-0000-7000-8000-000000000001'),
  documentId: documentId.parse('01890000-0000-7000-8000-000000000002'),
  documentTitle: 'Garden',
  number: 1,
  version: hashOf('0'),
  drawStatus: 'pending',
  ocrStatus: 'pending',
  inkSha256: undefined,
  layersSha256: undefined,
  template: undefined,
  isLandscape: false,
  extras: [],
  source: undefined,
}

/** Bytes that hold these texts under the hash of one letter each; notes what was read with which limit. */
function blobsWith(texts: Record<string, string>) {
  const limits: (number | undefined)[] = []
  const read: Blobs['read'] = async (hash, options) => {
    limits.push(options?.limitBytes)
    const text = texts[hash.slice(0, 1)]
    if (text === undefined) throw new BlobMissing(hash)
    return bytesOf(text)
  }
  const never = (): never => {
    throw new Error('nothing but reading is needed')
  }
  const blobs: Blobs = { read, put: never, open: never, size: never, remove: never, list: never }
  return { limits, blobs }
}

describe('the parts of a page', () => {
  test('are read by their hashes, each under its own name', async () => {
    const { blobs } = blobsWith({ a: 'ink', b: 'layers', c: 'marks', d: 'photo', e: 'sketch', f: '%PDF' })
    const page: PageSource = {
      ...bare,
      inkSha256: hashOf('a'),
      layersSha256: hashOf('b'),
      template: 'P Grid medium',
      isLandscape: true,
      extras: [
        { role: 'image', name: 'one.png', sha256: hashOf('d') },
        { role: 'highlights', name: 'page.json', sha256: hashOf('c') },
        { role: 'image', name: 'two.png', sha256: hashOf('e') },
      ],
      source: { sha256: hashOf('f'), kind: 'pdf', page: 3 },
    }
    expect(await loadPageParts({ blobs }, page)).toEqual({
      ink: bytesOf('ink'),
      layers: bytesOf('layers'),
      highlights: bytesOf('marks'),
      images: [
        { name: 'one.png', bytes: bytesOf('photo') },
        { name: 'two.png', bytes: bytesOf('sketch') },
      ],
      template: 'P Grid medium',
      isLandscape: true,
      source: { kind: 'pdf', page: 3, sha256: hashOf('f'), bytes: bytesOf('%PDF') },
    })
  })

  test('of an empty page are none, and nothing is read', async () => {
    const { blobs, limits } = blobsWith({})
    const parts = await loadPageParts({ blobs }, bare)
    expect(parts).toEqual({
      ink: undefined,
      layers: undefined,
      highlights: undefined,
      images: [],
      template: undefined,
      isLandscape: false,
      source: undefined,
    })
    expect(limits).toEqual([])
  })

  test('are never read without a limit: a source may be larger than a page’s own files', async () => {
    const { blobs, limits } = blobsWith({ a: 'ink', f: '%PDF' })
    const source = { sha256: hashOf('f'), kind: 'pdf', page: 0 } as const
    await loadPageParts({ blobs }, { ...bare, inkSha256: hashOf('a'), source })
    expect(limits).toEqual([256 * MB, 512 * MB])
  })

  test.each([
    ['its ink', { inkSha256: hashOf('9') }],
    ['its layers', { layersSha256: hashOf('9') }],
    ['a picture on it', { extras: [{ role: 'image' as const, name: 'x.png', sha256: hashOf('9') }] }],
    ['its source', { source: { sha256: hashOf('9'), kind: 'epub' as const, page: 0 } }],
  ])('are not drawn without %s: a page with a hole would be taken for the whole', async (_, more) => {
    const { blobs } = blobsWith({ a: 'ink' })
    await expect(loadPageParts({ blobs }, { ...bare, ...more })).rejects.toBeInstanceOf(BlobMissing)
  })
})
