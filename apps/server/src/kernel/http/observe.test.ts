import { Agent, request } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { fileRoute, notFound, route } from '@kinfolio/contracts'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createMetrics, type Metrics } from '../metrics.ts'
import { observeRequests } from './observe.ts'
import { ada, asAda, openHttp, type OpenHttp } from './open-http.fixture.ts'

const base = { tag: 'system', summary: 'a test', problems: [] } as const
const SECRETS = ['pa55word', 'Bearer ada', 'kfr_refresh', 'Dear diary', 'q=tea']

let lines: Record<string, unknown>[]
let metrics: Metrics
let http: OpenHttp

beforeEach(async () => {
  lines = []
  metrics = createMetrics()
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  http = await openHttp({ log })
  observeRequests(http.app, metrics)
  const { serve } = http
  const page = { params: z.object({ page_id: z.string() }) }
  serve(
    route({ ...base, ...page, method: 'GET', path: '/api/pages/:page_id', access: 'space' }),
    async ({ params }) => {
      if (params.page_id === 'lost') throw notFound({ what: 'page' })
      if (params.page_id === 'bug') throw new Error('Dear diary')
      return {}
    },
  )
  serve(
    route({
      ...base,
      method: 'POST',
      path: '/api/auth/login',
      access: 'public',
      body: z.object({ password: z.string() }),
      problems: [],
    }),
    async ({ body }) => {
      if (body.password !== 'pa55word') throw notFound({ what: 'account' })
      return {}
    },
  )
  serve(
    route({
      ...base,
      method: 'POST',
      path: '/api/upload/files',
      access: 'public',
      body: z.object({ text: z.string() }),
    }),
    async () => ({}),
  )
  serve(
    route({ ...base, method: 'POST', path: '/api/upload/parts', access: 'public', bodyKind: 'multipart' }),
    async ({ request }) => {
      for await (const part of request.parts()) if (part.type === 'file') await part.toBuffer()
      return {}
    },
  )
  serve.file(fileRoute({ ...base, path: '/api/picture', access: 'public', produces: ['image/png'] }), async () => ({
    body: new Uint8Array(3),
    mediaType: 'image/png',
  }))
})
afterEach(async () => http[Symbol.asyncDispose]())

const requestLines = () => lines.filter(({ msg }) => msg === 'request')
async function labels(): Promise<object[]> {
  const { values } = await metrics.requestSeconds.get()
  return values.filter(({ metricName }) => metricName?.endsWith('_count')).map(({ labels: of }) => of)
}

describe('the line of a request', () => {
  test('says who asked for what kind of thing, and how it went', async () => {
    const { headers } = await http.app.inject({ url: '/api/pages/1', headers: asAda })
    expect(requestLines()).toEqual([
      expect.objectContaining({
        request_id: headers['x-request-id'],
        method: 'GET',
        route: '/api/pages/:page_id',
        status: 200,
        ms: expect.any(Number),
        user_id: ada.userId,
      }),
    ])
  })

  test('names nobody who did not prove who they are', async () => {
    await http.app.inject({ url: '/api/pages/1', headers: { authorization: 'Bearer old' } })
    expect(requestLines()[0]).not.toHaveProperty('user_id')
  })

  test('holds nothing of what was sent or answered, whatever goes wrong', async () => {
    const headers = { ...asAda, cookie: 'kinfolio_refresh=kfr_refresh', 'x-kinfolio-csrf': '1' }
    await http.app.inject({ url: '/api/pages/1?q=tea', headers })
    await http.app.inject({ method: 'POST', url: '/api/auth/login', headers, payload: { password: 'pa55word' } })
    await http.app.inject({ method: 'POST', url: '/api/auth/login', headers, payload: { password: ['pa55word'] } })
    await http.app.inject({ url: '/api/nothing/pa55word?q=tea', headers })
    expect(requestLines()).toHaveLength(4)
    const text = JSON.stringify(requestLines())
    for (const secret of SECRETS) expect(text).not.toContain(secret)
  })

  test('is louder for a failure of ours, beside the error itself', async () => {
    await http.app.inject({ url: '/api/pages/bug', headers: asAda })
    expect(requestLines()).toEqual([expect.objectContaining({ status: 500, level: 40 })])
    const [error] = lines.filter(({ level }) => level === 50)
    expect(error).toMatchObject({ err: { message: 'Dear diary', stack: expect.any(String) } })
    // One number leads from the answer to both lines.
    expect(error?.['request_id']).toBe(requestLines()[0]?.['request_id'])
  })

  test('is quiet for what the caller did wrong', async () => {
    await http.app.inject({ url: '/api/pages/lost', headers: asAda })
    await http.app.inject('/api/pages/1')
    expect(requestLines().map(({ level, status }) => [level, status])).toEqual([
      [20, 404],
      [20, 401],
    ])
    expect(lines.filter(({ level }) => Number(level) > 30)).toEqual([])
  })
})

test('a caller that goes away in the middle of a body is no defect', async () => {
  const { port } = new URL(await http.app.listen({ host: '127.0.0.1', port: 0 }))
  const headers = { 'content-type': 'multipart/form-data; boundary=b' }
  const asking = request({ port, method: 'POST', path: '/api/upload/parts', headers })
  asking.on('error', () => undefined)
  asking.write('--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nhello')
  await setTimeout(100)
  asking.destroy()
  await expect.poll(() => lines.map(({ msg }) => msg)).toContain('the caller went away')
  expect(lines.filter(({ level }) => Number(level) > 30)).toEqual([])
})

describe('the numbers about requests', () => {
  test('are kept by route and never by address, so that ids and guesses do not fill the memory', async () => {
    for (let n = 0; n < 20; n++) {
      await http.app.inject({ url: `/api/pages/${n}`, headers: asAda })
      await http.app.inject(`/guess/${n}`)
    }
    expect(await labels()).toEqual([
      { method: 'GET', route: '/api/pages/:page_id', status: 200 },
      { method: 'GET', route: 'none', status: 404 },
    ])
  })

  test('count each outcome apart', async () => {
    await http.app.inject({ url: '/api/pages/1', headers: asAda })
    await http.app.inject({ url: '/api/pages/lost', headers: asAda })
    await http.app.inject({ url: '/api/pages/bug', headers: asAda })
    await http.app.inject('/api/picture')
    const text = await metrics.registry.metrics()
    for (const status of [200, 404, 500]) {
      const row = `_count{method="GET",route="/api/pages/:page_id",status="${status}"} 1`
      expect(text).toContain(`kinfolio_http_request_duration_seconds${row}`)
    }
    expect(text).toContain('route="/api/picture",status="200"')
  })

  test('count sign-ins that worked and that did not', async () => {
    const login = async (password: string) =>
      http.app.inject({ method: 'POST', url: '/api/auth/login', payload: { password } })
    await login('pa55word')
    await login('wrong')
    await login('wrong again')
    const text = await metrics.registry.metrics()
    expect(text).toContain('kinfolio_auth_attempts_total{outcome="success"} 1')
    expect(text).toContain('kinfolio_auth_attempts_total{outcome="failure"} 2')
  })

  test('tell how much was handed in, and count nothing else as that', async () => {
    await http.app.inject({ method: 'POST', url: '/api/upload/files', payload: { text: 'x'.repeat(5_000) } })
    await http.app.inject({ method: 'POST', url: '/api/auth/login', payload: { password: 'x'.repeat(5_000) } })
    const text = await metrics.registry.metrics()
    expect(text).toContain('kinfolio_transfer_bytes_count 1')
    expect(text).toContain(`kinfolio_transfer_bytes_sum ${JSON.stringify({ text: 'x'.repeat(5_000) }).length}`)
    expect(text).toContain('kinfolio_transfer_bytes_bucket{le="1000"} 0')
    expect(text).toContain('kinfolio_transfer_bytes_bucket{le="10000"} 1')
  })

  test('tell how much was handed in by a client that streams, and over a connection that it keeps', async () => {
    const call = await http.listen()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }
    const send = async (path: string, length: number) =>
      call(path, { method: 'POST', headers, agent, body: JSON.stringify({ text: 'x'.repeat(length) }) })
    await send('/api/auth/login', 9_000)
    await send('/api/upload/files', 5_000)
    agent.destroy()
    const { values } = await metrics.uploadBytes.get()
    const sum = values.find(({ metricName }) => metricName?.endsWith('_sum'))?.value
    expect(sum).toBeGreaterThan(5_000)
    expect(sum).toBeLessThan(6_000)
  })
})
