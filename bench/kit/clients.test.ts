import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runClients } from './clients.ts'
import { multipartAround, sendBody } from './send-body.ts'

let server: Server
let url = ''
const seen: { method: string; path: string; type: string; body: string }[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Uint8Array[] = []
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      seen.push({ method, path, type: headers['content-type'] ?? '', body: Buffer.concat(chunks).toString('latin1') })
      response.statusCode = path === '/refused' ? 429 : 202
      response.end('heard')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
})
afterAll(() => server.close())

describe('clients', () => {
  test('ask for as long as they are told, think between, and count what they measured', async () => {
    seen.length = 0
    const next = (client: number, call: number) => ({ method: 'GET', path: `/${client}/${call}` })
    const outcome = await runClients({ url, token: 't', clients: 3, thinkMs: 20, seconds: 0.5, next })
    expect(outcome.samplesMs.length).toBeGreaterThan(5)
    expect(outcome.samplesMs.length).toBeLessThan(seen.length)
    expect(new Set(seen.map(({ path }) => path.split('/')[1]))).toEqual(new Set(['0', '1', '2']))
  })

  test('stop when the server refuses, since a refusal is quick and would look good', async () => {
    const next = () => ({ method: 'POST', path: '/refused', body: {} })
    await expect(runClients({ url, token: 't', clients: 1, thinkMs: 0, seconds: 5, next })).rejects.toThrow('429')
  })
})

test('a body arrives whole, in the framing of a form', async () => {
  seen.length = 0
  const file = new Uint8Array(700_000).fill(65)
  const { type, parts } = multipartAround('a/b.bin', file)
  const answer = await sendBody({ url: `${url}/up`, method: 'POST', headers: { 'content-type': type }, parts })
  expect(answer).toEqual({ status: 202, text: 'heard' })
  const form = await new Response(Buffer.from(seen[0]?.body ?? '', 'latin1'), {
    headers: { 'content-type': seen[0]?.type ?? '' },
  }).formData()
  const sent = form.get('files')
  expect(sent instanceof File && [sent.name, sent.size]).toEqual(['a/b.bin', file.length])
})
