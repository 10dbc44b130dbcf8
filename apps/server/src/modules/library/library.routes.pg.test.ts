import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { sha256 as sha256Schema, spaceId, uploadFiles } from '@kinfolio/contracts'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { type Actor, createHttp, type Http } from '../../kernel/http/index.ts'
import { createFiles } from '../files/index.ts'
import { serveLibrary } from './index.ts'
import { openTestLibrary, pageBytes } from './library.testing.ts'

const at = await openTestLibrary()
let http: Http
let url: string
let role: Actor['role'] = 'owner'

beforeAll(async () => {
  const person = { userId: at.by.onBehalfOf, sessionId: v7() as never }
  http = await createHttp({
    doorkeeper: {
      readToken: async () => person,
      isSessionOpen: async () => true,
      hasRecentProof: async () => true,
      faultOfSignature: async () => undefined,
      enterSpace: async () => ({ ...person, spaceId: at.by.spaceId, role }),
    },
    log: pino({ level: 'silent' }),
    trustedProxies: [],
    publicUrl: undefined,
    rateLimits: { personReads: 1_000, personWrites: 1_000, address: 1_000 },
    jsonBytesMax: 100_000,
  })
  serveLibrary(http.serve, {
    library: at.library,
    files: createFiles({ blobs: at.blobs }),
    uploadFileBytesMax: 4_000_000,
  })
  await http.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = http.app.server.address() as AddressInfo
  url = `http://127.0.0.1:${port}`
})
afterAll(async () => {
  await http.app.close()
  await at[Symbol.asyncDispose]()
})

const headers = { authorization: 'Bearer x' }
const get = async (path: string, more: Record<string, string> = {}) =>
  fetch(url + path, { headers: { ...headers, ...more } })

async function upload(files: Record<string, Uint8Array | string>, path: string = uploadFiles.path): Promise<Response> {
  const form = new FormData()
  for (const [name, bytes] of Object.entries(files))
    form.append('files', new Blob([new Uint8Array(Buffer.from(bytes))]), name)
  return fetch(url + path, { method: 'POST', headers, body: form })
}

async function uploaded(files: Record<string, Uint8Array | string>) {
  const answer = await upload(files)
  expect(answer.status).toBe(202)
  return uploadFiles.answer.parse(await answer.json())
}

describe('POST /api/upload/files', () => {
  test('keeps the paths of a tablet folder', async () => {
    const uuid = crypto.randomUUID()
    const { documents, set_aside } = await uploaded({
      [`xochitl/${uuid}.metadata`]: JSON.stringify({ visibleName: 'Over the wire', type: 'DocumentType', parent: '' }),
      [`xochitl/${uuid}.content`]: JSON.stringify({ fileType: 'notebook', pages: ['a', 'b'] }),
      [`xochitl/${uuid}/a.rm`]: pageBytes('a'),
      [`xochitl/${uuid}/b.rm`]: pageBytes('b'),
    })
    expect(documents).toMatchObject([{ title: 'Over the wire', page_count: 2, outcome: 'created' }])
    expect(set_aside).toEqual([])
  })

  test('takes hostile names for what they are: names', async () => {
    const { set_aside } = await uploaded({ '../../../etc/passwd': 'root', 'C:\\x\\y.txt': 'y', 'a\u202Egpj.txt': 'z' })
    expect(set_aside.map(({ path }) => path)).toEqual(['etc/passwd', 'x/y.txt', 'agpj.txt'])
  })

  test('keeps bytes that look like the end of a part, wherever the socket cuts them', async () => {
    const boundary = `edge-${'e'.repeat(40)}`
    const almost = Array.from({ length: 60_000 }, (_, n) => `${n}\r\n--${boundary}`.slice(0, -1 - (n % 45)))
    const bytes = Buffer.from(almost.join(''))
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="almost.bin"\r\n\r\n`
    const answer = await fetch(url + uploadFiles.path, {
      method: 'POST',
      headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    })
    expect(answer.status).toBe(202)
    const sha256 = sha256Schema.parse(createHash('sha256').update(bytes).digest('hex'))
    expect(Buffer.compare(await at.blobs.read(sha256), bytes)).toBe(0)
  })

  test('refuses a file larger than the operator allows', async () => {
    const answer = await upload({ 'large.pdf': Buffer.alloc(4_000_001) })
    const said = { type: '/problems/file-too-large', status: 413, path: 'large.pdf', limit_bytes: 4_000_000 }
    expect(await answer.json()).toMatchObject(said)
  })

  test('refuses an upload without files, and one that is none', async () => {
    expect(await (await upload({})).json()).toMatchObject({ type: '/problems/nothing-to-import', status: 422 })
    const json = { ...headers, 'content-type': 'application/json' }
    const answer = await fetch(url + uploadFiles.path, { method: 'POST', headers: json, body: '{}' })
    expect(answer.status).toBe(400)
  })

  test.each([
    ['cut off in a file', '--b\r\nContent-Disposition: form-data; name="files"; filename="a.rm"\r\n\r\nhello'],
    ['cut off in a header', '--b\r\nContent-Disposition: form-data; name="files"; fil'],
    ['without a part', 'nothing like that'],
  ])('refuses a body that is %s', async (_, body) => {
    const multipart = { ...headers, 'content-type': 'multipart/form-data; boundary=b' }
    const answer = await fetch(url + uploadFiles.path, { method: 'POST', headers: multipart, body })
    expect(await answer.json()).toMatchObject({ type: '/problems/invalid-request', status: 400 })
  })

  test('refuses those who may only look before it takes their bytes', async () => {
    role = 'view_only'
    const answer = await upload({ 'a.rm': pageBytes('never') })
    role = 'owner'
    expect(await answer.json()).toMatchObject({ type: '/problems/not-allowed', status: 403 })
  })

  test('refuses a folder that is not there', async () => {
    const answer = await upload({ 'a.rm': pageBytes('x') }, `${uploadFiles.path}?collection_id=${v7()}`)
    expect(await answer.json()).toMatchObject({ type: '/problems/collection-not-found', status: 404 })
  })
})

describe('a drawing', () => {
  async function drawnPage() {
    const { documents } = await uploaded({ 'drawn.rm': pageBytes(`drawn ${v7()}`) })
    const id = documents[0]?.id
    if (id === undefined) throw new Error('no document')
    const [page] = await at.library.readPageVersions({ ...at.by, documentId: id })
    if (page === undefined) throw new Error('no page')
    const put = async (text: string) => at.blobs.put(Buffer.from(text))
    const drawing = { svg: await put('<svg/>'), png: await put('png'), thumbnail: await put('t'), width: 1, height: 1 }
    const about = { spaceId: at.by.spaceId, rendererVersion: 1, drawing, isBlank: false, problems: [] }
    await at.database.write(at.by.context, async (tx) => at.library.recordPageDrawing({ tx, ...page, ...about }))
    return page
  }

  test('is shown in a sandbox, kept for ever under its version, and not sent twice', async () => {
    const { pageId, version } = await drawnPage()
    const path = `/api/pages/${pageId}/drawing`
    const answer = await get(`${path}?version=${version}`)
    expect(await answer.text()).toBe('<svg/>')
    expect(answer.headers.get('content-type')).toBe('image/svg+xml')
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/)
    expect(answer.headers.get('cache-control')).toContain('immutable')
    const latest = await get(path)
    expect(latest.headers.get('cache-control')).toBe('private, no-cache')
    const again = await get(path, { 'if-none-match': latest.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
  })
})

test('an export of another space than the one entered is nobody’s', async () => {
  expect((await get(`/api/spaces/${spaceId.parse(v7())}/export`)).status).toBe(404)
  const own = await get(`/api/spaces/${at.by.spaceId}/export`)
  expect(own.headers.get('content-disposition')).toContain('kinfolio-')
  expect(
    Buffer.from(await own.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK')
})

test('lists, pages and search answer by their contracts', async () => {
  const { documents } = await uploaded({ 'Listed.rm': pageBytes('listed') })
  const id = documents[0]?.id
  const list = await (await get('/api/documents')).json()
  expect(list.documents).toContainEqual(expect.objectContaining({ id, title: 'Listed', is_trashed: false }))
  const { pages } = await (await get(`/api/documents/${id}/pages`)).json()
  const page = await (await get(`/api/pages/${pages[0].id}`)).json()
  expect(page).toMatchObject({ page: { number: 1, ocr_status: 'pending' }, text: '', reading: null })
  const found = await (await get('/api/search?q=listed')).json()
  expect(found).toMatchObject({ results: [{ document_id: id }], search_mode: 'exact' })
})
