import type {
  Access,
  AnswerOf,
  AnyFileRoute,
  AnyRoute,
  BodyInputOf,
  ParamsOf,
  ProblemOf,
  QueryInputOf,
  SpaceId,
} from '@kinfolio/contracts'
import { answerSchemaOf, deviceProofRequired, PROOF_HEADER, stepUpRequired } from '@kinfolio/contracts'
import type { Signable } from '../device-key/sign.ts'
import { CallFailed } from './call-failed.ts'
import { buildUrl } from './url.ts'

export type Outcome<R extends AnyRoute> =
  | { ok: true; answer: AnswerOf<R> }
  | { ok: false; problem: ProblemOf<R>; status: number }

/** What a route asks for; parts it does not declare may be left out. */
export type CallInput<R extends AnyRoute> = FileInput<R> & { body?: BodyInputOf<R> }
export type FileInput<R extends AnyRoute | AnyFileRoute> = {
  params?: ParamsOf<R>
  query?: QueryInputOf<R>
  signal?: AbortSignal
}

export type CallDeps = {
  fetch: typeof fetch
  /** A valid access token, refreshed when needed; null when nobody is signed in. */
  accessToken: () => Promise<string | null>
  /** Told when the server refused the token it got, so that the next one is a fresh one. */
  tokenRefused: (token: string) => void
  space: () => SpaceId | null
  /** Signs critical requests with the key of this browser, where it has one. */
  signer?: {
    sign: (request: Signable) => Promise<string | null>
    /** Told the server's clock, in seconds, where a signature was refused as too old or too new. */
    learnServerTime: (nowS: number) => void
  }
  /** Lets the person prove once more that it is they, where the server asks for it; false when they would rather not. */
  proveAgain?: () => Promise<boolean>
}

export type Caller = {
  call: <R extends AnyRoute>(route: R, input?: CallInput<R>) => Promise<Outcome<R>>
  /** The bare answer, for routes that send files. Failures are thrown as `CallFailed`. */
  fetchFile: <R extends AnyFileRoute>(route: R, input?: FileInput<R>) => Promise<Response>
}

/** Calls contracts. A declared problem is a value to handle; anything else is thrown as `CallFailed`. */
export function createCaller(deps: CallDeps): Caller {
  return {
    async call(route, input = {}) {
      const json = route.bodyKind === 'json' ? input.body : undefined
      const response = await send(deps, { ...route, ...partsOf(input), json })
      const body: unknown = response.status === 204 ? {} : await readJson(response)
      if (response.ok) return { ok: true, answer: answerOf(route, { body, status: response.status }) }
      const declared = route.problems.find((problem) => problem.schema.safeParse(body).success)
      if (declared === undefined) throw failureFrom(body, response.status)
      return { ok: false, problem: problemOf(route, { declared, body }), status: response.status }
    },
    async fetchFile(route, input = {}) {
      const response = await send(deps, { ...route, ...partsOf(input), json: undefined })
      if (!response.ok) throw failureFrom(await readJson(response), response.status)
      return response
    },
  }
}

type Sending = {
  method: string
  path: string
  access: Access
  params: unknown
  query: unknown
  json: unknown
  signal: AbortSignal | undefined
  stepUp?: true
}

function partsOf(input: { params?: unknown; query?: unknown; signal?: AbortSignal }) {
  return { params: input.params, query: input.query, signal: input.signal }
}

/** Where the server wants a fresh proof first, the person gives one and the request is sent again. */
async function send(deps: CallDeps, sending: Sending): Promise<Response> {
  const answer = await sendWithToken(deps, sending)
  if (answer.status !== 403 || deps.proveAgain === undefined) return answer
  const refused = stepUpRequired.schema.safeParse(await readJson(answer.clone()))
  if (!refused.success || !(await deps.proveAgain())) return answer
  return sendWithToken(deps, sending)
}

/** A refused token is exchanged and the request sent once more: it may have ended between the look and the use. */
async function sendWithToken(deps: CallDeps, sending: Sending): Promise<Response> {
  const token = sending.access === 'public' ? null : await deps.accessToken()
  const first = await sendOnTime(deps, { ...sending, token })
  if (first.status !== 401 || token === null) return first
  deps.tokenRefused(token)
  const fresh = await deps.accessToken()
  if (fresh === null || fresh === token) return first
  return sendOnTime(deps, { ...sending, token: fresh })
}

/** A signature is as good as the clock it was made by: one that goes wrong is set by the answer, and the request signed anew. */
async function sendOnTime(deps: CallDeps, sending: Sending & { token: string | null }): Promise<Response> {
  const first = await sendOnce(deps, sending)
  if (first.status !== 403 || sending.stepUp !== true || deps.signer === undefined) return first
  const refusal = deviceProofRequired.schema.safeParse(await readJson(first.clone()))
  if (!refusal.success || refusal.data.reason !== 'expired') return first
  deps.signer.learnServerTime(refusal.data.now)
  return sendOnce(deps, sending)
}

async function sendOnce(deps: CallDeps, sending: Sending & { token: string | null }): Promise<Response> {
  const { method, access, token, json, signal } = sending
  const headers = clientHeaders({ method, token, space: access === 'space' ? deps.space() : null })
  const url = buildUrl(sending)
  const body = json === undefined ? undefined : JSON.stringify(json)
  const content = body === undefined ? {} : { body }
  if (json !== undefined) headers['Content-Type'] = 'application/json'
  if (sending.stepUp === true && token !== null) {
    const proof = await deps.signer?.sign({ method, url, body, token })
    if (proof != null) headers[PROOF_HEADER] = proof
  }
  try {
    return await deps.fetch(url, { method, headers, ...content, ...(signal && { signal }) })
  } catch (error) {
    if (error instanceof TypeError) throw new CallFailed({ kind: 'offline', status: 0 }, { cause: error })
    throw error
  }
}

/** The headers of every call of this app: who asks, in which space, and that it is our own page that asks. */
export function clientHeaders(input: {
  method: string
  token: string | null
  space: SpaceId | null
}): Record<string, string> {
  return {
    'X-Kinfolio-Client': 'browser',
    ...(input.method === 'GET' ? {} : { 'X-Kinfolio-Csrf': '1' }),
    ...(input.token === null ? {} : { Authorization: `Bearer ${input.token}` }),
    ...(input.space === null ? {} : { 'X-Kinfolio-Space': input.space }),
  }
}

function answerOf<R extends AnyRoute>(route: R, { body, status }: { body: unknown; status: number }): AnswerOf<R> {
  const parsed = answerSchemaOf(route, status).safeParse(body)
  if (!parsed.success) throw new CallFailed({ kind: 'misunderstood', status }, { cause: parsed.error })
  // The schema of this very route has just checked it; the compiler loses that through the generic.
  return parsed.data as AnswerOf<R>
}

function problemOf<R extends AnyRoute>(
  _route: R,
  { declared, body }: { declared: R['problems'][number]; body: unknown },
): ProblemOf<R> {
  // As above: parsed by a schema of this route's own list.
  return declared.schema.parse(body) as ProblemOf<R>
}

/** A failure from the body of an answer: even a problem we do not know says in words what happened. */
export function failureFrom(body: unknown, status: number): CallFailed {
  return new CallFailed({ kind: 'refused', status, ...wordsIn(body) })
}

function wordsIn(body: unknown): { type?: string; title?: string; detail?: string; instance?: string } {
  if (typeof body !== 'object' || body === null) return {}
  const words = Object.entries(body).filter(
    ([key, value]) => ['type', 'title', 'detail', 'instance'].includes(key) && typeof value === 'string',
  )
  return Object.fromEntries(words)
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch (error) {
    // A proxy in between may answer with a page of its own; the status then has to say it.
    if (error instanceof SyntaxError) return null
    throw error
  }
}
