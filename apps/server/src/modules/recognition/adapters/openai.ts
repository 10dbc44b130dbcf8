import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai'
import type { GuardedFetch } from '../../../kernel/outbound/index.ts'
import { Outage } from '../../../kernel/outage.ts'
import { carefulReader } from '../careful-reader.ts'
import { messages } from '../messages.ts'
import { priced, type Prices } from '../reader-prices.ts'
import type { PageImage, Reader, ReaderLimits, Reading, ReadingContext } from '../reader.port.ts'
import { olmOcrEdgePx, olmOcrPrompt, parsePlainAnswer } from '../vision/plain-answer.ts'
import {
  promptVersion,
  schemaInWords,
  visionInstructions,
  visionRequest,
  visionSchema,
} from '../vision/vision-prompt.ts'
import { readOverInk } from '../vision/read-over-ink.ts'
import { told } from '../vision/tell-failure.ts'
import { parseVisionAnswer, type VisionPage } from '../vision/vision-answer.ts'

export type OpenAiOptions = {
  /** Address of the API up to and including its version: `https://api.openai.com/v1`, `http://vllm.lan:8000/v1`. */
  baseUrl: string
  apiKey?: string | undefined
  model: string
  /** `json` for general vision models, `text` for OCR models that answer in Markdown; `auto` goes by the model's name. */
  answers: 'auto' | 'json' | 'text'
  fetch: GuardedFetch
  prices?: Prices | undefined
}

/** Self-hosted servers take one picture per request unless told otherwise (vLLM `--limit-mm-per-prompt`). */
const openAiLimits: ReaderLimits = {
  maxImageBytes: 10_000_000,
  maxEdgePx: 2_048,
  pagesPerCall: 1,
  wants: 'natural',
  handwriting: true,
  languages: 'any',
}
const maxAnswerTokens = 6_000
/** Hosted services have hundreds; a person needs to see how theirs are written. */
const MODELS_NAMED_MAX = 10

const failures = {
  aborted: APIUserAbortError,
  unreachable: APIConnectionError,
  answered: APIError,
  saidIn: (error: APIError) => `${error.code ?? ''} ${error.message}`,
}

/** Reads with any server that speaks OpenAI's chat completions with pictures: OpenAI itself, vLLM, Ollama, llama.cpp. */
export function openAiReader(options: OpenAiOptions): Reader {
  const client = new OpenAI({
    // A server at home often wants no key, but the SDK wants one, and would take the environment's.
    apiKey: options.apiKey ?? 'none',
    organization: null,
    project: null,
    baseURL: options.baseUrl,
    fetch: options.fetch,
    maxRetries: 0,
    timeout: 15 * 60 * 1000,
    logLevel: 'off',
  })
  const isPlain = options.answers === 'text' || (options.answers === 'auto' && /olm-?ocr/i.test(options.model))
  const reader: OpenAiReader = { client, options, isPlain, who: new URL(options.baseUrl).host }
  return carefulReader({
    name: 'openai',
    version: `openai/${options.model}/${isPlain ? 'text' : 'json'}${promptVersion}`,
    reads: { ...openAiLimits, maxEdgePx: isPlain ? olmOcrEdgePx : openAiLimits.maxEdgePx },
    async readInked({ pages, context }, signal) {
      const answers: Reading[] = []
      for (const page of pages) answers.push(await readPage(reader, { page, context, signal }))
      return answers
    },
    test: (signal) => testServer(reader, signal),
  })
}

type OpenAiReader = { client: OpenAI; options: OpenAiOptions; isPlain: boolean; who: string }
type Call = { page: PageImage; context: ReadingContext; signal: AbortSignal }
type Chat = OpenAI.ChatCompletionCreateParamsNonStreaming

async function readPage(reader: OpenAiReader, call: Call): Promise<Reading> {
  const { message, finish, usage } = await askWithOrWithoutSchema(reader, call)
  const tokens = { inputTokens: usage?.prompt_tokens ?? 0, outputTokens: usage?.completion_tokens ?? 0 }
  const cost = usage ? { cost: priced(tokens, reader.options.prices) } : {}
  if (message.refusal || finish === 'content_filter') return { outcome: 'unreadable', because: 'refused', ...cost }
  if (finish === 'length') return { outcome: 'unreadable', because: 'too-long', ...cost }
  const said = understand(reader, message.content ?? '')
  return { ...(await readOverInk(said, call.page)), ...cost }
}

function understand(reader: OpenAiReader, text: string): VisionPage {
  const said = reader.isPlain ? undefined : parseVisionAnswer(text, 1)?.[0]
  if (said) return said
  // Broken JSON would be stored as if it were the page's text; prose is what OCR models answer.
  if (!reader.isPlain && /^\s*(```(json)?\s*)?[{[]/.test(text)) {
    throw new Outage(messages.otherForm(reader.who), {
      who: reader.who,
      reason: 'answer-not-understood',
      isRetryable: true,
    })
  }
  return parsePlainAnswer(text)
}

async function askWithOrWithoutSchema(reader: OpenAiReader, call: Call) {
  const chat = chatFor(reader, call)
  try {
    return await ask(reader, { chat, signal: call.signal })
  } catch (error) {
    const isAboutSchema =
      error instanceof Outage &&
      error.reason === 'request-refused' &&
      /response_format|json_schema|guided|structured|grammar/i.test(error.message)
    if (!isAboutSchema) throw error
    // Older servers know no schemas; the words of the prompt describe the form as well.
    const { response_format: _, ...without } = chat
    return ask(reader, { chat: without, signal: call.signal })
  }
}

async function ask(reader: OpenAiReader, { chat, signal }: { chat: Chat; signal: AbortSignal }) {
  const completion = await told({ who: reader.who, failures }, () =>
    reader.client.chat.completions.create(chat, { signal }),
  )
  const choice = completion.choices?.[0]
  if (choice?.message === undefined) {
    throw new Outage(messages.noMessage(reader.who), {
      who: reader.who,
      reason: 'answer-not-understood',
      isRetryable: true,
    })
  }
  return { message: choice.message, finish: choice.finish_reason, usage: completion.usage }
}

function chatFor({ options, isPlain }: OpenAiReader, { page, context }: Call): Chat {
  const url = `data:${page.mediaType};base64,${Buffer.from(page.bytes).toString('base64')}`
  const picture = { type: 'image_url' as const, image_url: { url } }
  const isOpenAi = new URL(options.baseUrl).hostname === 'api.openai.com'
  // OpenAI's newer models refuse `max_tokens` and any temperature; other servers may know only the old name.
  const limits = isOpenAi
    ? { max_completion_tokens: maxAnswerTokens }
    : { max_tokens: maxAnswerTokens, temperature: 0.1 }
  if (isPlain) {
    const content = [{ type: 'text' as const, text: olmOcrPrompt }, picture]
    return { model: options.model, ...limits, messages: [{ role: 'user', content }] }
  }
  return {
    model: options.model,
    ...limits,
    response_format: { type: 'json_schema', json_schema: { name: 'pages', schema: visionSchema, strict: true } },
    messages: [
      { role: 'system', content: `${visionInstructions}\n${schemaInWords}` },
      { role: 'user', content: [picture, { type: 'text', text: visionRequest(1, context) }] },
    ],
  }
}

/** Asks for the list of models: it needs the key, costs nothing and tells whether the model is there. */
async function testServer({ client, options, who }: OpenAiReader, signal: AbortSignal) {
  const ids: string[] = []
  for await (const model of await told({ who, failures }, () => client.models.list({ signal }))) ids.push(model.id)
  if (ids.includes(options.model)) return { ok: true as const, details: { engine: who, model: options.model } }
  const details = messages.modelsKnown(who, ids.slice(0, MODELS_NAMED_MAX))
  return { ok: false as const, because: 'model-unknown' as const, details }
}
