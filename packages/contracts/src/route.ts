import { z } from 'zod'

export type AnyProblem = { schema: z.ZodType; type: string; status: number; title: string }

/**
 * Who may call a route. `public`: anyone. `person`: a signed-in person. `space`: a member of the space that
 * the `X-Kinfolio-Space` header names, the personal space without it.
 */
export type Access = 'public' | 'person' | 'space'
/**
 * What an API key may be allowed: to look at what is in a space, to change it, to manage the space. Keys never reach what is
 * a person's own, such as their password or their other keys.
 */
export const apiScope = z.enum(['read', 'write', 'manage'])
export type ApiScope = z.infer<typeof apiScope>
export type Tag =
  | 'accounts'
  | 'spaces'
  | 'library'
  | 'upload'
  | 'search'
  | 'recognition'
  | 'jobs'
  | 'system'
  | 'audit'
  | 'privacy'
  | 'notices'
/** How a body travels. `multipart` is streamed and described in words, not by a schema. */
export type BodyKind = 'json' | 'multipart' | 'none'

type Common<P, Q, E, R> = {
  path: `/api/${string}`
  summary: string
  tag: Tag
  access: R
  params: P
  query: Q
  problems: E
  /** What an API key needs for it, where `scopeOf` would say something else. */
  scope?: ApiScope | 'none'
  /** Whether the person must have proved within the last minutes that it is they: what cannot be taken back, or opens doors. */
  stepUp?: true
  /** Requests a minute, where the route has a stricter limit than the general one (SH-05, SH-11). */
  perMinute?: number
}

/** A route that takes and answers JSON. */
export type Route<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  Problems extends readonly AnyProblem[],
  Reach extends Access,
  Other extends z.ZodType = z.ZodNever,
> = Common<Params, Query, Problems, Reach> & {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The HTTP status of success. */
  status: 200 | 201 | 202 | 204
  bodyKind: BodyKind
  body: Body
  answer: Answer
  /** A second way to succeed, with a status of its own: what was asked for is not there yet. */
  otherwise?: Otherwise<Other>
}

type Otherwise<Other extends z.ZodType> = { status: 202; answer: Other }

/** A route that answers a file of one of the media types in `produces`. */
export type FileRoute<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Problems extends readonly AnyProblem[],
  Reach extends Access,
> = Common<Params, Query, Problems, Reach> & { method: 'GET'; produces: readonly string[] }

type Optional<P, Q> = { params?: P; query?: Q }
type RouteSpec<P, Q, B, A, E, R, O extends z.ZodType> = Omit<Common<P, Q, E, R>, 'params' | 'query'> &
  Optional<P, Q> & {
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
    status?: 200 | 201 | 202 | 204
    bodyKind?: BodyKind
    body?: B
    answer?: A
    otherwise?: Otherwise<O>
  }
type FileRouteSpec<P, Q, E, R> = Omit<Common<P, Q, E, R>, 'params' | 'query'> &
  Optional<P, Q> & { produces: readonly string[] }

const nothing = z.object({})
type Nothing = typeof nothing

/** Declares a route once; server, web app, agent and the printed OpenAPI document all read this value. */
export function route<
  const Problems extends readonly AnyProblem[],
  const Reach extends Access,
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
  Answer extends z.ZodType = Nothing,
  Other extends z.ZodType = z.ZodNever,
>(
  spec: RouteSpec<Params, Query, Body, Answer, Problems, Reach, Other>,
): Route<Params, Query, Body, Answer, Problems, Reach, Other> {
  const bodyKind = spec.body === undefined ? 'none' : 'json'
  const defaults = { status: 200, bodyKind, params: nothing, query: nothing, body: nothing, answer: nothing }
  // The defaults stand in exactly where the type parameters default to Nothing, which the compiler cannot see.
  return { ...defaults, ...spec } as unknown as Route<Params, Query, Body, Answer, Problems, Reach, Other>
}

/** Declares a route that answers a file. */
export function fileRoute<
  const Problems extends readonly AnyProblem[],
  const Reach extends Access,
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
>(spec: FileRouteSpec<Params, Query, Problems, Reach>): FileRoute<Params, Query, Problems, Reach> {
  // As in `route`.
  return { method: 'GET', params: nothing, query: nothing, ...spec } as unknown as FileRoute<
    Params,
    Query,
    Problems,
    Reach
  >
}

export type AnyRoute = Route<z.ZodType, z.ZodType, z.ZodType, z.ZodType, readonly AnyProblem[], Access, z.ZodType>
export type AnyFileRoute = FileRoute<z.ZodType, z.ZodType, readonly AnyProblem[], Access>

/** The failures a caller of this route must be ready for, as a union it can `switch` on. */
export type ProblemOf<R extends AnyRoute | AnyFileRoute> = z.infer<R['problems'][number]['schema']>
export type ParamsOf<R extends AnyRoute | AnyFileRoute> = z.infer<R['params']>
export type QueryOf<R extends AnyRoute | AnyFileRoute> = z.infer<R['query']>
export type QueryInputOf<R extends AnyRoute | AnyFileRoute> = z.input<R['query']>
export type BodyOf<R extends AnyRoute> = z.infer<R['body']>
export type BodyInputOf<R extends AnyRoute> = z.input<R['body']>
/** Of a route with two answers either one; a field that only one of them has tells them apart. */
export type AnswerOf<R extends AnyRoute> = z.infer<R['answer']> | z.infer<OtherOf<R>>
/** What a server hands out: the answer before it is checked and stripped of undeclared fields. */
export type AnswerInputOf<R extends AnyRoute> = z.input<R['answer']>
export type OtherAnswerInputOf<R extends AnyRoute> = z.input<OtherOf<R>>
type OtherOf<R extends AnyRoute> = NonNullable<R['otherwise']>['answer']

/** Lists are read in pages: at most `limit` rows, then a cursor for the next ones. */
export const LIST_LIMIT_MAX = 200
export const listQuery = {
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(LIST_LIMIT_MAX).default(50),
}
export const nextCursor = z.string().nullable()

/** The schema of what a route answers with this status of success. */
export function answerSchemaOf(route: Pick<AnyRoute, 'answer' | 'otherwise'>, status: number): z.ZodType {
  return route.otherwise?.status === status ? route.otherwise.answer : route.answer
}

/** What an API key needs to call a route; `none`: no key may. */
export function scopeOf(route: Pick<AnyRoute | AnyFileRoute, 'access' | 'method' | 'scope'>): ApiScope | 'none' {
  if (route.scope !== undefined) return route.scope
  if (route.access !== 'space') return 'none'
  return route.method === 'GET' ? 'read' : 'write'
}
