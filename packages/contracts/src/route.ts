import { z } from 'zod'

export type AnyProblem = { schema: z.ZodType; type: string; status: number; title: string }

/**
 * Who may call a route. `public`: anyone. `person`: a signed-in person. `space`: a member of the space that
 * the `X-Kinfolio-Space` header names, the personal space without it.
 */
export type Access = 'public' | 'person' | 'space'

/** How a body travels. `bytes` and `multipart` are streamed and described in words, not by a schema. */
export type BodyKind = 'json' | 'multipart' | 'none'

export type Route<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  Problems extends readonly AnyProblem[],
> = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: `/api/${string}`
  summary: string
  tag: 'accounts' | 'spaces' | 'library' | 'upload' | 'search' | 'recognition' | 'jobs' | 'system'
  access: Access
  /** The HTTP status of success. */
  status: 200 | 201 | 202 | 204
  bodyKind: BodyKind
  /** `json`: the answer schema is checked. `bytes`: a file; its media types are listed in `produces`. */
  answerKind: 'json' | 'bytes'
  produces?: readonly string[]
  params: Params
  query: Query
  body: Body
  answer: Answer
  problems: Problems
  /** Requests a minute, where the route has a stricter limit than the general one (SH-05, SH-11). */
  perMinute?: number
}

type Spec<P, Q, B, A, E> = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: `/api/${string}`
  summary: string
  tag: AnyRoute['tag']
  access: Access
  status?: 200 | 201 | 202 | 204
  bodyKind?: BodyKind
  answerKind?: 'json' | 'bytes'
  produces?: readonly string[]
  params?: P
  query?: Q
  body?: B
  answer?: A
  problems: E
  perMinute?: number
}

const nothing = z.object({})
type Nothing = typeof nothing

/** Declares a route once; server, web app, agent and the printed OpenAPI document all read this value. */
export function route<
  const Problems extends readonly AnyProblem[],
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
  Answer extends z.ZodType = Nothing,
>(spec: Spec<Params, Query, Body, Answer, Problems>): Route<Params, Query, Body, Answer, Problems> {
  const defaults = { status: 200, bodyKind: spec.body === undefined ? 'none' : 'json', answerKind: 'json' } as const
  const schemas = { params: nothing, query: nothing, body: nothing, answer: nothing }
  // The defaults stand in exactly where the type parameters default to Nothing, which the compiler cannot see.
  return { ...defaults, ...schemas, ...spec } as unknown as Route<Params, Query, Body, Answer, Problems>
}

/** The failures a caller of this route must be ready for, as a union it can `switch` on. */
export type ProblemOf<R extends AnyRoute> = z.infer<R['problems'][number]['schema']>

export type AnyRoute = Route<z.ZodType, z.ZodType, z.ZodType, z.ZodType, readonly AnyProblem[]>
export type ParamsOf<R extends AnyRoute> = z.infer<R['params']>
export type QueryOf<R extends AnyRoute> = z.infer<R['query']>
export type QueryInputOf<R extends AnyRoute> = z.input<R['query']>
export type BodyOf<R extends AnyRoute> = z.infer<R['body']>
export type BodyInputOf<R extends AnyRoute> = z.input<R['body']>
export type AnswerOf<R extends AnyRoute> = z.infer<R['answer']>

/** Lists are read in pages: at most `limit` rows, then a cursor for the next ones. */
export const LIST_LIMIT_MAX = 200
export const listQuery = {
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(LIST_LIMIT_MAX).default(50),
}
export const nextCursor = z.string().nullable()
