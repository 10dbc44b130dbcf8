import { at, keysOf, listAt, textAt } from './json.ts'
import { seePicture, type SeenPicture } from './picture.ts'
import {
  startVendor,
  type Answer,
  type PageScript,
  type ScriptedPage,
  type SeenRequest,
  type VendorDouble,
} from './vendor-server.ts'
import { linesOf, schemaProblem, visionJson } from './vision-json.ts'

export type OpenAiScript = {
  /** Without a key the server asks for none, as servers at home do. */
  key?: string
  models?: readonly string[]
  /** How the model writes: JSON, JSON in a code fence with a sentence around it, or olmOCR's Markdown with front matter. */
  style?: 'json' | 'fenced' | 'olmocr'
  /** An older server refuses `response_format` of type `json_schema`. */
  knowsSchemas?: boolean
  picturesPerRequest?: number
  script: PageScript
}

const parameters = (
  'model messages max_tokens max_completion_tokens temperature top_p response_format seed stop stream n user ' +
  'metadata reasoning_effort'
).split(' ')

type Rules = Required<Omit<OpenAiScript, 'key'>>

/** A double of a server that speaks OpenAI's chat completions, by default as strict as vLLM. `url` ends in `/v1`. */
export async function startOpenAi(options: OpenAiScript): Promise<VendorDouble> {
  const rules: Rules = {
    models: ['vision-double'],
    style: 'json',
    knowsSchemas: true,
    picturesPerRequest: 1,
    ...options,
  }
  const double = await startVendor({
    failure: (status, trouble) => {
      if (trouble.kind !== 'rate-limit')
        return problem(status, { type: 'server_error', message: 'The server had an error' })
      const headers = { 'retry-after': String(trouble.retryAfterSeconds) }
      const error = { type: 'requests', code: 'rate_limit_exceeded', message: 'Rate limit reached' }
      return { ...problem(429, error), headers }
    },
    answer(seen) {
      if (options.key !== undefined && seen.headers.authorization !== `Bearer ${options.key}`) {
        return problem(401, {
          type: 'invalid_request_error',
          code: 'invalid_api_key',
          message: 'Incorrect API key provided.',
        })
      }
      if (seen.method === 'GET' && seen.path === '/v1/models') return modelList(rules.models)
      if (seen.method === 'POST' && seen.path === '/v1/chat/completions') return complete(seen, rules)
      return problem(404, { type: 'invalid_request_error', message: `Invalid URL (${seen.method} ${seen.path})` })
    },
  })
  return Object.assign(double, { url: `${double.url}/v1` })
}

function modelList(models: readonly string[]): Answer {
  return {
    status: 200,
    body: { object: 'list', data: models.map((id) => ({ id, object: 'model', created: 0, owned_by: 'double' })) },
  }
}

function complete(seen: SeenRequest, rules: Rules): Answer {
  const { body } = seen
  const wrong = wrongParameters(body, rules)
  if (wrong !== undefined) return problem(400, { type: 'invalid_request_error', message: wrong })
  const model = textAt(body, 'model')
  if (!rules.models.includes(model)) {
    const message = `The model \`${model}\` does not exist.`
    return problem(404, { type: 'invalid_request_error', code: 'model_not_found', message })
  }
  const pictures = picturesOf(body)
  if (pictures.length > rules.picturesPerRequest) {
    const message = `At most ${rules.picturesPerRequest} image(s) may be provided in one request.`
    return problem(400, { type: 'BadRequestError', message })
  }
  const whole = pictures.filter((picture) => picture !== undefined)
  if (whole.length < pictures.length)
    return problem(400, { type: 'BadRequestError', message: 'cannot identify image file' })
  seen.pictures = whole
  return completion({ body, model, pages: whole.map((picture, index) => rules.script(picture, index)), rules })
}

function completion(from: { body: unknown; model: string; pages: ScriptedPage[]; rules: Rules }): Answer {
  const { body, model, pages, rules } = from
  const isRefused = pages.includes('refuse')
  const text = isRefused ? null : written(pages, rules.style)
  if (!pages.some((page) => typeof page === 'object' && 'raw' in page)) checkSchema(text, body)
  const maxTokens = Number(at(body, 'max_tokens') ?? at(body, 'max_completion_tokens') ?? 1_000_000)
  const tokens = Math.ceil((text?.length ?? 0) / 4)
  const isCut = tokens > maxTokens
  const message = {
    role: 'assistant',
    content: isCut ? (text?.slice(0, maxTokens * 4) ?? null) : text,
    refusal: isRefused ? 'I cannot help with this picture.' : null,
  }
  const usage = { prompt_tokens: 1200, completion_tokens: Math.min(tokens, maxTokens), total_tokens: 1200 + tokens }
  return {
    status: 200,
    body: {
      id: 'chatcmpl-double',
      object: 'chat.completion',
      created: 0,
      model,
      choices: [{ index: 0, message, finish_reason: isCut ? 'length' : 'stop', logprobs: null }],
      usage,
    },
  }
}

function written(pages: ScriptedPage[], style: Rules['style']): string {
  const json = visionJson(pages)
  if (style === 'json') return json
  if (style === 'fenced') return `Here is the page:\n\`\`\`json\n${json}\n\`\`\`\n`
  const [page = { lines: [] }] = pages
  const language = typeof page === 'object' && 'lines' in page ? (page.language ?? 'en') : 'en'
  const front = `---\nprimary_language: ${language}\nis_rotation_valid: True\nrotation_correction: 0\nis_table: False\nis_diagram: False\n---\n`
  const marks = { line: '', heading: '# ', 'to-do': '- [ ] ', 'to-do-done': '- [x] ' }
  return (
    front +
    linesOf(page)
      .map(({ text, kind = 'line' }) => marks[kind] + text)
      .join('\n')
  )
}

function checkSchema(text: string | null, body: unknown): void {
  const schema = at(body, 'response_format', 'json_schema', 'schema')
  if (schema === undefined || text === null || !text.startsWith('{"pages"')) return
  const broken = schemaProblem(JSON.parse(text), schema)
  if (broken !== undefined) throw new Error(`the double's answer breaks the schema it was sent: ${broken}`)
}

function wrongParameters(body: unknown, rules: Rules): string | undefined {
  const extra = keysOf(body).find((name) => !parameters.includes(name))
  if (extra !== undefined) return `Unrecognized request argument supplied: ${extra}`
  if (listAt(body, 'messages').length === 0) return `'messages' is a required property`
  const format = at(body, 'response_format', 'type')
  const isRefused = format === 'json_schema' && !rules.knowsSchemas
  return isRefused ? `response_format type 'json_schema' is not supported` : undefined
}

function picturesOf(body: unknown): (SeenPicture | undefined)[] {
  return listAt(body, 'messages')
    .flatMap((message) => listAt(message, 'content'))
    .filter((part) => at(part, 'type') === 'image_url')
    .map((part) => /^data:image\/(?:png|jpeg);base64,(.+)$/s.exec(textAt(part, 'image_url', 'url'))?.[1])
    .map((base64) => (base64 === undefined ? undefined : seePicture(base64)))
}

function problem(status: number, error: { type: string; message: string; code?: string }): Answer {
  return { status, body: { error: { param: null, code: null, ...error } } }
}
