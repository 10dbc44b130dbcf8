import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { uploadFiles } from '@kinfolio/contracts'
import { startBenchServer } from '../kit/bench-server.ts'
import { type BenchContext, type Row, type RowGroup, rowOf } from '../kit/row.ts'
import { timed } from '../kit/samples.ts'
import { multipartAround, sendBody } from '../kit/send-body.ts'
import { tokenOfOwner } from '../kit/sign-in.ts'

const MB = 1_000_000
const FILE_BYTES = 100 * MB
const ROUNDS = 4
const LONG_ROUNDS = 20
const BARE_SERVER = fileURLToPath(new URL('../kit/bare-server.ts', import.meta.url))

/** Handing in a large file, beside the least that any server in Node has to do with it. */
export const upload: RowGroup = {
  name: 'upload',
  async measure(context) {
    await using bench = await startBenchServer()
    await using bare = await startBareServer()
    const token = await tokenOfOwner(bench.server.url)
    const file = randomBytes(FILE_BYTES)
    const sides: Sides = {
      ours: async () => sendOurs({ url: bench.server.url, token, file: stamped(file) }),
      bare: async () => sendBare(bare.url, stamped(file)),
    }
    await sides.ours()
    await sides.bare()
    const once_ = await compare(sides, { context, atOnce: 1, atLeast: 80 })
    return [...once_, ...(await compare(sides, { context, atOnce: 4, atLeast: 60 }))]
  },
}

type Sides = { ours: () => Promise<void>; bare: () => Promise<void> }

/** One after the other in each round, so that both meet the same machine. */
async function compare(
  sides: Sides,
  { context, atOnce, atLeast }: { context: BenchContext; atOnce: number; atLeast: number },
): Promise<Row[]> {
  const [ratios, rates]: [number[], number[]] = [[], []]
  const rounds = context.isLong ? LONG_ROUNDS : ROUNDS
  const all = async (send: () => Promise<void>): Promise<number> =>
    timed(async () => Promise.all(Array.from({ length: atOnce }, send)))
  for (let round = 0; round < rounds; round++) {
    const [bareMs, oursMs] = [await all(sides.bare), await all(sides.ours)]
    ratios.push((100 * bareMs) / oursMs)
    rates.push((atOnce * FILE_BYTES) / MB / (oursMs / 1_000))
  }
  const name = `upload of 100 MB × ${atOnce}`
  const target = { of: 'median', atLeast } as const
  return [
    rowOf({ name: `${name}, of a bare PUT with SHA-256`, unit: '%', samples: ratios, isRate: true, target }),
    rowOf({ name, unit: 'MB/s', samples: rates, isRate: true }),
  ]
}

async function sendOurs({ url, token, file }: { url: string; token: string; file: Uint8Array }): Promise<void> {
  const { type, parts } = multipartAround(`bench-${crypto.randomUUID()}.bin`, file)
  const headers = { authorization: `Bearer ${token}`, 'content-type': type }
  const { status, text } = await sendBody({ url: `${url}${uploadFiles.path}`, method: 'POST', headers, parts })
  if (status !== uploadFiles.status) throw new Error(`upload: ${status} ${text}`)
}

async function sendBare(url: string, file: Uint8Array): Promise<void> {
  const { status } = await sendBody({ url, method: 'PUT', headers: {}, parts: [file] })
  if (status !== 200) throw new Error(`bare upload: ${status}`)
}

function randomBytes(count: number): Uint8Array {
  const bytes = new Uint8Array(count)
  for (let at = 0; at < count; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, count)))
  return bytes
}

/** Bytes that were not seen before, or the store would find them and write nothing. */
function stamped(file: Uint8Array): Uint8Array {
  const copy = file.slice()
  crypto.getRandomValues(copy.subarray(0, 64))
  return copy
}

async function startBareServer(): Promise<AsyncDisposable & { url: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'kinfolio-bench-bare-'))
  const child = spawn(process.execPath, [BARE_SERVER, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  return {
    url: String(line).trim(),
    [Symbol.asyncDispose]: async () => {
      child.kill()
      await once(child, 'exit')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
