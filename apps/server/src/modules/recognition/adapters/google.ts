import type { z } from 'zod'
import type { GuardedFetch } from '../../../kernel/outbound/index.ts'
import { Outage } from '../../../kernel/outage.ts'
import { parseJson } from '../../../kernel/parse-json.ts'
import { carefulReader } from '../careful-reader.ts'
import { messages } from '../messages.ts'
import type { Reader, ReaderLimits, Reading, ReadRequest } from '../reader.port.ts'
import { vendorOutage } from '../vision/vendor-outage.ts'
import { googleAnswer, googleFailure, readingOfGoogle } from './google-answer.ts'
import { googleToken, type serviceAccount } from './google-token.ts'

export type GoogleOptions = {
  credentials: { apiKey: string } | { serviceAccount: z.infer<typeof serviceAccount> }
  /** `https://vision.googleapis.com`; another one for regional endpoints and tests. */
  baseUrl: string
  /** Where service accounts get their tokens: `https://oauth2.googleapis.com/token`. */
  tokenUrl: string
  fetch: GuardedFetch
  usdPerThousandPictures?: number | undefined
}

const who = 'Google Vision'
const scope = 'https://www.googleapis.com/auth/cloud-vision'

/**
 * 16 pictures and 10 MB of JSON per request (Cloud Vision quotas). Base64 adds a third, so four pictures
 * of 1.85 MB always fit, and no call has to be cut in two after it was paid for.
 */
const googleLimits: ReaderLimits = {
  maxImageBytes: 1_850_000,
  maxEdgePx: 4_096,
  pagesPerCall: 4,
  wants: 'natural',
  handwriting: true,
  languages: 'any',
}

/** Reads with Cloud Vision's DOCUMENT_TEXT_DETECTION over REST v1, by API key or service account. */
export function googleReader(options: GoogleOptions): Reader {
  const authorize = authorizer(options)
  return carefulReader({
    name: 'google',
    version: 'google/document-text-v1',
    reads: googleLimits,
    readInked: (request, signal) => annotate({ options, authorize }, { request, signal }),
    async test(signal) {
      // An empty request costs nothing. Whatever Google thinks of it, it looks at the key first.
      await post({ options, authorize }, { body: { requests: [] }, signal }).catch((error: unknown) => {
        if (!(error instanceof Outage) || error.reason !== 'request-refused') throw error
      })
      return { ok: true, details: { engine: who } }
    },
  })
}

type Authorize = (signal: AbortSignal) => Promise<Record<string, string>>
type Google = { options: GoogleOptions; authorize: Authorize }

async function annotate(google: Google, call: { request: ReadRequest; signal: AbortSignal }): Promise<Reading[]> {
  const { pages, context } = call.request
  const imageContext = context.languages.length > 0 ? { imageContext: { languageHints: context.languages } } : {}
  const requests = pages.map((page) => ({
    image: { content: Buffer.from(page.bytes).toString('base64') },
    features: [{ type: 'DOCUMENT_TEXT_DETECTION' }],
    ...imageContext,
  }))
  const body = await post(google, { body: { requests }, signal: call.signal })
  const answer = googleAnswer.safeParse(body)
  if (!answer.success) throw notUnderstood(answer.error)
  const { usdPerThousandPictures } = google.options
  const usd = usdPerThousandPictures === undefined ? {} : { usdMicros: Math.round(usdPerThousandPictures * 1000) }
  return answer.data.responses.map((one) => readingOfGoogle(one, { pictures: 1, ...usd }))
}

async function post({ options, authorize }: Google, call: { body: unknown; signal: AbortSignal }): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...(await authorize(call.signal)) }
  const url = new URL('/v1/images:annotate', options.baseUrl)
  const answer = await options.fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify(call.body),
    signal: call.signal,
  })
  const text = await answer.text()
  const body = parseJson(text)
  if (answer.ok) return body
  throw failureOf({ status: answer.status, headers: answer.headers, body })
}

function failureOf(from: { status: number; headers: Headers; body: unknown; cause?: unknown }): Outage {
  const { message, reason, retryAfterSeconds } = googleFailure(from.body)
  const headers = new Headers(from.headers)
  if (retryAfterSeconds !== undefined && !headers.has('retry-after')) {
    headers.set('retry-after', String(retryAfterSeconds))
  }
  // Google answers 400 to a wrong key, and 403 as well to an API that was never switched on.
  const status = reason === 'API_KEY_INVALID' ? 401 : from.status
  return vendorOutage({ who, status, headers, message, cause: from.cause })
}

function authorizer({ credentials, fetch, tokenUrl }: GoogleOptions): Authorize {
  if ('apiKey' in credentials) return async () => ({ 'x-goog-api-key': credentials.apiKey })
  const token = googleToken({ account: credentials.serviceAccount, tokenUrl, scope, who, fetch })
  return async (signal) => ({ authorization: `Bearer ${await token(signal)}` })
}

function notUnderstood(cause: unknown): Outage {
  return new Outage(messages.otherForm(who), { who, reason: 'answer-not-understood', isRetryable: true, cause })
}
