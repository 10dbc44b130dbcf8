import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { SeenPicture } from './picture.ts'

/** One line that the scripted page holds. Boxes are fractions of the picture: left, top, right, bottom. */
export type ScriptedLine = {
  text: string
  box?: readonly [number, number, number, number]
  kind?: 'line' | 'heading' | 'to-do' | 'to-do-done'
  /** 0..1 */
  confidence?: number
}

/** What the vendor "reads" on a picture: lines, a refusal, or raw words instead of a proper answer. */
export type ScriptedPage = { lines: readonly ScriptedLine[]; language?: string } | 'refuse' | { raw: string }

export type PageScript = (picture: SeenPicture, index: number) => ScriptedPage

/** What goes wrong with the next requests, until it is set to something else. */
export type Trouble =
  | { kind: 'none' }
  | { kind: 'rate-limit'; retryAfterSeconds: number }
  | { kind: 'overloaded' }
  | { kind: 'fail'; status: number }
  /** Takes the request and never answers. */
  | { kind: 'hang' }
  /** Answers 200 with something that is not what was promised. */
  | { kind: 'garbage' }

export type SeenRequest = {
  method: string
  path: string
  headers: IncomingMessage['headers']
  /** Parsed JSON, or undefined. */
  body: unknown
  pictures: SeenPicture[]
}

/** A local server that behaves like a vendor. `url` is its base address. */
export type VendorDouble = AsyncDisposable & {
  url: string
  requests: SeenRequest[]
  trouble: Trouble
}

export type Answer = { status: number; headers?: Record<string, string>; body: unknown }

export type VendorRules = {
  /** The vendor's own words for a failure. */
  failure(status: number, trouble: Trouble): Answer
  /** `raw` has the length of the whole body; it is parsed into `seen.body`. */
  answer(seen: SeenRequest, raw: { byteLength: number }): Answer
}

/** Bodies are read up to this size whatever the vendor's own limit is. */
const maxBodyBytes = 64 * 1024 * 1024

/** Starts a double on a free port of the loopback interface. */
export async function startVendor(rules: VendorRules): Promise<VendorDouble> {
  const double: Exchange['double'] = { requests: [], trouble: { kind: 'none' } }
  const server = createServer((asked, answering) => {
    handle({ rules, double, asked, answering }).catch((error: unknown) => {
      answering.writeHead(500).end(JSON.stringify({ double_is_broken: String(error) }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(double, {
    url: `http://127.0.0.1:${portOf(server)}`,
    [Symbol.asyncDispose]: () => stop(server),
  })
}

type Exchange = {
  rules: VendorRules
  double: Pick<VendorDouble, 'requests' | 'trouble'>
  asked: IncomingMessage
  answering: ServerResponse
}

async function handle({ rules, double, asked, answering }: Exchange): Promise<void> {
  const raw = await bodyOf(asked)
  const seen: SeenRequest = {
    method: asked.method ?? '',
    path: asked.url ?? '',
    headers: asked.headers,
    body: parse(raw),
    pictures: [],
  }
  double.requests.push(seen)
  const { trouble } = double
  if (trouble.kind === 'hang') return
  const answer =
    trouble.kind === 'none'
      ? rules.answer(seen, raw)
      : trouble.kind === 'garbage'
        ? { status: 200, body: { greetings: 'from a captive portal' } }
        : rules.failure(statusOf(trouble), trouble)
  const headers = { 'content-type': 'application/json', ...answer.headers }
  answering.writeHead(answer.status, headers)
  answering.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
}

function statusOf(trouble: Trouble): number {
  if (trouble.kind === 'rate-limit') return 429
  return trouble.kind === 'fail' ? trouble.status : 503
}

async function bodyOf(asked: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of asked) {
    const bytes = Buffer.from(chunk)
    size += bytes.byteLength
    if (size > maxBodyBytes) throw new Error('the body is larger than the double reads')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

function parse(raw: Buffer): unknown {
  const text = raw.toString('utf8')
  if (text.startsWith('grant_type=') || text.includes('&assertion='))
    return Object.fromEntries(new URLSearchParams(text))
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the double has no port')
  return address.port
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
