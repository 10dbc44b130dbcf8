import { layoutPage, toPdfOperators, toSvg } from '@kinfolio/ink'
import { parsePage } from '@kinfolio/rm-format'
import { describe, expect, test } from 'vitest'
import { corpusFiles, hasCorpus, NEEDS_CORPUS } from '../test/corpus.ts'
import { toPng } from './index.ts'

describe.skipIf(!hasCorpus)(`every page of the corpus (${NEEDS_CORPUS})`, () => {
  test('is drawn without a number that is none, and with all its strokes that leave a mark', () => {
    const pages = corpusFiles('.', '.rm')
    expect(pages.length).toBeGreaterThan(100)
    for (const { name, bytes } of pages) {
      const page = layoutPage(parsePage(bytes).scene, { template: 'P Grid medium' })
      const svg = toSvg(page, { title: name })
      const strokes = page.marks.filter((mark) => mark.kind === 'outline').length
      expect([name, svg.match(/data-stroke=/g)?.length ?? 0]).toEqual([name, strokes])
      const drawn = svg.replaceAll(/<text.*?<\/text>|<title.*?<\/title>/gs, '')
      expect([name, /NaN|Infinity|undefined/.exec(drawn)]).toEqual([name, null])
      expect([name, /NaN|Infinity|undefined/.exec(toPdfOperators(page).content)]).toEqual([name, null])
    }
  })

  test('is drawn on a canvas in bounded size', async () => {
    for (const { name, bytes } of corpusFiles('.', '.rm').filter((_, i) => i % 5 === 0)) {
      const png = Buffer.from(await toPng(layoutPage(parsePage(bytes).scene), { scale: 0.25 }))
      expect([name, png.readUInt32BE(16) * png.readUInt32BE(20) < 1_000_000]).toEqual([name, true])
    }
  })
})
