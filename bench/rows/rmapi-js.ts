import { createHash } from 'node:crypto'
import { readContent } from '@kinfolio/rm-format'
import * as rmapi from 'rmapi-js'
import { corpusFiles } from '../kit/corpus-pages.ts'
import { type Row, rowOf } from '../kit/row.ts'
import { timed } from '../kit/samples.ts'

const READS_OR_DRAWS_PAGES = /page|stroke|lines|scene|svg|png|draw|render|parse/i

/**
 * The same work by `rmapi-js` from npm, as far as it can do it. It is a client of reMarkable's cloud: it has nothing that
 * reads a `.rm` page or draws one, which the first row counts. What both can do is to understand the `.content` of a
 * document; its network is answered from memory.
 */
export async function rmapiRows(): Promise<Row[]> {
  const documents = corpusFiles('.content')
  const forPages = Object.keys(rmapi).filter((name) => READS_OR_DRAWS_PAGES.test(name))
  const none = rowOf({ name: 'rmapi-js: exports that read or draw a page', unit: '', samples: [forPages.length] })
  if (documents.length === 0) return [none]
  const [ours, theirs] = [await readAll(documents, readOurs), await withCloud(documents, readAll)]
  const of = `${documents.length} .content files of the corpus`
  return [
    none,
    rowOf({
      name: `${of}, read`,
      unit: 'files',
      samples: [ours.read],
      target: { of: 'median', atLeast: documents.length },
    }),
    rowOf({ name: `rmapi-js: ${of}, read`, unit: 'files', samples: [theirs.read] }),
    rowOf({ name: 'read one .content file', unit: 'ms', samples: ours.ms }),
    rowOf({ name: 'rmapi-js: read one .content file', unit: 'ms', samples: theirs.ms }),
  ]
}

type Read = (bytes: Uint8Array) => unknown
type Outcome = { read: number; ms: number[] }

/** Two rounds, of which the second is timed. Files that are refused are counted and not timed. */
async function readAll(files: readonly Uint8Array[], read: Read): Promise<Outcome> {
  const outcome: Outcome = { read: 0, ms: [] }
  for (const file of files) {
    const isRead = await settles(async () => read(file))
    if (!isRead) continue
    outcome.read++
    outcome.ms.push(await timed(async () => read(file)))
  }
  return outcome
}

async function settles(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch {
    // Whatever it is, the file was refused.
    return false
  }
}

function readOurs(bytes: Uint8Array): void {
  const { problems } = readContent(new TextDecoder().decode(bytes))
  if (problems.length > 0) throw new Error(problems.join())
}

/** Answers what rmapi-js fetches from a cloud of these files: an index of one entry for each, and the file. */
async function withCloud(files: readonly Uint8Array[], measure: typeof readAll): Promise<Outcome> {
  const kept = new Map<string, Uint8Array>()
  const indexOf = new Map<Uint8Array, string>()
  for (const file of files) {
    const hash = sha256(file)
    const index = new TextEncoder().encode(
      `3\n${hash}:0:00000000-0000-4000-8000-000000000000.content:0:${file.length}\n`,
    )
    const indexHash = sha256(Buffer.from(hash, 'hex'))
    kept.set(hash, file).set(indexHash, index)
    indexOf.set(file, indexHash)
  }
  const real = globalThis.fetch
  globalThis.fetch = async (address) => {
    const { pathname } = new URL(address instanceof Request ? address.url : address)
    return new Response(kept.get(pathname.split('/').at(-1) ?? '')?.slice())
  }
  try {
    // A session of its own for each: it remembers what it has read.
    return await measure(files, async (file) => rmapi.session('token').getContent(indexOf.get(file) ?? ''))
  } finally {
    globalThis.fetch = real
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
