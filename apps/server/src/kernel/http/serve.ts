import { Readable } from 'node:stream'
import type {
  Access,
  AnswerInputOf,
  AnyFileRoute,
  AnyRoute,
  BodyOf,
  OtherAnswerInputOf,
  ParamsOf,
  QueryOf,
  SpaceId,
} from '@kinfolio/contracts'
import {
  deviceProofRequired,
  notFound,
  scopeMissing,
  scopeOf,
  signInRequired,
  spaceId,
  stepUpRequired,
} from '@kinfolio/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../database/index.ts'
import type { Actor, Doorkeeper, Person } from './actor.ts'
import { contentDisposition } from './content-disposition.ts'
import { describeRoute } from './describe-route.ts'
import { signedRequestOf } from './signed-request.ts'

/** What every handler gets: parsed input, the request for what no schema describes, and a signal that ends with it. */
type Received<R extends AnyRoute | AnyFileRoute> = {
  params: ParamsOf<R>
  query: QueryOf<R>
  request: FastifyRequest
  reply: FastifyReply
  /** Aborted when the caller goes away before the answer is complete. */
  signal: AbortSignal
}
type Admitted<Reach extends Access> = Reach extends 'space'
  ? { actor: Actor; context: Context }
  : Reach extends 'person'
    ? { person: Person; context: Context }
    : object

/** What a file route answers. */
export type FileAnswer = {
  body: AsyncIterable<Uint8Array> | Uint8Array
  mediaType: string
  /** Offered for saving under this name; shown in place without one. */
  fileName?: string
  sizeBytes?: number
  headers?: Record<string, string>
}
/** The caller's copy is still right. */
export const NOT_MODIFIED = Symbol('not modified')

const OTHERWISE = Symbol('otherwise')
type Otherwise<Answer> = { readonly [OTHERWISE]: Answer }
/** Answers the second way that the route declares. */
export function otherwise<Answer>(answer: Answer): Otherwise<Answer> {
  return { [OTHERWISE]: answer }
}

export type Handler<R extends AnyRoute> = (
  input: Received<R> & { body: BodyOf<R> } & Admitted<R['access']>,
) => Promise<AnswerInputOf<R> | Otherwise<OtherAnswerInputOf<R>>>
export type FileHandler<R extends AnyFileRoute> = (
  input: Received<R> & Admitted<R['access']>,
) => Promise<FileAnswer | typeof NOT_MODIFIED>

/** Binds contracts to handlers; modules get it and know nothing of how HTTP is spoken. */
export type Serve = {
  <R extends AnyRoute>(route: R, handler: Handler<R>): void
  file<R extends AnyFileRoute>(route: R, handler: FileHandler<R>): void
}

/** What comes in is parsed; of what goes out only the declared fields leave the server. */
export function createServe({ app, doorkeeper }: { app: FastifyInstance; doorkeeper: Doorkeeper }): Serve {
  const add = (
    route: AnyRoute | AnyFileRoute,
    answer: (input: never, reply: FastifyReply) => Promise<unknown>,
  ): void => {
    app.route({
      method: route.method,
      url: route.path,
      schema: describeRoute(route),
      config: { perMinute: route.perMinute },
      handler: async (request, reply) => {
        const admitted = await admit({ doorkeeper, route, request })
        const { params, query, body } = request
        const received = { params, query, body, request, reply, signal: abortedWith(reply) }
        // Fastify has parsed by the route's schemas, and `admit` answers what its access asks for;
        // neither can be followed through the generics.
        return answer({ ...received, ...admitted } as never, reply)
      },
    })
  }
  const serve = (route: AnyRoute, handler: Handler<AnyRoute>): void =>
    add(route, async (input, reply) => {
      const answered = await handler(input)
      if (route.otherwise !== undefined && isOtherwise(answered)) {
        reply.status(route.otherwise.status)
        return answered[OTHERWISE]
      }
      reply.status(route.status)
      return route.status === 204 ? reply.send() : answered
    })
  const file = (route: AnyFileRoute, handler: FileHandler<AnyFileRoute>): void =>
    add(route, async (input, reply) => sendFile(reply, await handler(input)))
  // Inside, every route is AnyRoute; the types of one route matter to its handler only.
  return Object.assign(serve, { file }) as unknown as Serve
}

function isOtherwise(answered: unknown): answered is Otherwise<unknown> {
  return typeof answered === 'object' && answered !== null && OTHERWISE in answered
}

type Admitting = { doorkeeper: Doorkeeper; route: AnyRoute | AnyFileRoute; request: FastifyRequest }

async function admit({ doorkeeper, route, request }: Admitting): Promise<object> {
  if (route.access === 'public') return {}
  const person = request.tokenHolder
  if (typeof person === 'string') throw signInRequired({ reason: person })

  const actor = route.access === 'space' ? await doorkeeper.enterSpace(person, wantedSpace(request)) : undefined
  if (actor === undefined && !(await doorkeeper.isSessionOpen(person))) throw signInRequired({ reason: 'expired' })
  // A space one is no member of looks like one that does not exist.
  if (actor === undefined && route.access === 'space') throw notFound({ what: 'space' })
  await requireMore({ doorkeeper, route, request, person })
  if (actor === undefined) return { person, context: { kind: 'person', userId: person.userId } satisfies Context }
  const context: Context = { kind: 'person', userId: actor.userId, spaceId: actor.spaceId }
  return { actor: { ...actor, address: request.ip } satisfies Actor, context }
}

/**
 * What a route asks for beyond a session: the scope of an API key and, where it is critical, a fresh proof of the person
 * and the signature of the device. A token that was stolen comes without the device's key.
 */
async function requireMore(at: Admitting & { person: Person }): Promise<void> {
  const { doorkeeper, route, request, person } = at
  const scope = scopeOf(route)
  if (person.scopes !== undefined && (scope === 'none' || !person.scopes.includes(scope))) throw scopeMissing({ scope })
  if (route.stepUp !== true) return
  if (!(await doorkeeper.hasRecentProof(person))) throw stepUpRequired({})
  const fault = await doorkeeper.faultOfSignature(person, signedRequestOf(request))
  if (fault !== undefined) throw deviceProofRequired({ reason: fault, now: Math.floor(Date.now() / 1_000) })
}

function wantedSpace(request: FastifyRequest): SpaceId | undefined {
  const header = request.headers['x-kinfolio-space']
  if (header === undefined) return undefined
  const parsed = spaceId.safeParse(String(header).toLowerCase())
  if (!parsed.success) throw notFound({ what: 'space' })
  return parsed.data
}

function abortedWith(reply: FastifyReply): AbortSignal {
  const stop = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) stop.abort(new Error('the caller went away'))
  })
  return stop.signal
}

function sendFile(reply: FastifyReply, file: FileAnswer | typeof NOT_MODIFIED): FastifyReply {
  if (file === NOT_MODIFIED) return reply.status(304).send()
  reply.header('content-type', file.mediaType)
  if (file.sizeBytes !== undefined) reply.header('content-length', file.sizeBytes)
  if (file.fileName !== undefined) reply.header('content-disposition', contentDisposition(file.fileName))
  for (const [name, value] of Object.entries(file.headers ?? {})) reply.header(name, value)
  return reply.send(file.body instanceof Uint8Array ? file.body : Readable.from(file.body, { objectMode: false }))
}
