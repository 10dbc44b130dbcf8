import { type ChildProcess, fork } from 'node:child_process'
import { tmpdir } from 'node:os'

export type ForkOptions = {
  /** JavaScript heap. Buffers, Wasm and what native libraries allocate lie outside of it. */
  heapMb: number
  /** Whether what it says on standard error is read; thrown away otherwise. */
  hearsErrors?: boolean
}

/** A child process for foreign files: it knows nothing of the server but what it is sent. */
export function forkProgram(program: URL, { heapMb, hearsErrors = false }: ForkOptions): ChildProcess {
  const codeCache = process.env['NODE_COMPILE_CACHE']
  return fork(program, {
    // The server's own flags (inspector, coverage) are not the child's.
    execArgv: [`--max-old-space-size=${heapMb}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', hearsErrors ? 'pipe' : 'ignore', 'ipc'],
    cwd: tmpdir(),
    // Nothing else of the server's environment, keys above all, is of use to it.
    env: codeCache === undefined ? {} : { NODE_COMPILE_CACHE: codeCache },
  })
}
