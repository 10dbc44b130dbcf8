import { fileRoute, notAllowed, route, wrongCredentials } from '@kinfolio/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openHttp, type OpenHttp } from './open-http.fixture.ts'

const base = { tag: 'system', problems: [] } as const
const thing = z.object({ id: z.uuid(), note: z.string().nullable() })

let http: OpenHttp
beforeAll(async () => {
  http = await openHttp()
  const { serve } = http
  const id = { thing_id: z.uuid() }
  serve(
    route({ ...base, method: 'GET', path: '/api/open', summary: 'Open', access: 'public', answer: thing }),
    async () => ({ id: '01890000-0000-7000-8000-000000000001', note: null }),
  )
  serve(
    route({
      ...base,
      method: 'PATCH',
      path: '/api/things/:thing_id',
      summary: 'Change a thing',
      access: 'space',
      params: z.object(id),
      query: z.object({ dry: z.stringbool().default(false) }),
      body: z.object({ note: z.string().max(5).nullable() }),
      answer: thing,
      problems: [wrongCredentials],
    }),
    async ({ params, body }) => ({ id: params.thing_id, note: body.note }),
  )
  serve(
    route({ ...base, method: 'POST', path: '/api/end', summary: 'End', access: 'person', status: 204 }),
    async () => ({}),
  )
  serve(
    route({
      ...base,
      method: 'POST',
      path: '/api/hand-in',
      summary: 'Hand in',
      access: 'space',
      bodyKind: 'multipart',
    }),
    async () => ({}),
  )
  serve.file(
    fileRoute({ ...base, path: '/api/picture', summary: 'A picture', access: 'space', produces: ['image/png'] }),
    async () => ({ body: new Uint8Array(), mediaType: 'image/png' }),
  )
  http.app.get('/hidden', { schema: { hide: true } }, async () => 'x')
  await http.app.ready()
})
afterAll(async () => http[Symbol.asyncDispose]())

async function printed() {
  return (await http.app.inject('/docs/json')).json()
}

describe('the printed API', () => {
  test('has every route of the contracts and nothing that is no part of it', async () => {
    const { openapi, paths } = await printed()
    expect(openapi).toBe('3.1.0')
    expect(Object.keys(paths).toSorted()).toEqual([
      '/api/end',
      '/api/hand-in',
      '/api/open',
      '/api/picture',
      '/api/things/{thing_id}',
    ])
  })

  test('says which routes need a token', async () => {
    const { paths, components } = await printed()
    expect(components.securitySchemes.accessToken).toMatchObject({ type: 'http', scheme: 'bearer' })
    expect(paths['/api/open'].get.security).toBeUndefined()
    expect(paths['/api/end'].post.security).toEqual([{ accessToken: [] }])
    expect(paths['/api/picture'].get.security).toEqual([{ accessToken: [] }])
  })

  test('tells parameters, body and answer as they are checked', async () => {
    const operation = (await printed()).paths['/api/things/{thing_id}'].patch
    const named = (name: string) => operation.parameters.find((parameter: { name: string }) => parameter.name === name)
    expect(named('thing_id')).toMatchObject({ in: 'path', required: true, schema: { format: 'uuid' } })
    expect(named('dry')).toMatchObject({ in: 'query' })
    const body = operation.requestBody.content['application/json'].schema
    expect(body.properties.note.anyOf[0]).toMatchObject({ type: 'string', maxLength: 5 })
    const answer = operation.responses['200'].content['application/json'].schema
    expect(Object.keys(answer.properties)).toEqual(['id', 'note'])
  })

  test('lists the problems of a route beside those that any route may answer', async () => {
    const { responses } = (await printed()).paths['/api/things/{thing_id}'].patch
    expect(Object.keys(responses)).toEqual(
      expect.arrayContaining(['200', '400', '401', '403', '404', '413', '429', '502', '503']),
    )
    expect(JSON.stringify(responses['401'])).toContain('/problems/wrong-credentials')
    expect(JSON.stringify(responses['401'])).toContain('/problems/sign-in-required')
    expect(JSON.stringify(responses['403'])).toContain(notAllowed.type)
  })

  test('says what is taken as files, what is answered as one, and what has no answer', async () => {
    const { paths } = await printed()
    expect(paths['/api/end'].post.responses['204'].description).toBe('No content')
    expect(JSON.stringify(paths['/api/picture'].get)).not.toContain('"200":{"content":{"application/json"')
    expect(paths['/api/hand-in'].post.requestBody?.content?.['application/json']).toBeUndefined()
  })
})

describe('the pages to read it', () => {
  test('load scripts, styles and data from this server only', async () => {
    const { headers, body } = await http.app.inject('/docs')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:|\*/)
    expect(body).not.toMatch(/(src|href)="(https?:)?\/\//)
    // What the policy would not run must not be needed: no script stands in the page itself.
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/)
  })

  test('have everything they load', async () => {
    const { body } = await http.app.inject('/docs/')
    const loaded = [...body.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, address = '']) => address)
    expect(loaded.length).toBeGreaterThan(3)
    for (const address of loaded) {
      const { pathname } = new URL(address, 'http://localhost/docs/')
      expect([address, (await http.app.inject(pathname)).statusCode]).toEqual([address, 200])
    }
  })

  test('never send what they show to a validator outside', async () => {
    expect((await http.app.inject('/docs/static/swagger-initializer.js')).body).toContain('"validatorUrl":null')
  })

  test('show no file beside them', async () => {
    for (const path of ['/docs/static/../package.json', '/docs/static/%2e%2e/package.json', '/docs/static/x%00']) {
      expect([path, [400, 404].includes((await http.app.inject(path)).statusCode)]).toEqual([path, true])
    }
  })
})
