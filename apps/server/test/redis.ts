import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@redis/client'

export const NEEDS_REDIS = 'needs redis-server'
const READY_TIMEOUT_MS = 10_000

export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0
}

/** A Redis of one's own on loopback, which keeps nothing and can be taken away and brought back. */
export type TestRedis = AsyncDisposable & { url: string; stop(): Promise<void>; start(): Promise<void> }

export async function startRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'kinfolio-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  let running: ChildProcess | undefined
  const redis = {
    url,
    async start() {
      const options = { port: String(port), bind: '127.0.0.1', save: '', appendonly: 'no', dir: folder }
      const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
      running = spawn('redis-server', args, { stdio: 'ignore' })
      await untilReady(url)
    },
    async stop() {
      if (running === undefined) return
      const ended = once(running, 'exit')
      running.kill('SIGKILL')
      await ended
      running = undefined
    },
    async [Symbol.asyncDispose]() {
      await redis.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
  await redis.start()
  return redis
}

async function untilReady(url: string): Promise<void> {
  for (const end = Date.now() + READY_TIMEOUT_MS; ;) {
    const client = createClient({ url, socket: { reconnectStrategy: false } })
    client.on('error', () => undefined)
    const isReady = await client.connect().then(
      () => true,
      () => false,
    )
    if (client.isOpen) client.destroy()
    if (isReady) return
    if (Date.now() > end) throw new Error(`redis-server did not answer at ${url}`)
    await sleep(50)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('a listening server has a port')
  return address.port
}
