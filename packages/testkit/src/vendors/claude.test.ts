import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startClaude } from './claude.ts'
import { at, textAt } from './json.ts'
import { tinyPng } from './tiny-pictures.testing.ts'
import type { VendorDouble } from './vendor-server.ts'

let double: VendorDouble

beforeEach(async () => {
  double = await startClaude({ script: ({ width, height }) => ({ lines: [{ text: `${width} by ${height}` }] }) })
})
afterEach(() => double[Symbol.asyncDispose]())

type Asked = { headers?: Record<string, string>; data?: string; pictures?: number; more?: Record<string, unknown> }

async function ask({ headers = {}, data = tinyPng(280, 140), pictures = 1, more = {} }: Asked = {}) {
  const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data } }
  const body = {
    model: 'claude-double',
    max_tokens: 1000,
    messages: [{ role: 'user', content: Array(pictures).fill(image) }],
    ...more,
  }
  const answer = await fetch(`${double.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'sk-ant-double', 'anthropic-version': '2026-10-21', ...headers },
    body: JSON.stringify(body),
  })
  const said: unknown = await answer.json()
  return { status: answer.status, headers: answer.headers, said, message: textAt(said, 'error', 'message') }
}

describe('the double of Claude', () => {
  test('answers like the API: text, reason of stopping, tokens by tiles of 28 pixels, a request id', async () => {
    const { status, said, headers } = await ask()
    expect(status).toBe(200)
    expect(textAt(said, 'content', 0, 'text')).toContain('280 by 140')
    expect(at(said, 'stop_reason')).toBe('end_turn')
    expect(at(said, 'usage', 'input_tokens')).toBe(10 * 5 + 600)
    expect(headers.get('request-id')).not.toBeNull()
  })

  test('refuses what the version of the API no longer knows, and knows it under the older one', async () => {
    const { status, said, message } = await ask({ more: { temperature: 0 } })
    expect([status, at(said, 'type'), at(said, 'error', 'type')]).toEqual([400, 'error', 'invalid_request_error'])
    expect(message).toContain('temperature')
    const older = await ask({ more: { temperature: 0 }, headers: { 'anthropic-version': '2023-06-01' } })
    expect(older.status).toBe(200)
  })

  test('refuses wrong keys, unknown models, missing fields', async () => {
    expect((await ask({ headers: { 'x-api-key': 'sk-ant-other' } })).status).toBe(401)
    expect((await ask({ more: { model: 'claude-nobody' } })).status).toBe(404)
    expect((await ask({ more: { max_tokens: undefined } })).message).toContain('max_tokens')
    expect((await ask({ headers: { 'anthropic-version': '' } })).message).toContain('anthropic-version')
  })

  test('refuses pictures over its limits', async () => {
    expect((await ask({ data: 'A'.repeat(5_242_884) })).message).toContain('5 MB')
    expect((await ask({ data: tinyPng(8_001, 10) })).message).toContain('dimensions')
    expect((await ask({ data: tinyPng(2_001, 10), pictures: 20 })).status).toBe(200)
    expect((await ask({ data: tinyPng(2_001, 10), pictures: 21 })).message).toContain('2000')
    expect((await ask({ pictures: 101 })).message).toContain('at most 100')
    expect((await ask({ data: 'bm90IGEgcGljdHVyZQ==' })).message).toContain('Could not process image')
  })

  test('refuses a schema that structured outputs do not take', async () => {
    const open = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] }
    const withSchema = (schema: unknown) =>
      ask({ more: { output_config: { format: { type: 'json_schema', schema } } } })
    expect((await withSchema(open)).message).toContain('additionalProperties')
    const bounded = { ...open, additionalProperties: false, properties: { n: { type: 'integer', minimum: 0 } } }
    expect((await withSchema(bounded)).message).toContain('minimum')
  })

  test('cuts an answer that is longer than was asked for', async () => {
    const { said } = await ask({ more: { max_tokens: 5 } })
    expect(at(said, 'stop_reason')).toBe('max_tokens')
    expect(textAt(said, 'content', 0, 'text')).toHaveLength(20)
  })

  test('gets into trouble when it is told to, in the vendor’s words', async () => {
    double.trouble = { kind: 'rate-limit', retryAfterSeconds: 9 }
    const limited = await ask()
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '9'])
    double.trouble = { kind: 'overloaded' }
    const overloaded = await ask()
    expect([overloaded.status, at(overloaded.said, 'error', 'type')]).toEqual([529, 'overloaded_error'])
    double.trouble = { kind: 'none' }
    expect((await ask()).status).toBe(200)
    expect(double.requests).toHaveLength(3)
  })
})
