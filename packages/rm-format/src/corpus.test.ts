import { describe, expect, test } from 'vitest'
import { NEEDS_CORPUS, corpusPages, hasCorpus } from '../test/corpus.ts'
import { parsePage, writeBlocks } from './index.ts'

describe.skipIf(!hasCorpus)(`every page of the corpus (${NEEDS_CORPUS})`, () => {
  const pages = corpusPages()

  // RM-1.1, RM-1.2
  test('there are 24 pages of version 5, one of version 4 and 96 of version 6', () => {
    const versions = pages.map(({ bytes }) => parsePage(bytes).scene.version)
    const counts = [3, 4, 5, 6].map((version) => versions.filter((seen) => seen === version).length)
    expect(counts).toEqual([0, 1, 24, 96])
  })

  // RM-1.6
  test.each(pages)('$name is read, and written again byte for byte', ({ bytes }) => {
    const page = parsePage(bytes)
    expect(Buffer.from(writeBlocks(page)).equals(bytes)).toBe(true)
  })

  // RM-10.2, RM-10.5
  test('only the four pages that are known to be damaged report a problem', () => {
    const damaged = pages.flatMap(({ name, bytes }) =>
      parsePage(bytes).problems.map(({ code }) => `${name.split('/').at(-1)} ${code}`),
    )
    expect(damaged).toEqual([
      'RemarkableSync__minimal_v4.rm cut-off',
      'RemarkableSync__minimal_v5.rm cut-off',
      'RemarkableSync__minimal_v6.rm trailing-bytes',
      'obsidian-remarkable-tagged-sync__notebook-typed-text-highlights.rm missing-parent',
    ])
  })
})
