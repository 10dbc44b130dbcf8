import { describe, expect, test } from 'vitest'
import { NEEDS_CORPUS, corpusPages, hasCorpus } from '../test/corpus.ts'
import { madePages } from '../test/made-pages.ts'
import { THE_FORMAT, checkScene, holdPromises } from '../test/page-promises.ts'
import { pageOfStrokes } from '../test/pages.ts'
import { seededRandom } from '../test/seeded-random.ts'
import { parsePage } from './index.ts'

/**
 * Damaged pages in great number. Everywhere a seeded part runs; KINFOLIO_FUZZ=full runs 200 cuts and 2,000 changes
 * of every corpus page, and of pages made here, so that there is something to run without the corpus.
 */
const isFull = process.env['KINFOLIO_FUZZ'] === 'full'
/** CPU of one parse, with room for a collection of garbage that happens to fall into it. */
const MAX_PARSE_MS = 2000

const pages = [...madePages(), ...corpusPages()]
const cuts = isFull ? 200 : 8
const changes = isFull ? 2000 : Math.ceil(2000 / pages.length)

const where = hasCorpus ? 'the corpus and made pages' : `made pages; the corpus is absent: ${NEEDS_CORPUS}`

// RM-1.6, RM-10.4
describe(`from ${where}`, () => {
  test.each(pages)('$name, cut', ({ name, bytes }) => {
    const random = seededRandom(seedOf(name))
    for (let round = 0; round < cuts; round++) check(bytes.subarray(0, Math.floor(random() * bytes.length)))
  })

  test.each(pages)('$name, changed', ({ name, bytes }) => {
    const random = seededRandom(seedOf(name) ^ 0x5eed)
    for (let round = 0; round < changes; round++) check(mutate(bytes, random))
  })
})

test('the checks see what they look for', () => {
  const page = parsePage(pageOfStrokes(1))
  const [item] = page.scene.layers[0]?.items ?? []
  if (item?.kind !== 'stroke') throw new Error('a stroke was written')
  item.points.x[0] = NaN
  expect(() => checkScene(page.scene)).toThrow('a point')
})

/** The promises hold, and within a time that any input is read in. */
function check(bytes: Uint8Array): void {
  const start = process.cpuUsage()
  holdPromises(THE_FORMAT, bytes)
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(MAX_PARSE_MS)
}

/** Bytes flipped, numbers made extreme, parts left out, doubled or moved: one to four such changes. */
function mutate(original: Uint8Array, random: () => number): Uint8Array {
  let bytes: Uint8Array = original.slice()
  const rounds = 1 + Math.floor(random() * 4)
  for (let round = 0; round < rounds; round++) {
    const at = Math.min(bytes.length - 1, 43 + Math.floor(random() * (bytes.length - 43)))
    const length = Math.floor(random() * random() * 64)
    const kind = Math.floor(random() * 6)
    if (kind <= 1) bytes[at] = Math.floor(random() * 256)
    else if (kind === 2) bytes.fill(random() < 0.5 ? 0xff : 0, at, at + 4)
    else if (kind === 3) bytes = joined([bytes.subarray(0, at), bytes.subarray(at + length)])
    else if (kind === 4) bytes = joined([bytes.subarray(0, at + length), bytes.subarray(at)])
    else bytes.copyWithin(at, 43 + Math.floor(random() * (bytes.length - 43)), bytes.length - length)
  }
  return bytes
}

function joined(parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

function seedOf(name: string): number {
  return new TextEncoder().encode(name).reduce((seed, byte) => (Math.imul(seed, 31) + byte) | 0, 7)
}
