import { layoutPage, toPdfOperators, toSvg } from '@kinfolio/ink'
import { parsePage } from '@kinfolio/rm-format'
import { PNG } from 'pngjs'
import { describe, expect, test } from 'vitest'
import { corpusFiles, hasCorpus, NEEDS_CORPUS } from '../test/corpus.ts'
import { inkF1 } from '../test/ink-f1.ts'
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

describe.skipIf(!hasCorpus)(`against the pictures of the official app (${NEEDS_CORPUS})`, () => {
  /** Measured when this was written; the goal of the project is a mean of 0.90. */
  const EACH = 0.89
  const MEAN = 0.935

  test('ink lies where the tablet puts it, text and strokes alike', { timeout: 120_000 }, async () => {
    const references = corpusFiles('device-export', '.png')
    expect(references).toHaveLength(7)
    const pages = new Map(corpusFiles('device-export', '.rm').map(({ name, bytes }) => [name, bytes]))
    const scores: number[] = []
    for (const { name, bytes } of references) {
      const page = pages.get(name.replace('.png', '.rm')) ?? new Uint8Array()
      const drawn = await toPng(layoutPage(parsePage(page).scene))
      const score = inkF1(PNG.sync.read(Buffer.from(bytes)), PNG.sync.read(Buffer.from(drawn)))
      expect([name, score > EACH]).toEqual([name, true])
      scores.push(score)
    }
    expect(scores.reduce((sum, score) => sum + score, 0) / scores.length).toBeGreaterThan(MEAN)
  })
})
