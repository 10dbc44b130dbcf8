import { once } from 'node:events'
import { Agent } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileRoute, notFound, route } from '@kinfolio/contracts'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Outage } from '../outage.ts'
import { openHttp, type OpenHttp } from './open-http.fixture.ts'
import type { FileAnswer } from './serve.ts'

const base = { tag: 'system', summary: 'a test', access: 'public', problems: [] } as const
const picture = fileRoute({ ...base, path: '/api/picture', produces: ['image/png'] })
const KB = 1_024

async function serving(answer: FileAnswer | Error): Promise<OpenHttp> {
  const http = await openHttp()
  http.serve.file(picture, async () => {
    if (answer instanceof Error) throw answer
    return answer
  })
  return http
}

async function* chunks(...sizes: (number | Error)[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) {
    if (typeof size !== 'number') throw size
    yield new Uint8Array(size).fill(7)
    await sleep(1)
  }
}

/** What a caller is told before a stream begins, and must not be told once there is no stream. */
const aboutTheFile = {
  mediaType: 'image/png',
  fileName: 'page.png',
  headers: { etag: '"v1"', 'cache-control': 'private, max-age=31536000, immutable' },
}

describe('a file that is sent piece by piece', () => {
  test('arrives whole and in order, with its size told before', async () => {
    await using http = await serving({ ...aboutTheFile, body: chunks(10 * KB, 3, 20 * KB), sizeBytes: 30 * KB + 3 })
    const { status, headers, body } = await (await http.listen())('/api/picture')
    expect([status, headers['content-length'], body.length]).toEqual([200, String(30 * KB + 3), 30 * KB + 3])
    expect(headers).toMatchObject({ 'content-type': 'image/png', etag: '"v1"' })
  })

  test('arrives whole also when nobody knows its size', async () => {
    await using http = await serving({ mediaType: 'image/png', body: chunks(5, 5) })
    const { headers, body } = await (await http.listen())('/api/picture')
    expect([headers['transfer-encoding'], body.length]).toEqual(['chunked', 10])
    expect(headers['content-disposition']).toBeUndefined()
  })

  test('may be empty', async () => {
    await using http = await serving({ ...aboutTheFile, body: chunks(), sizeBytes: 0 })
    const { status, headers, body } = await (await http.listen())('/api/picture')
    expect([status, headers['content-length'], body]).toEqual([200, '0', ''])
  })

  test('is only described to who asks for its head', async () => {
    await using http = await serving({ ...aboutTheFile, body: chunks(9), sizeBytes: 9 })
    const { status, headers, body } = await (await http.listen())('/api/picture', { method: 'HEAD' })
    expect([status, headers['content-length'], body]).toEqual([200, '9', ''])
  })
})

describe('a file that fails', () => {
  test('before anything is sent is a problem, and nothing that was meant for the file remains', async () => {
    const outage = new Outage('The disk is slow', { who: 'storage', reason: 'timed-out', isRetryable: true })
    await using http = await serving({ ...aboutTheFile, body: chunks(outage), sizeBytes: 9 })
    const { status, headers, body } = await (await http.listen())('/api/picture')
    expect([status, headers['content-type']]).toEqual([502, 'application/problem+json'])
    expect(JSON.parse(body)).toMatchObject({ type: '/problems/outside-service-failed', who: 'storage' })
    // An error that is kept for a year as the picture, or offered for saving under its name, would outlive its cause.
    expect(headers['cache-control']).toBe('no-store')
    expect(headers).not.toHaveProperty('etag')
    expect(headers).not.toHaveProperty('content-disposition')
  })

  test('before it is opened is its own problem', async () => {
    await using http = await serving(notFound({ what: 'picture' }))
    const { status, body } = await (await http.listen())('/api/picture')
    expect([status, JSON.parse(body).what]).toEqual([404, 'picture'])
  })

  test('half-way breaks the connection: a part must never look like the whole', async () => {
    await using http = await serving({ mediaType: 'image/png', body: chunks(5, new Error('the disk is gone')) })
    const call = await http.listen()
    await expect(call('/api/picture')).rejects.toThrow('aborted')
    // And the server goes on.
    expect((await call('/api/nothing')).status).toBe(404)
  })
})

describe('a caller that goes away', () => {
  const slow = route({ ...base, method: 'GET', path: '/api/slow', answer: z.object({ ok: z.boolean() }) })

  test('ends the work that was begun for it', async () => {
    await using http = await openHttp()
    const begun = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<unknown>()
    http.serve(slow, async ({ signal }) => {
      begun.resolve()
      await once(signal, 'abort')
      ended.resolve(signal.reason)
      return { ok: true }
    })
    const { port } = new URL(await http.app.listen({ host: '127.0.0.1', port: 0 }))
    const socket = connect(Number(port), '127.0.0.1')
    socket.write('GET /api/slow HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await begun.promise
    socket.destroy()
    expect(await ended.promise).toEqual(new Error('the caller went away'))
  })

  test('in the middle of a file closes what the file is read from', async () => {
    await using http = await openHttp()
    const closed = Promise.withResolvers<string>()
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          yield new Uint8Array(64 * KB)
          await sleep(1)
        }
      } finally {
        closed.resolve('closed')
      }
    }
    http.serve.file(picture, async () => ({ mediaType: 'image/png', body: endless() }))
    const { port } = new URL(await http.app.listen({ host: '127.0.0.1', port: 0 }))
    const socket = connect(Number(port), '127.0.0.1')
    socket.write('GET /api/picture HTTP/1.1\r\nhost: localhost\r\n\r\n')
    await once(socket, 'data')
    socket.destroy()
    expect(await closed.promise).toBe('closed')
  })

  test('after its answer is complete ends nothing', async () => {
    await using http = await openHttp()
    let seen: AbortSignal | undefined
    http.serve(slow, async ({ signal }) => {
      seen = signal
      return { ok: true }
    })
    const call = await http.listen()
    expect((await call('/api/slow')).status).toBe(200)
    await sleep(20)
    expect(seen?.aborted).toBe(false)
  })
})

describe('a server that closes', () => {
  const slow = route({ ...base, method: 'GET', path: '/api/slow', answer: z.object({ ok: z.boolean() }) })

  test('answers what is under way, and does not wait for its connection to be given up', async () => {
    const http = await openHttp()
    const begun = Promise.withResolvers<void>()
    const finish = Promise.withResolvers<void>()
    http.serve(slow, async () => {
      begun.resolve()
      await finish.promise
      return { ok: true }
    })
    const call = await http.listen()
    const agent = new Agent({ keepAlive: true })
    const underWay = call('/api/slow', { agent })
    await begun.promise
    const startedMs = performance.now()
    const closed = http[Symbol.asyncDispose]()
    await sleep(20)
    finish.resolve()
    expect((await underWay).status).toBe(200)
    await closed
    // Idle connections are kept for two minutes otherwise.
    expect(performance.now() - startedMs).toBeLessThan(5_000)
    agent.destroy()
  })
})
