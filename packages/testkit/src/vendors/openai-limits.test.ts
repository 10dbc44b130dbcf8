import { afterEach, describe, expect, test } from 'vitest'
import { at, listAt, textAt } from './json.ts'
import { startOpenAi, type OpenAiScript } from './openai.ts'
import { tinyJpeg, tinyPng } from './tiny-pictures.testing.ts'
import type { VendorDouble } from './vendor-server.ts'

const open: VendorDouble[] = []
afterEach(async () => {
  for (const double of open.splice(0)) await double[Symbol.asyncDispose]()
})

async function start(options: Partial<OpenAiScript> = {}): Promise<VendorDouble> {
  const double = await startOpenAi({ script: () => ({ lines: [{ text: 'milk' }] }), ...options })
  open.push(double)
  return double
}

const picture = (data = tinyPng(10, 10), type = 'image/png'): object => ({
  type: 'image_url',
  image_url: { url: `data:${type};base64,${data}` },
})
const asking = (content: object[], more: object = {}): object => ({
  model: 'vision-double',
  messages: [{ role: 'user', content }],
  ...more,
})

type Said = { status: number; message: string; content: unknown; said: unknown }

async function post(double: VendorDouble, body: unknown, headers: Record<string, string> = {}): Promise<Said> {
  const answer = await fetch(`${double.url}/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body) })
  const said: unknown = await answer.json()
  return {
    status: answer.status,
    message: textAt(said, 'error', 'message'),
    content: at(said, 'choices', 0, 'message', 'content'),
    said,
  }
}

describe('pictures', () => {
  test('are as many as the server takes, one by default', async () => {
    const status = async (double: VendorDouble, count: number): Promise<number> =>
      (await post(double, asking(Array.from({ length: count }, () => picture())))).status
    const one = await start()
    expect([await status(one, 0), await status(one, 1), await status(one, 2)]).toEqual([200, 200, 400])
    const four = await start({ picturesPerRequest: 4 })
    expect([await status(four, 3), await status(four, 4), await status(four, 5)]).toEqual([200, 200, 400])
    expect((await post(four, asking(Array.from({ length: 5 }, () => picture())))).message).toContain('At most 4')
  })

  test('are PNG or JPEG as data, and nothing else', async () => {
    const double = await start()
    expect((await post(double, asking([picture(tinyJpeg(10, 10), 'image/jpeg')]))).status).toBe(200)
    for (const wrong of [
      picture('AAAA'),
      picture(tinyPng(10, 10), 'image/webp'),
      { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
      { type: 'image_url' },
    ]) {
      expect(await post(double, asking([wrong]))).toMatchObject({ status: 400, message: 'cannot identify image file' })
    }
  })

  test('are told to the test with their sizes', async () => {
    const double = await start()
    await post(double, asking([picture(tinyPng(31, 41))]))
    expect(double.requests[0]?.pictures).toMatchObject([{ width: 31, height: 41, mediaType: 'image/png' }])
  })
})

describe('keys', () => {
  test('are asked for by a server that has one, in the usual header only', async () => {
    const double = await start({ key: 'sk-1' })
    expect((await post(double, asking([]), { authorization: 'Bearer sk-1' })).status).toBe(200)
    for (const headers of [{}, { authorization: 'Bearer sk-2' }, { authorization: 'sk-1' }, { 'x-api-key': 'sk-1' }]) {
      const { status, said } = await post(double, asking([]), Object.fromEntries(Object.entries(headers)))
      expect([status, at(said, 'error', 'code')]).toEqual([401, 'invalid_api_key'])
    }
  })

  test('guard the list of models too', async () => {
    const double = await start({ key: 'sk-1' })
    expect((await fetch(`${double.url}/models`)).status).toBe(401)
    const listed: unknown = await (await fetch(`${double.url}/models`, { headers: { authorization: 'Bearer sk-1' } })).json() // prettier-ignore
    expect(listAt(listed, 'data').map((model) => at(model, 'id'))).toEqual(['vision-double'])
  })
})

describe('what a request must hold', () => {
  test('messages, a model that is there, and no argument that is unknown', async () => {
    const double = await start({ models: ['a', 'b'] })
    expect((await post(double, asking([], { messages: [] }))).status).toBe(400)
    expect((await post(double, asking([], { model: 'b' }))).status).toBe(200)
    expect(await post(double, asking([]))).toMatchObject({ status: 404, said: { error: { code: 'model_not_found' } } })
    expect((await post(double, asking([], { model: 'a', top_k: 1 }))).message).toContain('top_k')
  })

  test('may ask for a schema where the server knows them', async () => {
    const format = (type: string): object => ({ response_format: { type } })
    const [new_, old] = [await start(), await start({ knowsSchemas: false })]
    expect((await post(new_, asking([], format('json_schema')))).status).toBe(200)
    expect((await post(old, asking([], format('json_object')))).status).toBe(200)
    expect((await post(old, asking([], format('json_schema')))).status).toBe(400)
  })

  test('to other paths and methods is not found', async () => {
    const double = await start()
    expect((await fetch(`${double.url}/responses`, { method: 'POST', body: '{}' })).status).toBe(404)
    expect((await fetch(`${double.url}/chat/completions`)).status).toBe(404)
  })
})

describe('answers', () => {
  test('end at the tokens asked for, under both names of that', async () => {
    const double = await start()
    const whole = String((await post(double, asking([picture()]))).content)
    for (const name of ['max_tokens', 'max_completion_tokens']) {
      const cut = await post(double, asking([picture()], { [name]: 3 }))
      expect([cut.content, at(cut.said, 'choices', 0, 'finish_reason')]).toEqual([whole.slice(0, 12), 'length'])
      const enough = await post(double, asking([picture()], { [name]: Math.ceil(whole.length / 4) }))
      expect([enough.content, at(enough.said, 'choices', 0, 'finish_reason')]).toEqual([whole, 'stop'])
    }
  })

  test('to a picture it will not read have no text and a refusal', async () => {
    const { said, content } = await post(await start({ script: () => 'refuse' }), asking([picture()]))
    expect([content, textAt(said, 'choices', 0, 'message', 'refusal')]).toEqual([null, expect.stringMatching(/cannot/)])
  })

  test('in a fence hold the same JSON, and olmOCR’s have marks for what lines are', async () => {
    const script: OpenAiScript['script'] = () => ({
      language: 'de',
      lines: [
        { text: 'Kuchen', kind: 'heading' },
        { text: 'Mehl' },
        { text: 'Eier', kind: 'to-do' },
        { text: 'Zucker', kind: 'to-do-done' },
      ],
    })
    const content = async (style: 'json' | 'fenced' | 'olmocr'): Promise<string> =>
      String((await post(await start({ style, script }), asking([picture()]))).content)
    const json = await content('json')
    expect(/```json\n(.*)\n```/s.exec(await content('fenced'))?.[1]).toBe(json)
    const [, front = '', body = ''] = (await content('olmocr')).split('---\n')
    expect(front).toContain('primary_language: de')
    expect(body).toBe('# Kuchen\nMehl\n- [ ] Eier\n- [x] Zucker')
  })

  test('in raw words are these words', async () => {
    const { content } = await post(await start({ script: () => ({ raw: '42' }) }), asking([picture()]))
    expect(content).toBe('42')
  })

  test('that would break the schema they were asked in are loud', async () => {
    const schema = {
      type: 'object',
      required: ['x'],
      properties: { pages: { type: 'array', items: { type: 'string' } } },
    }
    const format = { response_format: { type: 'json_schema', json_schema: { schema } } }
    const { status, said } = await post(await start(), asking([picture()], format))
    expect([status, textAt(said, 'double_is_broken')]).toEqual([500, expect.stringContaining('x is missing')])
  })
})
