import {
  generalProblems,
  getAccount,
  getMe,
  getSetup,
  getSignUp,
  listNotices,
  Problem,
  refreshTokens,
  spaceId,
  userId,
} from '@kinfolio/contracts'
import type { AnswerInputOf, AnyFileRoute, AnyRoute, BodyOf, ParamsOf, QueryOf, Tokens } from '@kinfolio/contracts'
import { vi } from 'vitest'
import { uuid } from './made.testing.ts'

/** What came in, after the route's own schemas have checked it: a wrong request of ours is a failed test. */
export type Came<R extends AnyRoute | AnyFileRoute> = {
  params: ParamsOf<R>
  query: QueryOf<R>
  body: R extends AnyRoute ? BodyOf<R> : undefined
}
type Reply<R extends AnyRoute> = AnswerInputOf<R> | Problem | Response
type Asked = { name: string; url: string; headers: Record<string, string>; body: unknown }
type Sent = { url: URL; params: Record<string, string>; body: string | null }
type Answering = { method: string; pattern: RegExp; answer: (sent: Sent) => Promise<Response> }

export const aPerson = { id: userId.parse(uuid(70)), name: 'Mara', email: 'mara@example.org' }
export const aPersonalSpace = {
  id: spaceId.parse(uuid(71)),
  kind: 'personal',
  name: 'Mara’s pages',
  role: 'owner',
} as const
export const someTokens = (access_token = 'token 1'): Tokens => ({
  access_token,
  refresh_token: null,
  expires_in: 900,
  user: aPerson,
})

/**
 * A server that speaks the contracts in place of `fetch`: requests are read with the schemas of their route, and
 * answers are checked by them, so that no test stands on an answer the real server could not give.
 */
export function aServer() {
  const asked: Asked[] = []
  const answering: Answering[] = []
  const answerWith = (route: AnyRoute, response: () => Promise<Response>): void =>
    void answering.push({ ...routed(route), answer: response })

  async function answer(input: string, init: RequestInit): Promise<Response> {
    const url = new URL(input, 'http://kinfolio.test')
    const method = init.method ?? 'GET'
    const body = typeof init.body === 'string' ? init.body : null
    const headers = Object.fromEntries(
      [...new Headers(init.headers)].map(([name, value]) => [name.toLowerCase(), value]),
    )
    asked.push({
      name: `${method} ${url.pathname}`,
      url: input,
      headers,
      body: body === null ? null : JSON.parse(body),
    })
    const found = answering.findLast((each) => each.method === method && each.pattern.test(url.pathname))
    if (found === undefined) throw new Error(`this test has no answer for ${method} ${url.pathname}`)
    const params = found.pattern.exec(url.pathname)?.groups ?? {}
    return found.answer({ url, params: decoded(params), body })
  }
  giveLocks()
  vi.stubGlobal('fetch', (input: string, init: RequestInit = {}) => answer(input, init))

  const server = {
    asked,
    /** The requests of one route, oldest first. */
    askedOf: (route: AnyRoute | AnyFileRoute) =>
      asked.filter(({ name, url }) => isOf(route, { name, path: new URL(url, 'http://kinfolio.test').pathname })),
    /** Answers a route from now on; the answer may depend on what came. */
    on<R extends AnyRoute>(route: R, reply: (came: Came<R>) => Reply<R> | Promise<Reply<R>>): void {
      answering.push({
        ...routed(route),
        answer: async (sent) => responseOf(route, await reply(cameTo(route, sent))),
      })
    },
    /** Answers a route that sends a file. */
    onFile<R extends AnyFileRoute>(route: R, reply: (came: Came<R>) => Response | Problem): void {
      answering.push({
        ...routed(route),
        async answer(sent) {
          const said = reply(cameTo(route, sent))
          return said instanceof Problem ? problemResponse(route, said) : said
        },
      })
    },
    /** Nothing is reached: what `fetch` does without a connection. */
    isAway: (route: AnyRoute): void => answerWith(route, () => Promise.reject(new TypeError('Failed to fetch'))),
    /** A fault inside the server, as its last catch answers it. */
    fails: (route: AnyRoute): void =>
      answerWith(route, async () => Response.json({ title: 'TypeError', instance: 'req-7' }, { status: 500 })),
  }
  server.on(getSetup, () => ({ is_needed: false }))
  server.on(getSignUp, () => ({ mode: 'closed' as const, sends_mail: false }))
  server.on(refreshTokens, () => someTokens())
  server.on(getMe, () => ({ user: aPerson, spaces: [aPersonalSpace] }))
  server.on(getAccount, () => ({ email_is_verified: true, new_email: null, has_password: true, sends_mail: false }))
  server.on(listNotices, () => ({ notices: [], unread: 0, next_cursor: null }))
  return server
}
export type FakeServer = ReturnType<typeof aServer>

/** Web Locks, which the simulated browser lacks: one task at a time, each name alike. */
function giveLocks(): void {
  let last: Promise<unknown> = Promise.resolve()
  const request = <T>(_name: string, task: () => Promise<T>): Promise<T> => {
    const turn = last.then(task)
    last = turn.catch(() => undefined)
    return turn
  }
  Object.defineProperty(navigator, 'locks', { value: { request }, configurable: true })
}

function routed({ method, path }: AnyRoute | AnyFileRoute): { method: string; pattern: RegExp } {
  return { method, pattern: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`) }
}

function isOf(route: AnyRoute | AnyFileRoute, { name, path }: { name: string; path: string }): boolean {
  const { method, pattern } = routed(route)
  return name.startsWith(`${method} `) && pattern.test(path)
}

function decoded(params: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([key, value]) => [key, decodeURIComponent(value)]))
}

function cameTo<R extends AnyRoute | AnyFileRoute>(route: R, { url, params, body }: Sent): Came<R> {
  const schema = 'body' in route ? route.body : undefined
  const came = {
    params: route.params.parse(params),
    query: route.query.parse(Object.fromEntries(url.searchParams)),
    body: schema?.parse(body === null ? {} : JSON.parse(body)),
  }
  // Each part was read by this route's own schema; the compiler loses that through the generic.
  return came as Came<R>
}

function responseOf<R extends AnyRoute>(route: R, reply: Reply<R>): Response {
  if (reply instanceof Response) return reply
  if (reply instanceof Problem) return problemResponse(route, reply)
  if (route.status === 204) return new Response(null, { status: 204 })
  return Response.json(route.answer.parse(reply), { status: route.status })
}

function problemResponse({ problems, path }: AnyRoute | AnyFileRoute, { body }: Problem): Response {
  const declared = [...problems, ...generalProblems].some(({ type }) => type === body.type)
  if (!declared) throw new Error(`${path} does not declare ${body.type}`)
  return Response.json(body, { status: body.status })
}
