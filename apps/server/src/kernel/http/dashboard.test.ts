import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveDashboard } from './dashboard.ts'
import { asAda, openHttp, type Caller, type OpenHttp } from './open-http.fixture.ts'

const SECRET = 'a file beside the web app'

let around: string
let http: OpenHttp
let call: Caller

beforeAll(async () => {
  around = await mkdtemp(join(tmpdir(), 'kinfolio-dashboard-'))
  const folder = join(around, 'dist')
  await mkdir(join(folder, 'assets'), { recursive: true })
  await writeFile(join(around, 'secret.txt'), SECRET)
  await writeFile(join(around, 'dist-secret.txt'), SECRET)
  await writeFile(join(folder, '.env'), SECRET)
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Kinfolio</title>')
  await writeFile(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await writeFile(join(folder, 'assets', 'app-1a2b.js'), 'start()')
  await writeFile(join(folder, 'assets', 'type 1.woff2'), 'font')
  http = await openHttp({ rateLimits: { personReads: 1, personWrites: 1, address: 1 } })
  await serveDashboard(http.app, folder)
  call = await http.listen()
})
afterAll(async () => {
  await http[Symbol.asyncDispose]()
  await rm(around, { recursive: true })
})

describe('the page of the web app', () => {
  test('is where the root leads', async () => {
    const { status, headers } = await call('/')
    expect([status, headers.location]).toEqual([302, '/dashboard'])
  })

  test.each([
    '/dashboard',
    '/dashboard/',
    '/dashboard/search?q=tea',
    '/dashboard/documents/01890000-0000-7000-8000-000000000001',
    '/dashboard/a.file/with.dots',
    '/dashboard/../dashboard',
    '/dashboard/%00',
    '/dashboard/caf%C3%A9',
  ])('answers %s, since the app finds its own way', async (path) => {
    const { status, headers, body } = await call(path)
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(body).toContain('<title>Kinfolio</title>')
  })

  test('is asked for again each time, so that a new version shows at once', async () => {
    expect((await call('/dashboard/search')).headers['cache-control']).toBe('no-cache')
  })

  test('runs scripts of this server only and cannot be framed', async () => {
    const policy = String((await call('/dashboard')).headers['content-security-policy'])
    const directives = new Map(
      policy.split(';').map((line) => [line.split(' ')[0], line.split(' ').slice(1).join(' ')]),
    )
    expect(directives.get('default-src')).toBe("'self'")
    expect(directives.get('script-src') ?? "'self'").toBe("'self'")
    expect(directives.get('frame-ancestors')).toBe("'none'")
    expect(directives.get('object-src')).toBe("'none'")
    expect(directives.get('base-uri')).toBe("'none'")
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/)
  })

  test('tells its head alone to who asks for that', async () => {
    const { status, headers, body } = await call('/dashboard', { method: 'HEAD' })
    expect([status, headers['content-type'], body]).toEqual([200, 'text/html; charset=utf-8', ''])
  })

  test('is never counted against what an address may ask of the API', async () => {
    const statuses = []
    for (let n = 0; n < 5; n++) statuses.push((await call('/dashboard')).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200])
  })

  test('takes nothing', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect([method, (await call('/dashboard', { method })).status]).toEqual([method, 404])
    }
  })
})

describe('a file of the web app', () => {
  test('is kept for a year when its name changes with its content', async () => {
    const { status, headers, body } = await call('/assets/app-1a2b.js')
    expect([status, body]).toEqual([200, 'start()'])
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(headers['content-type']).toContain('javascript')
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  test('is asked for again when its name stays', async () => {
    const first = await call('/favicon.svg')
    expect([first.status, first.headers['cache-control']]).toEqual([200, 'no-cache'])
    const again = await call('/favicon.svg', { headers: { 'if-none-match': String(first.headers.etag) } })
    expect([again.status, again.body]).toEqual([304, ''])
  })

  test('is found by its name as browsers write it', async () => {
    expect((await call('/assets/type%201.woff2')).body).toBe('font')
  })

  test('that is not there is missing, and not the page: a script must not be HTML', async () => {
    const { status, headers } = await call('/assets/app-old.js')
    expect([status, headers['content-type']]).toEqual([404, 'application/problem+json'])
    expect(headers['cache-control']).toBe('no-store')
  })
})

describe('an address that leads out of the web app', () => {
  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/../dist-secret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/....//....//secret.txt',
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '/%252e%252e/secret.txt',
    '/secret.txt%00.js',
    '/%00',
    '/assets/%00',
    '/assets/',
    '/assets',
    '/.env',
    '/./.env',
    '//etc/passwd',
    '/file:///etc/passwd',
    '/C:/Windows/win.ini',
    '/%c0%ae%c0%ae/secret.txt',
  ])('is like one that does not exist: %s', async (path) => {
    const { status, headers, body } = await call(path)
    expect(body).not.toContain(SECRET)
    expect(body).not.toContain(around)
    expect(headers['content-type']).toContain('application/problem+json')
    // What cannot be decoded is refused as such; nothing is ever our own defect, which would fill the log.
    expect([400, 404]).toContain(status)
  })
})

describe('an address that nobody serves', () => {
  test.each(['/api', '/api/', '/api/nothing', '/api/documents/x/y/z', '/apis', '/wp-login.php', '/health/x'])(
    'is a problem and not the page: %s',
    async (path) => {
      const { status, headers, body } = await call(path, { headers: { ...asAda, accept: 'text/html' } })
      expect([status, headers['content-type']]).toEqual([404, 'application/problem+json'])
      expect(JSON.parse(body)).toMatchObject({ type: '/problems/not-found', what: 'route' })
    },
  )
})

describe('a server whose web app is not built', () => {
  test('says so in words, and how to build it, and serves the rest', async () => {
    await using bare = await openHttp()
    await serveDashboard(bare.app, join(around, 'nowhere'))
    bare.app.get('/api/there', async () => ({ ok: true }))
    const ask = await bare.listen()
    const { status, headers, body } = await ask('/dashboard/search')
    expect([status, headers['content-type']]).toEqual([503, 'text/plain'])
    expect(body).toBe('The web app is not built yet. Start the server with `npm start`.')
    expect((await ask('/assets/app-1a2b.js')).status).toBe(404)
    expect((await ask('/api/there')).status).toBe(200)
  })

  test('serves it from the moment it is built, without a restart', async () => {
    const later = join(around, 'later')
    await mkdir(later)
    await using bare = await openHttp()
    await serveDashboard(bare.app, later)
    const ask = await bare.listen()
    expect((await ask('/dashboard')).status).toBe(503)
    await writeFile(join(later, 'index.html'), 'built')
    expect((await ask('/dashboard')).body).toBe('built')
  })
})
