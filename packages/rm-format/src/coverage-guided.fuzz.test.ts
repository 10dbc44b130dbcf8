import { beforeAll, describe, expect, test } from 'vitest'
import { corpusBytes, corpusFiles, corpusPages, hasCorpus } from '../test/corpus.ts'
import { explore } from '../test/fuzz/explore.ts'
import type { Explored } from '../test/fuzz/explore.ts'
import { OUT_OF_STEPS, instrument } from '../test/fuzz/instrument.ts'
import type { Instrumented } from '../test/fuzz/instrument.ts'
import { mutateBytes, mutatePage, shortened } from '../test/fuzz/mutate.ts'
import { madePages } from '../test/made-pages.ts'
import { holdPromises, holdWritersPromise } from '../test/page-promises.ts'
import { seededRandom } from '../test/seeded-random.ts'

/**
 * Bytes that reach new places of the code are kept and changed further. `npm run fuzz` goes on for these seconds from a
 * new seed, which it prints; everywhere else the runs are counted and the seed is fixed, so that each run is the same.
 */
const FULL_SECONDS = 300
const RUNS = 30_000
const FIXED_SEED = 226

const isFull = process.env['KINFOLIO_FUZZ'] === 'full'
const seed = Number(process.env['KINFOLIO_FUZZ_SEED'] ?? (isFull ? Date.now() % 1e9 : FIXED_SEED))

/** Places that reading an input may pass: so many at all, and so many more for each byte. The corpus needs a tenth. */
const STEPS = 3_000
const STEPS_PER_BYTE = 60
/** Writing and reading again costs as much for each thing shown; a run of the text may stand for many. */
const STEPS_TO_WRITE = 5_000_000
/** Longer inputs cost too much time for what they add. */
const MAX_BYTES = 8_192

let counted: Instrumented
beforeAll(async () => {
  counted = await instrument()
}, 60_000)

function exploreFor(share: number, parts: Pick<Parameters<typeof explore>[0], 'target' | 'seeds'>): Explored {
  const end = performance.now() + FULL_SECONDS * share * 1000
  const goesOn = (runs: number): boolean => (isFull ? performance.now() < end : runs < RUNS * share)
  const explored = explore({
    ...parts,
    goesOn,
    random: seededRandom(seed),
    numbers: counted.literals,
    maxBytes: MAX_BYTES,
  })
  const { runs, places, kept } = explored
  console.log(`seed ${seed}: ${runs} runs passed ${places} places, ${kept.length} inputs kept`)
  return explored
}

/** What was found, so that it can be made a test of its own. */
function found({ failures }: Explored): string[] {
  return failures.map(({ message, bytes }) => `${message} ${Buffer.from(bytes).toString('base64')}`)
}

describe(`coverage-guided, from ${hasCorpus ? 'the corpus and made pages' : 'made pages'}`, () => {
  // RM-1.6, RM-10.4, RM-10.8
  test('no page breaks a promise', { timeout: 1_800_000 }, () => {
    const run = (bytes: Uint8Array): void => {
      counted.reset()
      counted.allow(STEPS + bytes.length * STEPS_PER_BYTE)
      const page = holdPromises(counted.format, bytes)
      counted.allow(STEPS_TO_WRITE)
      if (page !== undefined) holdWritersPromise(counted.format, page.scene)
    }
    const explored = exploreFor(0.8, {
      target: { run, counters: counted.counters, mutate: mutatePage },
      seeds: [...madePages(), ...corpusPages()].map(({ bytes }) => shortened(bytes, MAX_BYTES)),
    })
    expect(found(explored)).toEqual([])
    expect(explored.kept.length).toBeGreaterThan(100)
  })

  test('no file of the document folder breaks a promise', { timeout: 1_800_000 }, () => {
    const run = (bytes: Uint8Array): void => {
      counted.reset()
      counted.allow(STEPS + bytes.length * STEPS_PER_BYTE)
      const json = new TextDecoder().decode(bytes)
      const { readContent, readHighlights, readLayerMetadata, readMetadata, readPagedata } = counted.format
      const read = [readMetadata(json), readContent(json), readLayerMetadata(json), readHighlights(json)]
      readPagedata(json)
      if (/NaN|Infinity/.test(JSON.stringify(read, (_, value: unknown) => (isNoNumber(value) ? 'NaN' : value))))
        throw new Error('a value that was read is no number')
      checkChange(json)
    }
    const names = corpusFiles().filter((name) => /\.(metadata|content|json)$/.test(name) && !name.includes('semantics'))
    const explored = exploreFor(0.2, {
      target: { run, counters: counted.counters, mutate: mutateBytes },
      seeds: [...MADE_JSON.map((json) => new TextEncoder().encode(json)), ...names.map((name) => corpusBytes(name))],
    })
    expect(found(explored)).toEqual([])
  })
})

/** Of a JSON object, a value put in and taken out again leaves the bytes as they were. */
function checkChange(json: string): void {
  const { readMetadata, changeJson } = counted.format
  if (readMetadata(json).problem !== undefined || json.includes('"a field of ours"')) return
  const there = changeJson(json, { path: ['a field of ours', 'in it'], value: [1, 'x'] })
  if (changeJson(there, { path: ['a field of ours'], value: undefined }) === json) return
  // Of an empty object the spaces inside are the writer's.
  if (!/^\s*\ufeff?\s*\{\s*\}\s*$/.test(json)) throw new Error('a change that was taken back left something behind')
}

function isNoNumber(value: unknown): boolean {
  return typeof value === 'number' && !Number.isFinite(value)
}

const MADE_JSON = [
  '{"cPages":{"pages":[{"id":"a","idx":{"value":"ba"},"redir":{"value":0},"deleted":{"value":1}}]},"fileType":"pdf"}',
  '{"pages":["a","b"],"redirectionPageMap":[0,-1],"tags":[{"name":"t","timestamp":1}],"coverPageNumber":0}',
  '{"visibleName":"n","parent":"trash","lastModified":"1700000000000","pinned":true,"lastOpenedPage":3}',
  '{"highlights":[[{"text":"t","color":3,"rects":[{"x":0,"y":0,"width":1,"height":1}]}]],"layers":[{"name":"n"}]}',
]

describe('the fuzzer', () => {
  const seeds = [Uint8Array.from([1, 2, 3, 4])]
  const trap = (counters: Uint32Array, bytes: Uint8Array): void => {
    counters.fill(0)
    for (const [depth, byte] of [7, 9, 200].entries()) {
      counters[depth] = 1
      if (bytes[depth] !== byte) return
    }
    throw new Error('the trap')
  }
  const dig = (isGuided: boolean): Explored => {
    const counters = new Uint32Array(3)
    const run = (bytes: Uint8Array): void => {
      trap(counters, bytes)
    }
    const target = { run, counters: isGuided ? counters : new Uint32Array(3), mutate: mutateBytes }
    const random = seededRandom(1)
    return explore({ target, seeds, random, numbers: [], maxBytes: 16, goesOn: (runs) => runs < 60_000 })
  }

  test('digs step by step where chance alone does not come, and shortens what it finds', () => {
    expect(dig(true).failures.map(({ message, bytes }) => [message, [...bytes]])).toEqual([
      ['Error: the trap', [7, 9, 200]],
    ])
    expect(dig(false).failures).toEqual([])
  })

  test('stops code that goes on for too long', () => {
    counted.allow(10)
    expect(() => counted.format.parsePage(madePages()[0]?.bytes ?? new Uint8Array())).toThrow(OUT_OF_STEPS)
  })

  test('runs the same code that is shipped, with a counter at every turn', () => {
    counted.reset()
    counted.allow(Infinity)
    for (const { bytes } of madePages()) counted.format.parsePage(bytes)
    expect(counted.counters.filter((count) => count > 0).length).toBeGreaterThan(300)
    expect(Object.keys(counted.format).toSorted()).toContain('parsePage')
  })
})
