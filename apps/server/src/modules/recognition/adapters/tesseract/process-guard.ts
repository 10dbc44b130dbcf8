import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'

export type GuardLimits = { signal: AbortSignal; limitMs: number; memoryBytes: number }
export type GuardVerdict = 'aborted' | 'too-slow' | 'too-much-memory'

const memoryLookMs = 500
const pageBytes = 4096

/**
 * Kills a process that takes too long, too much memory, or is no longer wanted, and says why. Wasm and
 * native code cannot be interrupted in any other way. Disposing it calls the guard off.
 */
export function guardProcess(
  child: ChildProcess,
  limits: GuardLimits,
): Disposable & { verdict(): GuardVerdict | undefined } {
  let verdict: GuardVerdict | undefined
  const end = (why: GuardVerdict) => (): void => {
    verdict ??= why
    child.kill('SIGKILL')
  }
  const abort = end('aborted')
  limits.signal.addEventListener('abort', abort, { once: true })
  const clock = setTimeout(end('too-slow'), limits.limitMs)
  const scales = setInterval(() => {
    void residentBytes(child.pid).then((bytes) => {
      if (bytes > limits.memoryBytes) end('too-much-memory')()
    })
  }, memoryLookMs)
  if (limits.signal.aborted) abort()
  return {
    verdict: () => verdict,
    [Symbol.dispose]() {
      limits.signal.removeEventListener('abort', abort)
      clearTimeout(clock)
      clearInterval(scales)
    },
  }
}

/** Memory a process holds; 0 where the system does not tell (no /proc) or the process is gone. */
async function residentBytes(pid: number | undefined): Promise<number> {
  const text = pid === undefined ? '' : await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '')
  return Number(text.split(' ')[1] ?? 0) * pageBytes
}
