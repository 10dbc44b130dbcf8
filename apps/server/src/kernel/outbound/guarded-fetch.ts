import { lookup as resolveHost, type LookupAddress } from 'node:dns'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { type AddressRefusal, messages } from '../messages.ts'
import { Outage } from '../outage.ts'
import { canonicalAddress, isPublicAddress } from './addresses.ts'
import type { AllowList } from './allow-list.ts'
import { readBody } from './read-body.ts'

export type OutboundDeps = {
  allow: AllowList
  /** Replaces the system resolver in tests. */
  resolve?: (hostname: string) => Promise<LookupAddress[]>
  timeoutMs?: number
  maxResponseBytes?: number
}

/** The part of the web's fetch that vendors' SDKs and our adapters use. */
export type GuardedFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

export type Outbound = { fetch: GuardedFetch; close(): void }

const defaultTimeoutMs = 60_000
const defaultMaxResponseBytes = 16 * 1024 * 1024
const maxRedirects = 3

/**
 * A fetch for addresses that people type: only http and https, and only to the public internet unless
 * `OUTBOUND_ALLOW` says otherwise. The address is checked at the moment of connecting, after resolving
 * the name, so a name cannot be switched to a private address between check and use. Redirects are
 * checked again and lose their credentials when they leave the origin; with `redirect: 'manual'` none is followed. Throws `Outage`: refused
 * addresses are not retryable, time limits and connection failures are. An aborted signal ends it with
 * the signal's own reason.
 */
export function createOutbound(deps: OutboundDeps): Outbound {
  const lookup = checkedLookup(deps)
  const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) }
  return {
    async fetch(input, init) {
      checkForm(addressOf(input))
      const request = new Request(input, init)
      const limit = AbortSignal.timeout(deps.timeoutMs ?? defaultTimeoutMs)
      const signal = AbortSignal.any([request.signal, limit])
      try {
        return await follow(
          { isRedirectAnswer: request.redirect === 'manual', deps, lookup, agents, signal },
          await toSend(request),
        )
      } catch (cause) {
        throw explain({ cause, limit, signal: request.signal, host: new URL(request.url).host })
      }
    },
    close() {
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  }
}

type Sendable = { url: URL; method: string; headers: Headers; body: Buffer | undefined }
type Line = {
  /** Whether a redirect is an answer like any other, for who must know that this address itself took the body. */
  isRedirectAnswer: boolean
  deps: OutboundDeps
  lookup: (url: URL) => LookupFunction
  agents: { 'http:': HttpAgent; 'https:': HttpsAgent }
  signal: AbortSignal
}

async function toSend(request: Request): Promise<Sendable> {
  const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer())
  return { url: new URL(request.url), method: request.method, headers: new Headers(request.headers), body }
}

async function follow(line: Line, first: Sendable): Promise<Response> {
  let current = first
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const answer = await send(line, current)
    const location = answer.headers.location
    const status = answer.statusCode ?? 0
    if (line.isRedirectAnswer || location === undefined || ![301, 302, 303, 307, 308].includes(status)) {
      return await toResponse(line, { answer, who: current.url.host })
    }
    answer.destroy()
    current = redirected(current, { location, status })
  }
  throw refusal(first.url, messages.tooManyRedirects(first.url.host, maxRedirects))
}

function redirected(from: Sendable, to: { location: string; status: number }): Sendable {
  const url = new URL(to.location, from.url)
  const keepsMethod = to.status === 307 || to.status === 308 || from.method === 'GET' || from.method === 'HEAD'
  const headers = new Headers(from.headers)
  if (url.origin !== from.url.origin) {
    // A body or a key meant for one server is never handed to another one.
    if (from.body !== undefined) throw refusal(from.url, messages.wouldSendOn(from.url.host, url.host))
    for (const name of ['authorization', 'cookie', 'x-api-key', 'x-goog-api-key']) headers.delete(name)
  }
  if (keepsMethod) return { ...from, url, headers }
  for (const name of ['content-type', 'content-length']) headers.delete(name)
  return { url, method: 'GET', headers, body: undefined }
}

function send(line: Line, what: Sendable): Promise<IncomingMessage> {
  const { url } = what
  checkForm(url)
  checkLiteral(line.deps, url)
  const headers = Object.fromEntries(what.headers)
  // Asking for plain bytes keeps the size limit honest; a gzip answer is still understood, see readBody.
  headers['accept-encoding'] = 'identity'
  if (what.body !== undefined) headers['content-length'] = String(what.body.byteLength)
  const options: RequestOptions = { method: what.method, headers, lookup: line.lookup(url), signal: line.signal }
  return new Promise((resolve, reject) => {
    const outgoing =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...options, agent: line.agents['https:'] }, resolve)
        : httpRequest(url, { ...options, agent: line.agents['http:'] }, resolve)
    outgoing.on('error', reject)
    outgoing.end(what.body)
  })
}

async function toResponse(line: Line, got: { answer: IncomingMessage; who: string }): Promise<Response> {
  const { answer, who } = got
  const maxBytes = line.deps.maxResponseBytes ?? defaultMaxResponseBytes
  const body = await readBody(answer, { maxBytes, who, signal: line.signal })
  const headers = new Headers()
  for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2) {
    const [name = '', value = ''] = answer.rawHeaders.slice(at, at + 2)
    if (!['content-encoding', 'content-length', 'transfer-encoding'].includes(name.toLowerCase())) {
      headers.append(name, value)
    }
  }
  const status = answer.statusCode ?? 502
  const mayHaveBody = status !== 204 && status !== 205 && status !== 304
  return new Response(mayHaveBody ? new Uint8Array(body) : null, { status, headers })
}

function addressOf(input: string | URL | Request): URL {
  const text = input instanceof Request ? input.url : String(input)
  const url = URL.parse(text)
  if (url !== null) return url
  throw new Outage(messages.notAnAddress, { who: text, reason: 'address-not-allowed', isRetryable: false })
}

function checkForm(url: URL): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw notAllowed(url, 'not-http')
  if (url.username !== '' || url.password !== '') throw notAllowed(url, 'with-password')
}

function checkLiteral(deps: OutboundDeps, url: URL): void {
  const address = canonicalAddress(url.hostname)
  // A literal address never goes through the resolver, so it is checked here.
  if (isIP(address) > 0 && !isAllowed(deps, { url, address })) throw notAllowed(url, 'not-allowed')
}

function isAllowed(deps: OutboundDeps, where: { url: URL; address: string }): boolean {
  const { url, address } = where
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  return isPublicAddress(address) || deps.allow.allows({ hostname: url.hostname, address, port })
}

function checkedLookup(deps: OutboundDeps): (url: URL) => LookupFunction {
  const resolve = deps.resolve ?? systemResolve
  return (url) => (hostname, options, tell) => {
    resolve(hostname).then(
      (found) => {
        const allowed = found.filter(({ address }) => isAllowed(deps, { url, address }))
        const [first] = allowed
        if (first === undefined) tell(notAllowed(url, 'not-allowed'), '', 0)
        else if (options.all) tell(null, allowed)
        else tell(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => tell(error, '', 0),
    )
  }
}

function systemResolve(hostname: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    resolveHost(hostname, { all: true }, (error, found) => (error ? reject(error) : resolve(found)))
  })
}

function notAllowed(url: URL, why: AddressRefusal): Outage {
  return refusal(url, messages.addressRefused(url.host, why))
}

function refusal(url: URL, words: string): Outage {
  return new Outage(words, { who: url.host, reason: 'address-not-allowed', isRetryable: false })
}

function explain(at: { cause: unknown; limit: AbortSignal; signal: AbortSignal; host: string }): unknown {
  const { cause, host: who } = at
  if (at.signal.aborted) return at.signal.reason
  if (cause instanceof Outage) return cause
  if (at.limit.aborted) {
    return new Outage(messages.noAnswerInTime(who), { who, reason: 'timed-out', isRetryable: true, cause })
  }
  return new Outage(messages.notReached(who), { who, reason: 'unreachable', isRetryable: true, cause })
}
