import { z } from 'zod'

const problemBase = z.object({
  title: z.string(),
  detail: z.string().optional(),
  /** The request's id, to quote when asking for help. */
  instance: z.string().optional(),
})

type ProblemSpec<Type extends string, Extras extends z.ZodRawShape> = {
  /** A path below `/docs`, so that an error a person sees is a page they can open. */
  type: Type
  status: number
  title: string
  extras: Extras
}

/** A foreseen failure that is the caller's to handle: RFC 9457 on the wire, thrown by use cases. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly body: ProblemBody
  /** Seconds after which the same request may succeed; becomes the Retry-After header. */
  readonly retryAfterS: number | undefined

  constructor(body: ProblemBody, options?: ErrorOptions & { retryAfterS?: number | undefined }) {
    super(body.detail ?? body.title, options)
    this.body = body
    this.retryAfterS = options?.retryAfterS
  }
}

export type ProblemBody = { type: string; status: number; title: string; detail?: string } & Record<string, unknown>

/** Declares a problem once: its schema for callers, and a function that makes one to throw. */
export function defineProblem<Type extends string, Extras extends z.ZodRawShape>(spec: ProblemSpec<Type, Extras>) {
  const schema = problemBase.extend({
    type: z.literal(spec.type),
    status: z.literal(spec.status),
    ...spec.extras,
  })
  function raise(extras: z.infer<z.ZodObject<Extras>>, why?: ProblemReason): Problem {
    const { type, status, title } = spec
    const detail = why?.detail === undefined ? {} : { detail: why.detail }
    return new Problem(
      { type, status, title, ...detail, ...extras },
      { cause: why?.cause, retryAfterS: why?.retryAfterS },
    )
  }
  return Object.assign(raise, { schema, type: spec.type, status: spec.status, title: spec.title })
}

type ProblemReason = { detail?: string; cause?: unknown; retryAfterS?: number }
