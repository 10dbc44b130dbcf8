import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { memoryLimitBytes, pageLimitMs, type OcrAnswer, type OcrEngine, type OcrTask } from './ocr-engine.ts'
import { guardProcess, type GuardLimits } from './process-guard.ts'
import type { ProcessSlots } from './process-slots.ts'
import { parseTsv } from './tsv.ts'

export type NativeOcrDeps = {
  slots: ProcessSlots
  /** Name or path of the program; found on PATH by default. */
  program?: string
  limitMs?: number
}

const lookLimitMs = 5_000
/** A page of 10,000 words makes about 0.7 MB of TSV. */
const maxOutputBytes = 32 * 1024 * 1024

/** The system's own Tesseract: a third less CPU and two thirds less memory. Undefined when it is not installed. */
export async function openNativeOcr(deps: NativeOcrDeps): Promise<OcrEngine | undefined> {
  const program = deps.program ?? 'tesseract'
  const limits: GuardLimits = {
    signal: AbortSignal.timeout(lookLimitMs),
    limitMs: lookLimitMs,
    memoryBytes: memoryLimitBytes,
  }
  const version = await run(program, { args: ['--version'], limits })
  const list = await run(program, { args: ['--list-langs'], limits })
  if (version.exitCode !== 0 || list.exitCode !== 0) return undefined
  return {
    version: `native-${/tesseract v?([\w.-]+)/.exec(version.output)?.[1] ?? 'unknown'}`,
    // The first line is a sentence; "osd" finds orientations and reads no text.
    languages: list.output
      .split('\n')
      .slice(1)
      .map((line) => line.trim())
      .filter((code) => /^\w+$/.test(code) && code !== 'osd'),
    async recognise(task, signal) {
      using _slot = await deps.slots.take(signal)
      const limitMs = deps.limitMs ?? pageLimitMs
      return recognise(program, { task, limits: { signal, limitMs, memoryBytes: memoryLimitBytes } })
    },
    [Symbol.asyncDispose]: async () => undefined,
  }
}

async function recognise(program: string, of: { task: OcrTask; limits: GuardLimits }): Promise<OcrAnswer> {
  const { task, limits } = of
  const args = ['stdin', 'stdout', '--psm', '3', '-l', task.languages.join('+'), 'tsv']
  const { exitCode, output, verdict } = await run(program, { args, limits, input: task.image.bytes })
  limits.signal.throwIfAborted()
  if (verdict === 'too-slow') return { outcome: 'too-slow' }
  if (exitCode !== 0) return { outcome: 'crashed' }
  return { outcome: 'read', lines: parseTsv(output) }
}

type Run = { args: string[]; limits: GuardLimits; input?: Uint8Array }

async function run(program: string, { args, limits, input }: Run) {
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'ignore'],
    cwd: tmpdir(),
    // Its own threads make it slower (4.4 s instead of 2.5 s per page), so there is a process per core instead.
    env: { PATH: process.env['PATH'], TESSDATA_PREFIX: process.env['TESSDATA_PREFIX'], OMP_THREAD_LIMIT: '1' },
  })
  using guard = guardProcess(child, limits)
  const chunks: Buffer[] = []
  let size = 0
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.byteLength
    if (size > maxOutputBytes) child.kill('SIGKILL')
    else chunks.push(chunk)
  })
  // The program may end before it has read everything; its exit code tells what there is to tell.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const exitCode = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(-1))
    child.once('close', (code) => resolve(code ?? -1))
  })
  return { exitCode, output: Buffer.concat(chunks).toString('utf8'), verdict: guard.verdict() }
}
