import { createHash } from 'node:crypto'
import { documentId, jobId, pageId, sha256, spaceId, type Sha256 } from '@kinfolio/contracts'
import { describe, expect, test } from 'vitest'
import { BlobMissing, type Blobs } from '../../kernel/blobs/blobs.port.ts'
import type { Tx } from '../../kernel/database/index.ts'
import type { JobRun } from '../../kernel/jobs/job.ts'
import type { Library, PageSource } from '../library/index.ts'
import { drawPage, giveUpDrawing, type DrawPageDeps } from './draw-page.ts'
import type { PageParts } from './drawing/page-parts.ts'

const home = spaceId.parse('01890000-0000-7000-8000-000000000003')
const page = pageId.parse('01890000-0000-7000-8000-000000000001')
const hashOf = (bytes: Uint8Array): Sha256 => sha256.parse(createHash('sha256').update(bytes).digest('hex'))
const version = sha256.parse('1'.repeat(64))
const later = sha256.parse('2'.repeat(64))
const ink = new TextEncoder().encode('ink')
const bytesOf = (text: string) => new TextEncoder().encode(text)
const drawn = {
  svg: bytesOf('<svg/>'),
  png: bytesOf('png'),
  thumbnail: bytesOf('small'),
  width: 1_404,
  height: 1_872,
  isBlank: false,
  problems: ['one stroke was left out'],
}

function sourceOf(more: Partial<PageSource> = {}): PageSource {
  return {
    pageId: page,
    documentId: documentId.parse('01890000-0000-7000-8000-000000000002'),
    documentTitle: 'Garden',
    number: 1,
    version,
    drawStatus: 'pending',
    ocrStatus: 'pending',
    inkSha256: hashOf(ink),
    layersSha256: undefined,
    template: undefined,
    isLandscape: false,
    extras: [],
    source: undefined,
    ...more,
  }
}

// Nothing here touches the transaction; it only has to arrive where it belongs.
const tx = {} as Tx
const signal = new AbortController().signal

type Recorded = Parameters<Library['recordPageDrawing']>[0]

/** The library has this page (or none); notes what is drawn, kept and recorded, in their order. */
function houseOf(found: PageSource | undefined, draw: (parts: PageParts) => unknown = () => drawn) {
  const steps: string[] = []
  const recorded: Recorded[] = []
  const kept = new Map<Sha256, Uint8Array>([[hashOf(ink), ink]])
  const blobs: Pick<Blobs, 'read' | 'put'> = {
    read: async (hash) => {
      const bytes = kept.get(hash)
      if (bytes === undefined) throw new BlobMissing(hash)
      return bytes
    },
    put: async (bytes) => {
      if (!(bytes instanceof Uint8Array)) throw new TypeError('bytes are expected')
      steps.push('kept')
      kept.set(hashOf(bytes), bytes)
      return { sha256: hashOf(bytes), sizeBytes: bytes.byteLength }
    },
  }
  const library = {
    readPageSource: async () => found,
    recordPageDrawing: async (drawing: Recorded) => void (steps.push('recorded'), recorded.push(drawing)),
    recordDrawFailure: async (failure: object) => void steps.push(JSON.stringify({ ...failure, tx: undefined })),
  }
  const pool = {
    run: async (_task: unknown, parts: PageParts, options: { timeoutMs: number; signal: AbortSignal }) => {
      steps.push(`drawn within ${options.timeoutMs / 1_000} s`)
      if (options.signal !== signal) throw new Error('the job’s own signal is passed on')
      return draw(parts)
    },
  }
  const run = {
    id: jobId.parse('01890000-0000-7000-8000-000000000004'),
    spaceId: home,
    context: { kind: 'job', spaceId: home, onBehalfOf: undefined },
    signal,
    finish: async (work: (tx: Tx) => Promise<unknown>) => (steps.push('finishing'), work(tx)),
  }
  // Only what a drawing uses is there: the rest of the ports would be noise.
  return {
    steps,
    recorded,
    kept,
    deps: { blobs, library, pool } as unknown as DrawPageDeps,
    run: run as unknown as JobRun,
  }
}

describe('drawing a page', () => {
  test('keeps its pictures before anything says that they are there', async () => {
    const { deps, run, steps, recorded, kept } = houseOf(sourceOf())
    await drawPage(deps, { pageId: page, version, run })
    expect(steps).toEqual(['drawn within 60 s', 'kept', 'kept', 'kept', 'finishing', 'recorded'])
    const [drawing] = recorded
    expect(drawing).toMatchObject({
      tx,
      spaceId: home,
      pageId: page,
      version,
      isBlank: false,
      problems: drawn.problems,
    })
    expect(drawing?.drawing).toMatchObject({ width: 1_404, height: 1_872 })
    for (const name of ['svg', 'png', 'thumbnail'] as const) {
      expect(kept.get(drawing?.drawing[name].sha256 ?? version)).toBe(drawn[name])
    }
  })

  test('draws from the bytes of this very page', async () => {
    const seen: PageParts[] = []
    const { deps, run } = houseOf(sourceOf({ template: 'P Lines' }), (parts) => (seen.push(parts), drawn))
    await drawPage(deps, { pageId: page, version, run })
    expect(seen).toMatchObject([{ ink, template: 'P Lines', source: undefined, images: [] }])
  })

  test.each([
    ['has another version by now', sourceOf({ version: later })],
    ['was removed', undefined],
  ])('of a page that %s is left alone: nothing is drawn, kept or recorded', async (_, found) => {
    const { deps, run, steps } = houseOf(found)
    await drawPage(deps, { pageId: page, version, run })
    expect(steps).toEqual([])
  })

  test('that fails records nothing, so that the job is tried again', async () => {
    const { deps, run, steps } = houseOf(sourceOf(), () => {
      throw new Error('the worker took too long')
    })
    await expect(drawPage(deps, { pageId: page, version, run })).rejects.toThrow('took too long')
    expect(steps).toEqual(['drawn within 60 s'])
  })

  test('of a page whose bytes are missing never reaches a worker', async () => {
    const { deps, run, steps } = houseOf(sourceOf({ inkSha256: later }))
    await expect(drawPage(deps, { pageId: page, version, run })).rejects.toBeInstanceOf(BlobMissing)
    expect(steps).toEqual([])
  })
})

test('a page that is given up says why, and that nothing is lost', async () => {
  const { deps, run, steps } = houseOf(sourceOf())
  await giveUpDrawing(deps, { tx, pageId: page, version, run, error: 'the worker took too long' })
  expect(steps.map((step) => JSON.parse(step))).toEqual([
    {
      spaceId: home,
      pageId: page,
      version,
      problem: 'This page could not be drawn: the worker took too long. Its bytes are kept.',
    },
  ])
})
