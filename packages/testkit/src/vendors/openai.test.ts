import { afterEach, describe, expect, test } from 'vitest'
import { at, listAt, textAt } from './json.ts'
import { startOpenAi, type OpenAiScript } from './openai.ts'
import type { VendorDouble } from './vendor-server.ts'

let double: VendorDouble | undefined
const url =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=='
const picture = { type: 'image_url', image_url: { url } }

afterEach(() => double?.[Symbol.asyncDispose]())

async function ask(server: Partial<OpenAiScript>, asked: Record<string, unknown> = {}) {
  double = await startOpenAi({ script: () => ({ lines: [{ text: 'milk', kind: 'to-do' }] }), ...server })
  const body = { model: 'vision-double', messages: [{ role: 'user', content: [picture] }], ...asked }
  const headers = { authorization: 'Bearer sk-right' }
  const answer = await fetch(`${double.url}/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body) })
  const said: unknown = await answer.json()
  return {
    status: answer.status,
    said,
    message: textAt(said, 'error', 'message'),
    content: textAt(said, 'choices', 0, 'message', 'content'),
  }
}

describe('the double of an OpenAI-compatible server', () => {
  test('writes JSON, JSON in a fence, or Markdown with front matter', async () => {
    expect((await ask({})).content).toMatch(/^{"pages":/)
    expect((await ask({ style: 'fenced' })).content).toContain('```json')
    const markdown = (await ask({ style: 'olmocr' })).content
    expect(markdown).toMatch(/^---\nprimary_language: en/)
    expect(markdown).toContain('- [ ] milk')
  })

  test('asks for its key only when it has one', async () => {
    expect((await ask({ key: 'sk-right' })).status).toBe(200)
    expect((await ask({ key: 'sk-other' })).status).toBe(401)
  })

  test('refuses unknown models, parameters and a second picture', async () => {
    expect((await ask({}, { model: 'other' })).status).toBe(404)
    expect((await ask({}, { nonsense: 1 })).message).toContain('nonsense')
    expect((await ask({}, { messages: [{ role: 'user', content: [picture, picture] }] })).message).toContain(
      'At most 1',
    )
  })

  test('refuses schemas when it is an old one', async () => {
    const format = { response_format: { type: 'json_schema', json_schema: { name: 'x', schema: {} } } }
    expect((await ask({ knowsSchemas: false }, format)).message).toContain('json_schema')
  })

  test('lists its models', async () => {
    double = await startOpenAi({ models: ['a', 'b'], script: () => ({ lines: [] }) })
    const said: unknown = await (await fetch(`${double.url}/models`)).json()
    expect(listAt(said, 'data').map((model) => at(model, 'id'))).toEqual(['a', 'b'])
  })
})
