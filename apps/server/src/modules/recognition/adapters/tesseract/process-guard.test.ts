import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { guardProcess, type GuardLimits } from './process-guard.ts'

const generous: GuardLimits = { signal: new AbortController().signal, limitMs: 20_000, memoryBytes: 4e9 }

function run(program: string): ChildProcess {
  return spawn(process.execPath, ['-e', program], { stdio: 'ignore' })
}

async function endOf(program: string, limits: Partial<GuardLimits>): Promise<{ signal: unknown; verdict: unknown }> {
  const child = run(program)
  using guard = guardProcess(child, { ...generous, ...limits })
  const [, signal] = await once(child, 'exit')
  return { signal, verdict: guard.verdict() }
}

const busy = 'for (;;) {}'

test('a process over its time is killed, even in a loop without end', async () => {
  expect(await endOf(busy, { limitMs: 200 })).toEqual({ signal: 'SIGKILL', verdict: 'too-slow' })
})

test('a process nobody wants any more is killed', async () => {
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 100)
  expect(await endOf(busy, { signal: stop.signal })).toEqual({ signal: 'SIGKILL', verdict: 'aborted' })
  expect(await endOf(busy, { signal: AbortSignal.abort() })).toEqual({ signal: 'SIGKILL', verdict: 'aborted' })
})

test.runIf(existsSync('/proc/self/statm'))('a process that takes too much memory is killed', async () => {
  const greedy = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(20e6, 1)), 5)'
  expect(await endOf(greedy, { memoryBytes: 200e6 })).toEqual({ signal: 'SIGKILL', verdict: 'too-much-memory' })
})

test('a process that keeps to its limits is left alone, also after the guard has gone', async () => {
  const child = run('setTimeout(() => {}, 400)')
  {
    using guard = guardProcess(child, { ...generous, limitMs: 100_000 })
    expect(guard.verdict()).toBeUndefined()
  }
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
})
