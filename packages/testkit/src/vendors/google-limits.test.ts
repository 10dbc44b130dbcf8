import { createSign } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { googleDoubleLimits, startGoogle, type GoogleDouble } from './google.ts'
import { at, listAt, textAt } from './json.ts'
import { tinyPng } from './tiny-pictures.testing.ts'
import type { ScriptedPage } from './vendor-server.ts'

let double: GoogleDouble
let pages: ScriptedPage[] = []

// Making a key pair takes longer than everything else here, so one double serves all.
beforeAll(async () => {
  double = await startGoogle({ script: (_, index) => pages[index] ?? { lines: [{ text: `page ${index}` }] } })
})
beforeEach(() => {
  pages = []
})
afterAll(() => double[Symbol.asyncDispose]())

const KEY = { 'x-goog-api-key': 'AIza-double' }
const request = (content = tinyPng(100, 200), type = 'DOCUMENT_TEXT_DETECTION'): object => ({
  image: { content },
  features: [{ type }],
})

async function post(
  body: unknown,
  headers: Record<string, string> = KEY,
  query = '',
): Promise<{ status: number; said: unknown }> {
  // prettier-ignore
  const answer = await fetch(`${double.url}/v1/images:annotate${query}`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, said: await answer.json() }
}

describe('limits, a step to either side', () => {
  test('16 pictures a request', async () => {
    const status = async (count: number): Promise<number> =>
      (await post({ requests: Array.from({ length: count }, () => request()) })).status
    expect([await status(15), await status(16), await status(17)]).toEqual([200, 200, 400])
  })

  test('10,485,760 bytes of JSON', async () => {
    const body = (length: number): string => {
      const plain = JSON.stringify({ requests: [request('')] })
      return plain.replace('"content":""', `"content":"${'A'.repeat(length - plain.length)}"`)
    }
    const limit = googleDoubleLimits.jsonBytes
    expect(limit).toBe(10 * 1024 * 1024)
    // The picture is none either way, which is told inside of an answer of 200.
    expect((await post(body(limit))).status).toBe(200)
    const { status, said } = await post(body(limit + 1))
    expect([status, textAt(said, 'error', 'status')]).toEqual([400, 'INVALID_ARGUMENT'])
    expect(textAt(said, 'error', 'message')).toContain('10485760')
  })
})

describe('keys', () => {
  const body = { requests: [request()] }

  test('may come as header or in the address', async () => {
    expect((await post(body, KEY)).status).toBe(200)
    expect((await post(body, {}, '?key=AIza-double')).status).toBe(200)
  })

  test('that are wrong are a 400 with Google’s reason, none a 401', async () => {
    for (const wrong of [await post(body, { 'x-goog-api-key': 'x' }), await post(body, {}, '?key=x')]) {
      expect(wrong).toMatchObject({
        status: 400,
        said: { error: { code: 400, status: 'INVALID_ARGUMENT', details: [{ reason: 'API_KEY_INVALID' }] } },
      })
    }
    expect(await post(body, {})).toMatchObject({ status: 401, said: { error: { status: 'UNAUTHENTICATED' } } })
    expect((await post(body, { authorization: 'Bearer of somebody' })).status).toBe(401)
  })
})

describe('the service account', () => {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

  async function tokenFor(
    claims: object,
    key = double.serviceAccount.private_key,
  ): Promise<{ status: number; said: unknown }> {
    // prettier-ignore
    const unsigned = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`
    const signature = createSign('RSA-SHA256').update(unsigned).sign(key).toString('base64url')
    const answer = await fetch(double.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: `${unsigned}.${signature}`,
      }),
    })
    return { status: answer.status, said: await answer.json() }
  }
  const claims = (): { iss: string; scope: string } => ({
    iss: double.serviceAccount.client_email,
    scope: 'https://www.googleapis.com/auth/cloud-vision',
  })

  test('gets a token for a signed claim, and the token opens the door', async () => {
    const { status, said } = await tokenFor(claims())
    expect([status, at(said, 'token_type'), at(said, 'expires_in')]).toEqual([200, 'Bearer', 3599])
    const authorization = `Bearer ${textAt(said, 'access_token')}`
    expect((await post({ requests: [request()] }, { authorization })).status).toBe(200)
  })

  test('gets none for another scope, another account or a changed claim', async () => {
    for (const change of [
      { scope: 'https://www.googleapis.com/auth/drive' },
      { iss: 'other@double' },
      { iss: undefined },
    ]) {
      expect(await tokenFor({ ...claims(), ...change })).toMatchObject({
        status: 400,
        said: { error: 'invalid_grant' },
      })
    }
  })

  test('gets none with the key of another double', async () => {
    const other = await startGoogle({ script: () => ({ lines: [] }) })
    try {
      expect((await tokenFor(claims(), other.serviceAccount.private_key)).status).toBe(400)
    } finally {
      await other[Symbol.asyncDispose]()
    }
  })
})

describe('answers', () => {
  const words = (said: unknown, index = 0): unknown[] =>
    listAt(said, 'responses', index, 'fullTextAnnotation', 'pages', 0, 'blocks', 0, 'paragraphs', 0, 'words')
  const lettersOf = (word: unknown): string =>
    listAt(word, 'symbols')
      .map((symbol) => textAt(symbol, 'text'))
      .join('')

  test('have one response for each picture, in order, the bad one among the good', async () => {
    const { said } = await post({ requests: [request(), request('AAAA'), request()] })
    expect(listAt(said, 'responses').map((one) => textAt(one, 'fullTextAnnotation', 'text'))).toEqual([
      'page 0\n',
      '',
      'page 2\n',
    ])
    expect(at(said, 'responses', 1, 'error', 'code')).toBe(3)
  })

  test('have pictures that are refused, and blank ones without an annotation', async () => {
    pages = ['refuse', { lines: [] }]
    const { said } = await post({ requests: [request(), request()] })
    expect(at(said, 'responses', 0, 'error', 'message')).toBe('Bad image data.')
    expect(at(said, 'responses', 1)).toEqual({})
  })

  test('to other features, and to no request at all, are empty', async () => {
    expect((await post({ requests: [request(undefined, 'LABEL_DETECTION')] })).said).toEqual({ responses: [{}] })
    expect((await post({ requests: [] })).said).toEqual({})
    expect((await post({})).said).toEqual({})
  })

  test('say the size of the picture and its language', async () => {
    pages = [{ lines: [{ text: 'ja' }], language: 'de' }]
    const { said } = await post({ requests: [request(tinyPng(640, 480))] })
    const page = at(said, 'responses', 0, 'fullTextAnnotation', 'pages', 0)
    expect([at(page, 'width'), at(page, 'height')]).toEqual([640, 480])
    expect(at(page, 'property', 'detectedLanguages', 0, 'languageCode')).toBe('de')
  })

  test('put words side by side in their line’s box, in pixels, without leaving it', async () => {
    pages = [{ lines: [{ text: 'one two-three', box: [0.1, 0.2, 0.9, 0.3], confidence: 0.75 }] }]
    const { said } = await post({ requests: [request(tinyPng(1000, 2000))] })
    const all = words(said)
    expect(all.map(lettersOf)).toEqual(['one', 'two', '-', 'three'])
    const boxes = all.map((word) =>
      listAt(word, 'boundingBox', 'vertices').map((corner) => [Number(at(corner, 'x')), Number(at(corner, 'y'))]),
    )
    for (const box of boxes) expect(box.map(([, y]) => y)).toEqual([400, 400, 600, 600])
    const [lefts, rights] = [boxes.map((box) => box[0]?.[0] ?? NaN), boxes.map((box) => box[1]?.[0] ?? NaN)]
    expect([lefts[0], rights.at(-1)]).toEqual([100, 900])
    expect(lefts[1]).toBeGreaterThan(rights[0] ?? Infinity)
    expect([lefts[2], lefts[3]]).toEqual([rights[1], rights[2]])
    expect(all.map((word) => at(word, 'confidence'))).toEqual([0.75, 0.75, 0.75, 0.75])
  })

  test('break after words with a space and after lines with a line’s end, on the last letter only', async () => {
    pages = [{ lines: [{ text: 'go on.' }, { text: 'end' }] }]
    const { said } = await post({ requests: [request()] })
    const breaks = words(said).map((word) =>
      listAt(word, 'symbols').map((symbol) => textAt(symbol, 'property', 'detectedBreak', 'type')),
    )
    expect(breaks).toEqual([['', 'SPACE'], ['', ''], ['LINE_BREAK'], ['', '', 'LINE_BREAK']])
  })

  test('leave out zeros, as proto3 does', async () => {
    pages = [{ lines: [{ text: 'a', box: [0, 0, 0.5, 0.5] }] }]
    const { said } = await post({ requests: [request(tinyPng(10, 20))] })
    expect(listAt(words(said)[0], 'boundingBox', 'vertices')).toEqual([{}, { x: 5 }, { x: 5, y: 10 }, { y: 10 }])
  })

  test('to unknown names, paths and methods are errors in Google’s form', async () => {
    const { status, said } = await post({ requests: [], image: 1 })
    expect([status, textAt(said, 'error', 'message')]).toEqual([400, expect.stringContaining('Unknown name "image"')])
    expect((await fetch(`${double.url}/v1/files:annotate`, { method: 'POST', body: '{}' })).status).toBe(404)
    expect((await fetch(`${double.url}/v1/images:annotate`, { headers: KEY })).status).toBe(404)
  })
})
