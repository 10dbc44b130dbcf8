import Anthropic, { APIConnectionError, APIError, APIUserAbortError } from '@anthropic-ai/sdk'
import { z } from 'zod'
import type { GuardedFetch } from '../../../kernel/outbound/index.ts'
import { Outage } from '../../../kernel/outage.ts'
import { carefulReader } from '../careful-reader.ts'
import { messages } from '../messages.ts'
import { priced, shareOf, type Prices } from '../reader-prices.ts'
import type { PageImage, Reader, ReaderLimits, Reading, ReadingContext } from '../reader.port.ts'
import { pageLabel, promptVersion, visionInstructions, visionRequest, visionSchema } from '../vision/vision-prompt.ts'
import { readOverInk } from '../vision/read-over-ink.ts'
import { told } from '../vision/tell-failure.ts'
import { parseVisionAnswer } from '../vision/vision-answer.ts'

export type ClaudeOptions = {
  apiKey: string
  model: string
  baseUrl: string
  fetch: GuardedFetch
  prices?: Prices | undefined
}

const who = 'Claude'
const asked = {
  who,
  failures: {
    aborted: APIUserAbortError,
    unreachable: APIConnectionError,
    answered: APIError,
    saidIn: (error: APIError) => `${error.type ?? ''} ${error.apiMessage ?? error.message}`,
  },
}

/**
 * The API refuses pictures of more than 5,242,880 bytes of base64 (seen in its errors up to 2026-03),
 * which are 3,932,160 bytes of picture. 2,000 px is its bound for requests of many pictures, and no
 * model of today looks at more than 2,576. Four pages keep an answer under the length from which the
 * API demands streaming.
 */
const claudeLimits: ReaderLimits = {
  maxImageBytes: 3_900_000,
  maxEdgePx: 2_000,
  pagesPerCall: 4,
  wants: 'natural',
  handwriting: true,
  languages: 'any',
}
/** A densely written page takes about 2,500 tokens with its boxes. */
const maxTokensPerPage = 5_000

/** Reads with Claude by the Messages API (version 2026-10-21) with structured output, several pages in one call. */
export function claudeReader(options: ClaudeOptions): Reader {
  const client = new Anthropic({
    apiKey: options.apiKey,
    // Without these the SDK would look for other credentials in the server's environment.
    authToken: null,
    baseURL: options.baseUrl,
    fetch: options.fetch,
    // Jobs retry, with the vendor's own waiting time; two layers of it would multiply.
    maxRetries: 0,
    logLevel: 'off',
  })
  const reader = { client, options }
  return carefulReader({
    name: 'claude',
    version: `claude/${options.model}/p${promptVersion}`,
    reads: claudeLimits,
    readInked: ({ pages, context }, signal) => readTogether(reader, { pages, context, signal }),
    async test(signal) {
      const model = await told(asked, () => client.models.retrieve(options.model, null, { signal }))
      return { ok: true, details: { engine: who, model: model.display_name || model.id } }
    },
  })
}

type ClaudeReader = { client: Anthropic; options: ClaudeOptions }
type Call = { pages: readonly PageImage[]; context: ReadingContext; signal: AbortSignal }

/** One call for all pages; when something is wrong with one of them, each again by itself. */
async function readTogether(reader: ClaudeReader, call: Call): Promise<Reading[]> {
  const answer = await readOnce(reader, call)
  if (Array.isArray(answer)) return answer
  if (call.pages.length === 1) return [answer]
  const alone: Reading[] = []
  for (const page of call.pages) alone.push(...(await readTogether(reader, { ...call, pages: [page] })))
  return alone
}

type Unreadable = Extract<Reading, { outcome: 'unreadable' }>

async function readOnce(reader: ClaudeReader, call: Call): Promise<Reading[] | Unreadable> {
  try {
    const message = understood(await told(asked, () => send(reader, call)))
    const tokens = tokensOf(message.usage)
    const cost = priced(tokens, reader.options.prices)
    if (message.stop_reason === 'refusal') return { outcome: 'unreadable', because: 'refused', cost }
    if (message.stop_reason === 'max_tokens') return { outcome: 'unreadable', because: 'too-long', cost }
    const text = message.content.map((block) => block.text).join('')
    return await readings({ call, text, tokens, prices: reader.options.prices })
  } catch (error) {
    if (error instanceof Outage && error.reason === 'request-refused' && isAboutPicture(error)) {
      return { outcome: 'unreadable', because: 'damaged' }
    }
    throw error
  }
}

function send({ client, options }: ClaudeReader, { pages, context, signal }: Call) {
  const pictures = pages.flatMap((page, index): Anthropic.ContentBlockParam[] => [
    { type: 'text', text: pageLabel(index + 1) },
    {
      type: 'image',
      source: { type: 'base64', media_type: page.mediaType, data: Buffer.from(page.bytes).toString('base64') },
    },
  ])
  return client.messages.create(
    {
      model: options.model,
      max_tokens: maxTokensPerPage * pages.length,
      system: visionInstructions,
      output_config: { format: { type: 'json_schema', schema: visionSchema } },
      messages: [
        { role: 'user', content: [...pictures, { type: 'text', text: visionRequest(pages.length, context) }] },
      ],
    },
    // The guarded fetch holds the time limit; the SDK's own default would end long answers earlier or later.
    { signal, timeout: 15 * 60 * 1000 },
  )
}

async function readings(from: {
  call: Call
  text: string
  tokens: { inputTokens: number; outputTokens: number }
  prices: Prices | undefined
}): Promise<Reading[]> {
  const { pages } = from.call
  const said = parseVisionAnswer(from.text, pages.length)
  if (said === undefined || said.some((page) => page === undefined)) {
    throw notUnderstood()
  }
  return Promise.all(
    pages.map(async (page, index) => {
      const reading = await readOverInk(said[index] ?? { lines: [] }, page)
      const share = shareOf(from.tokens, { pages: pages.length, index })
      return { ...reading, cost: priced(share, from.prices) }
    }),
  )
}

const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0)
/** The part of a reply that is used. The SDK's types are a promise that nobody checked at run time. */
const reply = z.object({
  content: z.array(z.object({ text: z.string().default('') })),
  stop_reason: z.string(),
  usage: z.object({
    input_tokens: count,
    output_tokens: count,
    cache_read_input_tokens: count,
    cache_creation_input_tokens: count,
  }),
})

function understood(message: unknown): z.infer<typeof reply> {
  const parsed = reply.safeParse(message)
  if (!parsed.success) throw notUnderstood(parsed.error)
  return parsed.data
}

function notUnderstood(cause?: unknown): Outage {
  return new Outage(messages.otherForm(who), { who, reason: 'answer-not-understood', isRetryable: true, cause })
}

function tokensOf(usage: z.infer<typeof reply>['usage']): { inputTokens: number; outputTokens: number } {
  const inputTokens = usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens
  return { inputTokens, outputTokens: usage.output_tokens }
}

function isAboutPicture(outage: Outage): boolean {
  return /image/i.test(outage.message)
}
