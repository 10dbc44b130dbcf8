import { at, keysOf, listAt, textAt } from './json.ts'
import { seePicture, type SeenPicture } from './picture.ts'
import { startVendor, type Answer, type PageScript, type SeenRequest, type VendorDouble } from './vendor-server.ts'
import { schemaProblem, unacceptableSchema, visionJson } from './vision-json.ts'

export type ClaudeScript = { key?: string; models?: readonly string[]; script: PageScript }

/** Limits of the Messages API; the byte limit is counted on the base64 text, as its errors say. */
export const claudeDoubleLimits = {
  requestBytes: 32 * 1024 * 1024,
  pictureBase64Bytes: 5_242_880,
  pictureEdgePx: 8_000,
  pictureEdgePxOfMany: 2_000,
  manyPictures: 20,
  pictures: 100,
}

/** Parameters of version 2026-10-21; `temperature`, `top_p` and `top_k` are gone. */
const parameters = (
  'model max_tokens messages system output_config metadata stop_sequences stream tools tool_choice thinking ' +
  'cache_control container diagnostics inference_geo service_tier speed'
).split(' ')
const parametersOfOld = [...parameters, 'temperature', 'top_p', 'top_k']

/** A double of api.anthropic.com as far as reading pages needs it: messages and models. */
export function startClaude({
  key = 'sk-ant-double',
  models = ['claude-double'],
  script,
}: ClaudeScript): Promise<VendorDouble> {
  let count = 0
  return startVendor({
    failure: (status, trouble) => {
      if (trouble.kind === 'rate-limit') {
        const limited = problem(429, 'rate_limit_error', 'This request would exceed your rate limit.')
        return { ...limited, headers: { ...requestId(), 'retry-after': String(trouble.retryAfterSeconds) } }
      }
      if (trouble.kind === 'overloaded') return problem(529, 'overloaded_error', 'Overloaded')
      return problem(status, 'api_error', 'Internal server error')
    },
    answer(seen, raw) {
      count += 1
      const given = seen.headers.authorization?.replace(/^Bearer /, '') ?? seen.headers['x-api-key']
      if (given !== key) return problem(401, 'authentication_error', 'invalid x-api-key')
      if (!seen.headers['anthropic-version']) return invalid('anthropic-version: header is required')
      if (raw.byteLength > claudeDoubleLimits.requestBytes) {
        return problem(413, 'request_too_large', 'Request exceeds the maximum size')
      }
      const [path = ''] = seen.path.split('?')
      if (seen.method === 'GET' && path.startsWith('/v1/models/'))
        return model(path.slice('/v1/models/'.length), models)
      if (seen.method === 'POST' && path === '/v1/messages') return messages(seen, { models, script, count })
      return problem(404, 'not_found_error', 'Not found')
    },
  })
}

function model(id: string, models: readonly string[]): Answer {
  if (!models.includes(id)) return problem(404, 'not_found_error', `model: ${id}`)
  const body = { type: 'model', id, display_name: `Double of ${id}`, created_at: '2026-10-21T00:00:00Z' }
  return { status: 200, headers: requestId(), body }
}

function messages(seen: SeenRequest, from: { models: readonly string[]; script: PageScript; count: number }): Answer {
  const { body } = seen
  const wrong = wrongParameters(seen)
  if (wrong !== undefined) return invalid(wrong)
  const modelId = textAt(body, 'model')
  if (!from.models.includes(modelId)) return problem(404, 'not_found_error', `model: ${modelId}`)
  const pictures = picturesOf(body)
  if (typeof pictures === 'string') return invalid(pictures)
  seen.pictures = pictures
  const pages = pictures.map((picture, index) => from.script(picture, index))
  const usage = { input_tokens: tokensOf(pictures) + 600, output_tokens: 0 }
  const message = { id: `msg_${from.count}`, type: 'message', role: 'assistant', model: modelId, stop_sequence: null }
  if (pages.includes('refuse')) {
    const refused = { ...message, content: [], stop_reason: 'refusal', usage }
    return { status: 200, headers: requestId(), body: refused }
  }
  const text = visionJson(pages)
  const schema = at(body, 'output_config', 'format', 'schema')
  const isScriptedRaw = pages.some((page) => typeof page === 'object' && 'raw' in page)
  const broken = schema === undefined || isScriptedRaw ? undefined : schemaProblem(JSON.parse(text), schema)
  if (broken !== undefined) throw new Error(`the double's answer breaks the schema it was sent: ${broken}`)
  return { status: 200, headers: requestId(), body: { ...message, ...ending(text, { body, usage }) } }
}

/** An answer longer than `max_tokens` is cut off, at about four characters per token. */
function ending(text: string, from: { body: unknown; usage: { input_tokens: number; output_tokens: number } }) {
  const maxTokens = Number(at(from.body, 'max_tokens'))
  const tokens = Math.ceil(text.length / 4)
  const isCut = tokens > maxTokens
  return {
    content: [{ type: 'text', text: isCut ? text.slice(0, maxTokens * 4) : text, citations: null }],
    stop_reason: isCut ? 'max_tokens' : 'end_turn',
    usage: { ...from.usage, output_tokens: Math.min(tokens, maxTokens) },
  }
}

function wrongParameters({ body, headers }: SeenRequest): string | undefined {
  const known = headers['anthropic-version'] === '2023-06-01' ? parametersOfOld : parameters
  const extra = keysOf(body).find((name) => !known.includes(name))
  if (extra !== undefined) return `${extra}: Extra inputs are not permitted`
  const maxTokens = at(body, 'max_tokens')
  if (!Number.isInteger(maxTokens)) return 'max_tokens: Field required'
  if (textAt(body, 'model') === '') return 'model: Field required'
  if (listAt(body, 'messages').length === 0) return 'messages: at least one message is required'
  const schema = at(body, 'output_config', 'format', 'schema')
  const unacceptable = schema === undefined ? undefined : unacceptableSchema(schema)
  return unacceptable === undefined ? undefined : `output_config.format.schema: ${unacceptable}`
}

function picturesOf(body: unknown): SeenPicture[] | string {
  const blocks = listAt(body, 'messages').flatMap((message) => listAt(message, 'content'))
  const sources = blocks.filter((block) => at(block, 'type') === 'image').map((block) => at(block, 'source'))
  if (sources.length > claudeDoubleLimits.pictures) return `messages: at most ${claudeDoubleLimits.pictures} images`
  const seen: SeenPicture[] = []
  for (const source of sources) {
    const base64 = textAt(source, 'data')
    const { pictureBase64Bytes, manyPictures, pictureEdgePx, pictureEdgePxOfMany } = claudeDoubleLimits
    if (base64.length > pictureBase64Bytes) {
      return `image exceeds 5 MB maximum: ${base64.length} bytes > ${pictureBase64Bytes} bytes`
    }
    const picture = seePicture(base64)
    if (picture === undefined) return 'Could not process image'
    if (picture.mediaType !== textAt(source, 'media_type')) return `image does not match media type`
    const edge = sources.length > manyPictures ? pictureEdgePxOfMany : pictureEdgePx
    if (Math.max(picture.width, picture.height) > edge)
      return `image dimensions exceed max allowed size: ${edge} pixels`
    seen.push(picture)
  }
  return seen
}

/** The documented price of a picture in tokens: one per 28 × 28 pixels. */
function tokensOf(pictures: readonly SeenPicture[]): number {
  return pictures.reduce((sum, { width, height }) => sum + Math.ceil(width / 28) * Math.ceil(height / 28), 0)
}

function invalid(message: string): Answer {
  return problem(400, 'invalid_request_error', message)
}

function problem(status: number, type: string, message: string): Answer {
  const body = { type: 'error', error: { type, message }, request_id: 'req_double' }
  return { status, headers: requestId(), body }
}

function requestId(): Record<string, string> {
  return { 'request-id': 'req_double' }
}
