import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { forkProgram } from './fork-program.ts'

export type Worker = {
  process: ChildProcess
  heapMb: number
  /** The end of what it said on standard error. */
  lastWords: string
  idleTimer: NodeJS.Timeout | undefined
}

const PROGRAM = new URL('./pool-worker.ts', import.meta.url)
const LAST_WORDS_LENGTH = 4_000

/** Starts a process that does not keep this one alive: a running task does so through its time limit. */
export function startWorker(heapMb: number): Worker {
  const process = forkProgram(PROGRAM, { heapMb, hearsErrors: true })
  const worker: Worker = { process, heapMb, lastWords: '', idleTimer: undefined }
  process.unref()
  process.channel?.unref()
  // Of a pipe it is a socket, which the types do not say.
  const errors = process.stderr
  if (errors !== null && 'unref' in errors && typeof errors.unref === 'function') errors.unref()
  errors?.setEncoding('utf8').on('data', (text: string) => {
    worker.lastWords = `${worker.lastWords}${text}`.slice(-LAST_WORDS_LENGTH)
  })
  return worker
}

/** Ends a worker that has nothing to do, by itself, so that it keeps what it compiled for the next one. */
export function dismissWorker({ process }: Worker): void {
  if (process.connected) process.disconnect()
}

/** Ends a worker at once, whatever it does. */
export function killWorker({ process }: Worker): void {
  process.kill('SIGKILL')
}

/** Ends a worker and waits for its end. */
export async function endWorker(worker: Worker, { isIdle }: { isIdle: boolean }): Promise<void> {
  const { process } = worker
  process.ref()
  // One that never started says so by an error.
  const ended = once(process, 'exit').catch(() => undefined)
  if (isIdle) dismissWorker(worker)
  else killWorker(worker)
  await ended
}

/** Why a worker ended that nobody ended, in words. */
export function crashText({ lastWords, heapMb, process }: Worker): string {
  if (lastWords.includes('heap out of memory')) return `the task needed more than ${heapMb} MB of memory`
  const { exitCode, signalCode } = process
  return `the worker ended with ${signalCode ?? `code ${exitCode}`} during its task`
}
