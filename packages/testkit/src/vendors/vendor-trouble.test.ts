import { afterEach, describe, expect, test } from 'vitest'
import { startClaude } from './claude.ts'
import { startGoogle } from './google.ts'
import { at, textAt } from './json.ts'
import { startOpenAi } from './openai.ts'
import type { Trouble, VendorDouble } from './vendor-server.ts'
import { schemaProblem, unacceptableSchema, visionJson } from './vision-json.ts'

const script = (): { lines: [] } => ({ lines: [] })
const vendors: Record<string, { start: () => Promise<VendorDouble>; path: string; headers: Record<string, string> }> = {
  Claude: {
    start: () => startClaude({ script }),
    path: '/v1/models/claude-double',
    headers: { 'x-api-key': 'sk-ant-double', 'anthropic-version': '2026-10-21' },
  },
  Google: { start: () => startGoogle({ script }), path: '/v1/images:annotate?key=AIza-double', headers: {} },
  OpenAI: { start: () => startOpenAi({ script }), path: '/models', headers: {} },
}

const open: VendorDouble[] = []
afterEach(async () => {
  for (const double of open.splice(0)) await double[Symbol.asyncDispose]()
})

describe.each(Object.keys(vendors))('in trouble %s', (name) => {
  const { start, path, headers } = vendors[name] ?? { start: () => startClaude({ script }), path: '', headers: {} }
  const isPost = name === 'Google'

  async function ask(
    double: VendorDouble,
    signal?: AbortSignal,
  ): Promise<{ status: number; said: unknown; headers: Headers }> {
    // prettier-ignore
    const more = { ...(isPost ? { method: 'POST', body: '{}' } : {}), ...(signal === undefined ? {} : { signal }) }
    const answer = await fetch(`${double.url}${path}`, { headers, ...more })
    return { status: answer.status, said: JSON.parse(await answer.text()), headers: answer.headers }
  }

  async function inTrouble(trouble: Trouble): Promise<Awaited<ReturnType<typeof ask>>> {
    const double = await start()
    open.push(double)
    expect((await ask(double)).status).toBe(200)
    double.trouble = trouble
    const answer = await ask(double)
    double.trouble = { kind: 'none' }
    expect((await ask(double)).status).toBe(200)
    expect(double.requests).toHaveLength(3)
    return answer
  }

  test('limits the rate and says after how long to come again', async () => {
    const { status, said, headers: told } = await inTrouble({ kind: 'rate-limit', retryAfterSeconds: 17 })
    expect(status).toBe(429)
    if (name === 'Google') expect(at(said, 'error', 'details', 0, 'retryDelay')).toBe('17s')
    else expect(told.get('retry-after')).toBe('17')
  })

  test('is overloaded with its own number', async () => {
    const { status } = await inTrouble({ kind: 'overloaded' })
    expect(status).toBe(name === 'Claude' ? 529 : 503)
  })

  test.each([500, 502, 504])('fails with %d, in an error of its own form', async (code) => {
    const { status, said } = await inTrouble({ kind: 'fail', status: code })
    expect([status, textAt(said, 'error', 'message')]).toEqual([code, expect.stringMatching(/\w+/)])
  })

  test('answers with something else entirely, as a captive portal does', async () => {
    const { status, said } = await inTrouble({ kind: 'garbage' })
    expect([status, said]).toEqual([200, { greetings: 'from a captive portal' }])
  })

  test('hangs until the caller gives up, and serves the next one', async () => {
    const double = await start()
    open.push(double)
    double.trouble = { kind: 'hang' }
    await expect(ask(double, AbortSignal.timeout(150))).rejects.toThrow(/abort|timeout/i)
    expect(double.requests).toHaveLength(1)
    double.trouble = { kind: 'none' }
    expect((await ask(double)).status).toBe(200)
  })

  test('is gone once it was closed, also while somebody hangs on it', async () => {
    const double = await start()
    double.trouble = { kind: 'hang' }
    const close = async (): Promise<void> => {
      while (double.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      await double[Symbol.asyncDispose]()
    }
    const [hanging] = await Promise.allSettled([ask(double), close()])
    expect(hanging.status).toBe('rejected')
    await expect(ask(double)).rejects.toThrow(Error)
  })

  test('writes down what it was asked: method, path, headers and body', async () => {
    const double = await start()
    open.push(double)
    await fetch(`${double.url}${path}`, { method: 'POST', headers: { ...headers, 'x-mark': 'me' }, body: '{"a":[1]}' })
    await fetch(`${double.url}/elsewhere`, { method: 'PUT', body: 'no JSON' })
    const [first, second] = double.requests
    expect(first).toMatchObject({ method: 'POST', body: { a: [1] }, pictures: [], headers: { 'x-mark': 'me' } })
    expect(first?.path.endsWith(path)).toBe(true)
    expect(second).toMatchObject({ method: 'PUT', body: undefined })
  })
})

test('two doubles at once do not hear each other', async () => {
  const [one, two] = [await startOpenAi({ script }), await startOpenAi({ script, models: ['other'] })]
  open.push(one, two)
  one.trouble = { kind: 'fail', status: 500 }
  expect([(await fetch(`${one.url}/models`)).status, (await fetch(`${two.url}/models`)).status]).toEqual([500, 200])
  expect([one.requests.length, two.requests.length]).toEqual([1, 1])
})

describe('the check of answers against a schema', () => {
  const line = {
    type: 'object',
    additionalProperties: false,
    required: ['text'],
    properties: { text: { type: 'string' }, kind: { type: 'string', enum: ['a', 'b'] }, n: { type: 'integer' } },
  }
  const schema = { type: 'array', items: line }

  test.each([
    [[{ text: 'x' }], undefined],
    [[], undefined],
    [[{ text: 'x', kind: 'b', n: 3 }], undefined],
    [{}, 'expected array'],
    [[{ kind: 'a' }], 'text is missing'],
    [[{ text: 3 }], 'expected string'],
    [[{ text: 'x', kind: 'c' }], 'not one of a, b'],
    [[{ text: 'x', n: 1.5 }], 'expected integer'],
    [[{ text: 'x', more: 1 }], 'more is unknown'],
    [[{ text: 'x' }, null], 'expected object'],
    [[[]], 'expected object'],
  ])('finds in %j: %s', (value, problem) => {
    const found = schemaProblem(value, schema)
    if (problem === undefined) expect(found).toBeUndefined()
    else expect(found).toContain(problem)
  })

  test('refuses what structured outputs refuse, however deep it stands', () => {
    expect(unacceptableSchema(schema)).toBeUndefined()
    const deep = (inner: object): object => ({ type: 'array', items: { ...line, properties: { list: { type: 'array', items: inner } } } }) // prettier-ignore
    expect(unacceptableSchema(deep({ type: 'string' }))).toBeUndefined()
    for (const word of ['minimum', 'maximum', 'minLength', 'maxLength', 'maxItems', 'multipleOf']) {
      expect(unacceptableSchema(deep({ type: 'string', [word]: 1 }))).toContain(`'${word}' is not supported`)
    }
    expect(unacceptableSchema(deep({ type: 'object', properties: {} }))).toContain('additionalProperties')
    expect(unacceptableSchema({ ...line, additionalProperties: true })).toContain('additionalProperties')
  })
})

describe('scripted pages as vision readers write them', () => {
  const written = (lines: { text: string; confidence?: number; box?: [number, number, number, number] }[]): unknown =>
    JSON.parse(visionJson([{ lines }]))

  test('have boxes in thousandths and certainty in hundredths, rounded', () => {
    const page = written([{ text: 'a', confidence: 0.456, box: [0.0004, 0.0006, 0.5, 1] }])
    expect(at(page, 'pages', 0, 'lines', 0)).toMatchObject({ box: [0, 1, 500, 1000], certainty: 46, kind: 'line' })
  })

  test('without boxes stand one below the other, within the page and apart', () => {
    for (const count of [1, 2, 40]) {
      const page = written(Array.from({ length: count }, () => ({ text: 'a' })))
      let above = 0
      for (let row = 0; row < count; row++) {
        const [left, top, right, bottom] = [0, 1, 2, 3].map((edge) => Number(at(page, 'pages', 0, 'lines', row, 'box', edge))) // prettier-ignore
        expect([left, right]).toEqual([100, 900])
        expect(top).toBeGreaterThanOrEqual(above)
        expect(bottom).toBeGreaterThan(top ?? Infinity)
        above = bottom ?? 0
      }
      expect(above).toBeLessThanOrEqual(900)
    }
  })
})
