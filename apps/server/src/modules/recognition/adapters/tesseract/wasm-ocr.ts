import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { forkProgram } from '../../../../kernel/pool/index.ts'
import { memoryLimitBytes, pageLimitMs, type OcrAnswer, type OcrEngine, type OcrTask } from './ocr-engine.ts'
import { guardProcess } from './process-guard.ts'
import type { ProcessSlots } from './process-slots.ts'
import { collectLanguageModels } from './language-models.ts'

export type WasmOcrDeps = {
  slots: ProcessSlots
  /** Where the language data is collected, kept from start to start. */
  dataFolder: string
  limitMs?: number
  idleMs?: number
  /** The child's program; another one in tests of what happens when it misbehaves. */
  program?: URL
}

/** A child that has nothing to do ends: it holds 80 MB without doing anything. */
const childIdleMs = 30_000
/** A child is replaced after this many pages, so that memory it lost does not add up. */
const pagesPerChild = 100
const childProgram = new URL('./wasm-ocr.child.ts', import.meta.url)
const childHeapMb = 512

const reply = z.object({
  id: z.number(),
  lines: z.array(
    z.array(
      z.object({
        text: z.string(),
        left: z.number(),
        top: z.number(),
        right: z.number(),
        bottom: z.number(),
        confidence: z.number(),
      }),
    ),
  ),
})

type Child = { process: ChildProcess; pages: number; idle?: NodeJS.Timeout }
type Pool = { deps: WasmOcrDeps; resting: Child[]; living: Set<ChildProcess>; dataFolder: string }

/** tesseract.js in child processes: nothing to install, killed when they hang, ended when idle. */
export async function openWasmOcr(deps: WasmOcrDeps): Promise<OcrEngine> {
  const { folder, languages } = await collectLanguageModels(deps.dataFolder)
  const pool: Pool = { deps, resting: [], living: new Set(), dataFolder: folder }
  return {
    version: `wasm-${await installedVersion()}-best_int`,
    languages,
    async recognise(task, signal) {
      using _slot = await deps.slots.take(signal)
      const first = await recogniseOnce(pool, { task, signal })
      // A crash may have been the child's own age or bad luck; twice on the same page is the page.
      return first.outcome === 'crashed' ? recogniseOnce(pool, { task, signal }) : first
    },
    async [Symbol.asyncDispose]() {
      pool.resting.length = 0
      for (const child of pool.living) child.kill('SIGKILL')
    },
  }
}

async function recogniseOnce(pool: Pool, of: { task: OcrTask; signal: AbortSignal }): Promise<OcrAnswer> {
  const { task, signal } = of
  const child = wake(pool)
  const limitMs = pool.deps.limitMs ?? pageLimitMs
  using guard = guardProcess(child.process, { signal, limitMs, memoryBytes: memoryLimitBytes })
  const answer = await ask(child, { task, dataFolder: pool.dataFolder })
  signal.throwIfAborted()
  if (answer.outcome === 'read') rest(pool, child)
  return guard.verdict() === 'too-slow' ? { outcome: 'too-slow' } : answer
}

function ask(child: Child, of: { task: OcrTask; dataFolder: string }): Promise<OcrAnswer> {
  const id = (child.pages += 1)
  const { image, languages } = of.task
  return new Promise((resolve) => {
    const settle = (answer: OcrAnswer): void => {
      child.process.off('message', hear)
      child.process.off('exit', gone)
      child.process.off('error', gone)
      resolve(answer)
    }
    const gone = (): void => settle({ outcome: 'crashed' })
    const hear = (message: unknown): void => {
      const parsed = reply.safeParse(message)
      if (parsed.success && parsed.data.id === id) settle({ outcome: 'read', lines: parsed.data.lines })
    }
    child.process.on('message', hear).once('exit', gone).once('error', gone)
    // A child that died just before is told by its exit; the error of this send adds nothing.
    child.process.send(
      { id, bytes: image.bytes, languages: [...languages], dataFolder: of.dataFolder },
      () => undefined,
    )
  })
}

function wake(pool: Pool): Child {
  const rested = pool.resting.pop()
  if (rested && rested.process.exitCode === null && rested.process.signalCode === null) {
    clearTimeout(rested.idle)
    rested.process.ref()
    rested.process.channel?.ref()
    return rested
  }
  const process = forkProgram(pool.deps.program ?? childProgram, { heapMb: childHeapMb })
  pool.living.add(process)
  process.once('exit', () => pool.living.delete(process))
  return { process, pages: 0 }
}

function rest(pool: Pool, child: Child): void {
  if (child.pages >= pagesPerChild) {
    child.process.kill()
    return
  }
  child.process.unref()
  child.process.channel?.unref()
  child.idle = setTimeout(() => child.process.kill(), pool.deps.idleMs ?? childIdleMs).unref()
  pool.resting.push(child)
}

async function installedVersion(): Promise<string> {
  const text = await readFile(new URL(import.meta.resolve('tesseract.js/package.json')), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}
