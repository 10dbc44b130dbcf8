import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { claudeDoubleLimits, startClaude } from './claude.ts'
import { at, textAt } from './json.ts'
import { pngOfLength, tinyJpeg, tinyPng } from './tiny-pictures.testing.ts'
import type { ScriptedPage, VendorDouble } from './vendor-server.ts'

/** Everything by plain HTTP, as any client would: the double is a server and nothing of ours is between. */

let double: VendorDouble
let pages: ScriptedPage[] = []

beforeEach(async () => {
  pages = []
  double = await startClaude({ script: (_, index) => pages[index] ?? { lines: [{ text: `page ${index}` }] } })
})
afterEach(() => double[Symbol.asyncDispose]())

const KEY = { 'x-api-key': 'sk-ant-double', 'anthropic-version': '2026-10-21' }
type Block = { type: string; source?: object; text?: string }
const block = (data: string, media_type = 'image/png'): Block => ({
  type: 'image',
  source: { type: 'base64', media_type, data },
})

type Said = { status: number; type: string; message: string; body: unknown; headers: Headers }

async function post(body: unknown, headers: Record<string, string> = KEY, path = '/v1/messages'): Promise<Said> {
  const sent = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await fetch(`${double.url}${path}`, { method: 'POST', headers, body: sent })
  const said: unknown = await answer.json()
  return {
    status: answer.status,
    type: textAt(said, 'error', 'type'),
    message: textAt(said, 'error', 'message'),
    body: said,
    headers: answer.headers,
  }
}

const asking = (content: Block[], more: object = {}): object => ({
  model: 'claude-double',
  max_tokens: 4000,
  messages: [{ role: 'user', content }],
  ...more,
})

describe('limits of a picture, a step to either side', () => {
  test('5,242,880 bytes of base64', async () => {
    const limit = claudeDoubleLimits.pictureBase64Bytes
    expect(limit).toBe(5_242_880)
    const statuses = []
    for (const length of [limit - 4, limit, limit + 4]) statuses.push((await post(asking([block(pngOfLength(length, [10, 10]))]))).status) // prettier-ignore
    expect(statuses).toEqual([200, 200, 400])
  })

  test('8,000 pixels an edge, in width and in height', async () => {
    const status = async (width: number, height: number): Promise<number> =>
      (await post(asking([block(tinyPng(width, height))]))).status
    expect([await status(7999, 8000), await status(8000, 8000)]).toEqual([200, 200])
    expect([await status(8001, 10), await status(10, 8001)]).toEqual([400, 400])
  })

  test('2,000 pixels an edge as soon as there are more than 20', async () => {
    const status = async (edge: number, count: number): Promise<number> =>
      (await post(asking(Array.from({ length: count }, () => block(tinyPng(10, edge)))))).status
    expect([await status(2001, 20), await status(2000, 21), await status(2001, 21)]).toEqual([200, 200, 400])
  })

  test('100 in a request', async () => {
    const status = async (count: number): Promise<number> =>
      (await post(asking(Array.from({ length: count }, () => block(tinyPng(10, 10)))))).status
    expect([await status(99), await status(100), await status(101)]).toEqual([200, 200, 400])
  })

  test('the media type must be that of the bytes', async () => {
    expect((await post(asking([block(tinyJpeg(10, 10), 'image/jpeg')]))).status).toBe(200)
    for (const wrong of [block(tinyJpeg(10, 10)), block(tinyPng(10, 10), 'image/jpeg'), block(tinyPng(10, 10), '')]) {
      expect(await post(asking([wrong]))).toMatchObject({ status: 400, type: 'invalid_request_error' })
    }
  })
})

describe('the size of a request', () => {
  test('of 32 MB is taken, of a byte more refused', async () => {
    const body = (length: number): string => {
      const plain = JSON.stringify(asking([], { metadata: { user_id: '' } }))
      return plain.replace('"user_id":""', `"user_id":"${'x'.repeat(length - plain.length)}"`)
    }
    const limit = claudeDoubleLimits.requestBytes
    expect(limit).toBe(33_554_432)
    expect((await post(body(limit))).status).toBe(200)
    expect(await post(body(limit + 1))).toMatchObject({ status: 413, type: 'request_too_large' })
  })
})

describe('keys and versions', () => {
  test('a key may come in either header, and no other key does', async () => {
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await post(asking([]), { 'anthropic-version': '2026-10-21', ...headers })).status
    expect(await status({ 'x-api-key': 'sk-ant-double' })).toBe(200)
    expect(await status({ authorization: 'Bearer sk-ant-double' })).toBe(200)
    for (const headers of [{}, { 'x-api-key': '' }, { 'x-api-key': 'sk-ant-doubl' }, { authorization: 'Bearer no' }]) {
      expect(await post(asking([]), { ...headers, 'anthropic-version': '2026-10-21' })).toMatchObject({
        status: 401,
        type: 'authentication_error',
      })
    }
  })

  test('the wrong key is said before anything else that is wrong', async () => {
    expect((await post('nonsense', { 'x-api-key': 'other' })).status).toBe(401)
  })

  test.each(['temperature', 'top_p', 'top_k'])('%s is known to the old version and gone in the new', async (name) => {
    const old = { ...KEY, 'anthropic-version': '2023-06-01' }
    expect((await post(asking([], { [name]: 0 }), old)).status).toBe(200)
    const answer = await post(asking([], { [name]: 0 }))
    expect(answer).toMatchObject({ status: 400, message: `${name}: Extra inputs are not permitted` })
  })

  test('unknown paths and methods are not found', async () => {
    expect((await post(asking([]), KEY, '/v1/complete')).status).toBe(404)
    expect((await fetch(`${double.url}/v1/messages`, { headers: KEY })).status).toBe(404)
  })
})

describe('what a request must hold', () => {
  test.each([
    ['model', 'model: Field required'],
    ['max_tokens', 'max_tokens: Field required'],
    ['messages', 'messages: at least one message is required'],
  ])('without %s it is refused', async (name, message) => {
    expect(await post(asking([], { [name]: undefined }))).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      message,
    })
  })

  test('a body that is no JSON is refused like an empty one', async () => {
    expect((await post('{"model"')).status).toBe(400)
    expect((await post('')).status).toBe(400)
  })

  test.each([1.5, '10', null])('max_tokens of %j is none', async (max_tokens) => {
    expect((await post(asking([], { max_tokens }))).message).toContain('max_tokens')
  })

  test('every parameter that this version knows is taken', async () => {
    for (const name of ['system', 'metadata', 'stop_sequences', 'tools', 'tool_choice', 'thinking', 'cache_control']) {
      expect([name, (await post(asking([], { [name]: {} }))).status]).toEqual([name, 200])
    }
  })
})

describe('answers', () => {
  test('hold the scripted pages as JSON in text, page for page', async () => {
    pages = [
      { lines: [{ text: 'plums', kind: 'to-do', box: [0.1, 0.2, 0.3, 0.4], confidence: 0.5 }], language: 'de' },
      { lines: [] },
    ]
    const { body } = await post(asking([block(tinyPng(10, 10)), block(tinyPng(20, 10))]))
    const text: unknown = JSON.parse(textAt(body, 'content', 0, 'text'))
    expect(text).toEqual({
      pages: [
        {
          page: 1,
          language: 'de',
          lines: [{ text: 'plums', kind: 'to-do', box: [100, 200, 300, 400], certainty: 50 }],
        },
        { page: 2, language: 'en', lines: [] },
      ],
    })
    expect(at(body, 'stop_reason')).toBe('end_turn')
  })

  test('count pictures by tiles of 28 pixels', async () => {
    const tokens = async (...sizes: [number, number][]): Promise<unknown> =>
      at((await post(asking(sizes.map(([w, h]) => block(tinyPng(w, h)))))).body, 'usage', 'input_tokens')
    const [none, one, more, two] = [await tokens(), await tokens([28, 28]), await tokens([29, 28]), await tokens([28, 28], [28, 28])] // prettier-ignore
    expect([one, more, two].map((count) => Number(count) - Number(none))).toEqual([1, 2, 2])
  })

  test('end at max_tokens, at four letters a token', async () => {
    const whole = textAt((await post(asking([block(tinyPng(9, 9))]))).body, 'content', 0, 'text')
    const needed = Math.ceil(whole.length / 4)
    const short = (await post(asking([block(tinyPng(9, 9))], { max_tokens: needed - 1 }))).body
    expect([at(short, 'stop_reason'), textAt(short, 'content', 0, 'text')]).toEqual([
      'max_tokens',
      whole.slice(0, 4 * (needed - 1)),
    ])
    const exact = (await post(asking([block(tinyPng(9, 9))], { max_tokens: needed }))).body
    expect([at(exact, 'stop_reason'), at(exact, 'usage', 'output_tokens')]).toEqual(['end_turn', needed])
  })

  test('to a picture it will not read are a refusal without text', async () => {
    pages = ['refuse']
    const { status, body } = await post(asking([block(tinyPng(9, 9))]))
    expect([status, at(body, 'stop_reason'), at(body, 'content')]).toEqual([200, 'refusal', []])
  })

  test('in raw words are those words, schema or not', async () => {
    pages = [{ raw: 'I see nothing.' }]
    const format = { output_config: { format: { type: 'json_schema', schema: { type: 'object', additionalProperties: false } } } } // prettier-ignore
    const { body } = await post(asking([block(tinyPng(9, 9))], format))
    expect(textAt(body, 'content', 0, 'text')).toBe('I see nothing.')
  })

  test('have ids that rise and a request id in body and header', async () => {
    const [one, two] = [await post(asking([])), await post(asking([]))]
    expect([textAt(one?.body, 'id'), textAt(two?.body, 'id')]).toEqual(['msg_1', 'msg_2'])
    expect(one?.headers.get('request-id')).toBe('req_double')
    expect(textAt((await post('')).body, 'request_id')).toBe('req_double')
  })

  test('that would break the schema they were asked in are the double’s own fault, and loud', async () => {
    const schema = { type: 'object', additionalProperties: false, required: ['title'], properties: { title: { type: 'string' } } } // prettier-ignore
    const answer = await post(asking([block(tinyPng(9, 9))], { output_config: { format: { schema } } }))
    expect([answer.status, textAt(answer.body, 'double_is_broken')]).toEqual([
      500,
      expect.stringContaining('title is missing'),
    ])
  })
})

describe('models', () => {
  test('are told by name, and others are not found', async () => {
    const ask = async (id: string): Promise<Response> => fetch(`${double.url}/v1/models/${id}`, { headers: KEY })
    const known = await ask('claude-double')
    expect([known.status, at(await known.json(), 'id')]).toEqual([200, 'claude-double'])
    expect((await ask('claude-other')).status).toBe(404)
    expect((await ask('claude-double?beta=true')).status).toBe(200)
  })
})
