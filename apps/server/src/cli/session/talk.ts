import {
  type AnswerOf,
  answerSchemaOf,
  type AnyFileRoute,
  type AnyRoute,
  type BodyInputOf,
  type ParamsOf,
  type QueryInputOf,
} from '@kinfolio/contracts'
import { CommandFailed } from '../command.ts'
import { messages } from '../messages.ts'

export type Talk = { server: string; signal: AbortSignal }
export type CallInput<R extends AnyRoute | AnyFileRoute> = { params?: ParamsOf<R>; query?: QueryInputOf<R> }
type Sent = {
  method: string
  path: string
  token: string | undefined
  json?: unknown
  body?: ReadableStream
  type?: string
}

/** Calls a route of the contract and answers what it declares; throws `CommandFailed` for all else. */
export async function callRoute<R extends AnyRoute>(
  talk: Talk,
  call: { route: R; token?: string | undefined; input?: CallInput<R> & { body?: BodyInputOf<R> } },
): Promise<AnswerOf<R>> {
  const { route, token, input = {} } = call
  const response = await send(talk, {
    method: route.method,
    path: pathOf(route.path, input),
    token,
    ...(input.body === undefined ? {} : { json: input.body }),
  })
  return readAnswer(talk, { route, response })
}

/** Checks an answer by its route's schema. */
export async function readAnswer<R extends AnyRoute>(
  talk: Talk,
  { route, response }: { route: R; response: Response },
): Promise<AnswerOf<R>> {
  const body: unknown = response.status === 204 ? {} : await response.json().catch(() => undefined)
  const parsed = answerSchemaOf(route, response.status).safeParse(body)
  if (!parsed.success) throw new CommandFailed(messages.notUnderstood(talk.server, response.status))
  // The schema of this very route has just checked it; the compiler loses that through the generic.
  return parsed.data as AnswerOf<R>
}

/** Sends a request; an answer that is no success is thrown as `CommandFailed`. */
export async function send(talk: Talk, request: Sent): Promise<Response> {
  const { method, path, token, json, body, type } = request
  const headers = {
    'user-agent': 'kinfolio-cli',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(type === undefined ? {} : { 'content-type': type }),
  }
  const content =
    body === undefined ? (json === undefined ? {} : { body: JSON.stringify(json) }) : { body, duplex: 'half' }
  const response = await fetch(`${talk.server}${path}`, { method, headers, ...content, signal: talk.signal }).catch(
    (error: unknown) => {
      throw unreachable(talk, error)
    },
  )
  if (!response.ok) throw await refusal(talk, response)
  return response
}

/** The address of a route with its parameters in place. */
export function pathOf(path: string, { params, query }: { params?: unknown; query?: unknown }): string {
  const filled = path.replace(/:([a-z_]+)/g, (_, name: string) => encodeURIComponent(String(entriesOf(params)[name])))
  const search = new URLSearchParams(
    Object.entries(entriesOf(query)).flatMap(([name, value]) => (isScalar(value) ? [[name, String(value)]] : [])),
  )
  return search.size === 0 ? filled : `${filled}?${search}`
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

function entriesOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function unreachable(talk: Talk, error: unknown): unknown {
  if (talk.signal.aborted || !(error instanceof TypeError)) return error
  const { cause } = error
  // It was a file of the body that could not be read, and not the server.
  if (cause instanceof Error && 'path' in cause && 'code' in cause) {
    return new CommandFailed(messages.pathUnreadable(String(cause.path), String(cause.code)), { cause: error })
  }
  return new CommandFailed(messages.serverUnreachable(talk.server, reasonOf(error)), { cause: error })
}

/** `fetch` says no more than that it failed; its cause knows why. */
function reasonOf(error: Error): string {
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  if (cause.message !== '') return cause.message
  return 'code' in cause ? String(cause.code) : error.message
}

/** A session that was proved too long ago for what weighs much; signing in is a proof. */
const PROOF_WANTED = '/problems/step-up-required'

async function refusal(talk: Talk, response: Response): Promise<Error> {
  const problem = entriesOf(await response.json().catch(() => undefined))
  const { type, title, detail, retry_after_s: seconds } = problem
  if (typeof title !== 'string') return new CommandFailed(messages.notUnderstood(talk.server, response.status))
  if (type === PROOF_WANTED) {
    return new CommandFailed(messages.proofWanted(talk.server), { because: { refusedWith: response.status } })
  }
  const told = typeof detail === 'string' ? `${title}: ${detail}` : title
  const words = typeof seconds === 'number' ? messages.tryAgainIn(told, seconds) : told
  return new CommandFailed(words, { because: { refusedWith: response.status } })
}
