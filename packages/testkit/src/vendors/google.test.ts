import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { googleDoubleLimits, startGoogle, type GoogleDouble } from './google.ts'
import { at, listAt, textAt } from './json.ts'

let double: GoogleDouble
const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=='

beforeEach(async () => {
  double = await startGoogle({ script: () => ({ lines: [{ text: 'Hello, you' }] }) })
})
afterEach(() => double[Symbol.asyncDispose]())

async function ask(requests: unknown, headers: Record<string, string> = { 'x-goog-api-key': 'AIza-double' }) {
  const body = JSON.stringify({ requests })
  const answer = await fetch(`${double.url}/v1/images:annotate`, { method: 'POST', headers, body })
  const said: unknown = await answer.json()
  return { status: answer.status, said }
}

const asked = (content = onePixel) => ({ image: { content }, features: [{ type: 'DOCUMENT_TEXT_DETECTION' }] })

describe('the double of Google Vision', () => {
  test('tells words with punctuation apart, breaks on the last letter, and no zeros in corners', async () => {
    const { said } = await ask([asked()])
    const words = listAt(said, 'responses', 0, 'fullTextAnnotation', 'pages', 0, 'blocks', 0, 'paragraphs', 0, 'words')
    const texts = words.map((word) =>
      listAt(word, 'symbols')
        .map((symbol) => textAt(symbol, 'text'))
        .join(''),
    )
    expect(texts).toEqual(['Hello', ',', 'you'])
    expect(at(words[1], 'symbols', 0, 'property', 'detectedBreak', 'type')).toBe('SPACE')
    expect(at(words[0], 'boundingBox', 'vertices', 0)).toEqual({})
  })

  test('answers a wrong key with 400 and the reason that Google gives', async () => {
    const { status, said } = await ask([asked()], { 'x-goog-api-key': 'other' })
    expect([status, at(said, 'error', 'details', 0, 'reason')]).toEqual([400, 'API_KEY_INVALID'])
    expect((await ask([asked()], {})).status).toBe(401)
  })

  test('refuses too many pictures and too large a request', async () => {
    expect((await ask(Array(googleDoubleLimits.pictures + 1).fill(asked()))).status).toBe(400)
    const { said } = await ask([asked('A'.repeat(googleDoubleLimits.jsonBytes))])
    expect(textAt(said, 'error', 'message')).toContain('payload size exceeds')
  })

  test('tells a bad picture apart from the others', async () => {
    const { status, said } = await ask([asked('AAAA'), asked()])
    expect([status, at(said, 'responses', 0, 'error', 'code')]).toEqual([200, 3])
    expect(at(said, 'responses', 1, 'fullTextAnnotation')).toBeDefined()
  })

  test('hands out no token for a signature of somebody else', async () => {
    const body = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: 'e30.e30.AAAA',
    })
    const answer = await fetch(double.tokenUrl, { method: 'POST', body })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' })
  })
})
