import { sha256 } from '@kinfolio/contracts'
import { expect, test } from 'vitest'
import { aDocumentId, aJobId, aQuota } from '../made.testing.ts'
import { freshProgress, runIntake } from './run-intake.ts'
import type { BatchOutcome, IntakeProgress, SendBatch } from './run-intake.ts'

type File = { name: string; sizeBytes: number }
const file = (name: string, sizeBytes: number): File => ({ name, sizeBytes })
const stored = (n: number, outcome: 'created' | 'changed' = 'created'): BatchOutcome => ({
  outcome: 'stored',
  answer: {
    job_id: aJobId(n),
    documents: [{ id: aDocumentId(n), title: `No. ${n}`, outcome, page_count: 1, ocr_status: 'pending' }],
    set_aside: [],
    quota: aQuota(),
  },
})

async function run(batches: File[][], send: SendBatch<File>, from = freshProgress(batches)) {
  const seen: IntakeProgress[] = []
  const rest = await runIntake(
    { send, report: (progress) => seen.push(progress) },
    { batches, from, signal: new AbortController().signal },
  )
  const last = seen.at(-1)
  if (last === undefined) throw new Error('nothing was reported')
  return { rest, seen, last }
}

test('progress counts the bytes of the files, not what the wire adds, and never goes back', async () => {
  const batches = [[file('a', 100)], [file('b', 300)]]
  const { seen, last } = await run(batches, async ({ files, onSent }) => {
    const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    onSent(total / 2)
    onSent(total + 57)
    return stored(files[0]?.sizeBytes ?? 0)
  })
  const bytes = seen.map(({ bytesSent }) => bytesSent)
  expect(bytes).toEqual(bytes.toSorted((a, b) => a - b))
  expect(last).toMatchObject({ phase: 'done', bytesSent: 400, bytesTotal: 400, filesStored: 2, filesTotal: 2 })
  expect(seen.map(({ phase }) => phase)).toContain('storing')
})

test('a refused request stops the run, and what is left can be sent later without sending the rest again', async () => {
  const batches = [[file('a', 1)], [file('b', 2)], [file('c', 3)]]
  const sent: string[] = []
  let isFull = true
  const send: SendBatch<File> = async ({ files }) => {
    sent.push(...files.map(({ name }) => name))
    const problem = { type: '/problems/storage-full', status: 507, title: 'full' } as const
    if (isFull && sent.length === 2) return { outcome: 'refused', problem }
    return stored(sent.length)
  }
  const first = await run(batches, send)
  expect(first.last).toMatchObject({ phase: 'failed', filesStored: 1, bytesSent: 1 })
  expect(first.last.failure?.outcome).toBe('refused')
  expect(first.rest).toEqual(batches.slice(1))
  isFull = false
  const second = await run(first.rest, send, first.last)
  expect(second.last).toMatchObject({ phase: 'done', filesStored: 3, bytesSent: 6, failure: null })
  expect(sent).toEqual(['a', 'b', 'b', 'c'])
})

test('a cancelled run is no failure', async () => {
  const { last, rest } = await run([[file('a', 1)]], async () => ({ outcome: 'cancelled' }))
  expect(last).toMatchObject({ phase: 'cancelled', failure: null, bytesSent: 0 })
  expect(rest).toHaveLength(1)
})

test('a document that came in two requests is counted once, as what it was first', async () => {
  const outcomes = [stored(1, 'created'), stored(1, 'changed')]
  const { last } = await run([[file('a', 1)], [file('b', 1)]], async () => outcomes.shift() ?? { outcome: 'cancelled' })
  expect(last.documents.map(({ outcome }) => outcome)).toEqual(['created'])
})

test('files that became no document are told with their reasons', async () => {
  const aside = { path: 'x.bin', sha256: sha256.parse('b'.repeat(64)), reason: 'Not a kind Kinfolio knows' }
  const { last } = await run([[file('x.bin', 1)]], async () => ({
    outcome: 'stored',
    answer: { job_id: aJobId(1), documents: [], set_aside: [aside], quota: aQuota() },
  }))
  expect(last.setAside).toEqual([aside])
})
