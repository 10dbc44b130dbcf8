import {
  bodyTooLarge,
  busy,
  invalidRequest,
  notFound,
  outsideServiceFailed,
  Problem,
  tooManyRequests,
} from '@kinfolio/contracts'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod'
import { messages } from '../messages.ts'
import { Outage } from '../outage.ts'
import { WorkerTimeout } from '../pool/pool.port.ts'

/** The only place where an error becomes a response. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => answerError({ error, request, reply }))
  app.setNotFoundHandler((request, reply) => answerProblem({ problem: notFound({ what: 'route' }), request, reply }))
}

/** Also for what is refused before any route is found: an address that cannot be decoded, or with an endless part. */
export function answerError({ error, request, reply }: Answering & { error: FastifyError }): FastifyReply {
  const problem = asProblem(error, request)
  if (problem === undefined)
    return hasLeft(request) ? answerNobody({ error, request, reply }) : answerBug({ error, request, reply })
  return answerProblem({ problem, request, reply })
}

function asProblem(error: FastifyError, request: FastifyRequest): Problem | undefined {
  if (error instanceof Problem) return error
  if (error instanceof Outage) return outageProblem(error)
  if (error instanceof WorkerTimeout) return busy({ retry_after_s: 10 }, { detail: error.message, retryAfterS: 10 })
  if (isResponseSerializationError(error)) return undefined
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map((issue) => ({ path: issue.instancePath, message: issue.message ?? 'invalid' }))
    return invalidRequest({ issues }, { cause: error })
  }
  switch (error.statusCode) {
    case 413:
      return bodyTooLarge({ limit_bytes: request.routeOptions.bodyLimit }, { cause: error })
    // A file that may not be read looks like one that is not there.
    case 403:
    case 404:
    case 414:
      return notFound({ what: 'route' }, { cause: error })
    case 429:
      return tooManyRequests({ retry_after_s: 60 }, { cause: error })
    case 400:
    case 406:
    case 415:
      return invalidRequest({ issues: [{ path: '', message: error.message }] }, { cause: error })
    default:
      return undefined
  }
}

function outageProblem(outage: Outage): Problem {
  const retryAfterS = outage.retryAfterMs === undefined ? undefined : Math.ceil(outage.retryAfterMs / 1_000)
  const why = { detail: outage.message, cause: outage, ...(retryAfterS === undefined ? {} : { retryAfterS }) }
  return outsideServiceFailed({ who: outage.who }, why)
}

type Answering = { request: FastifyRequest; reply: FastifyReply }

function answerProblem({ problem, request, reply }: Answering & { problem: Problem }): FastifyReply {
  if (problem.cause !== undefined) request.log.debug({ err: problem.cause }, problem.body.title)
  if (problem.retryAfterS !== undefined) reply.header('retry-after', problem.retryAfterS)
  // Serialised here: an error path must not depend on a route's own schema.
  return ofNothing(reply)
    .status(problem.body.status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({ ...problem.body, instance: request.id })
}

/** The connection ended within the body: whatever then failed to be read is no defect. */
function hasLeft({ raw }: FastifyRequest): boolean {
  return raw.destroyed && !raw.complete
}

/** What proxies count a caller that went away as; nobody hears it. */
const CALLER_LEFT = 499

function answerNobody({ error, request, reply }: Answering & { error: Error }): FastifyReply {
  request.log.debug({ err: error }, 'the caller went away')
  return ofNothing(reply).status(CALLER_LEFT).send()
}

function answerBug({ error, request, reply }: Answering & { error: Error }): FastifyReply {
  request.log.error({ err: error }, 'a request failed by a defect')
  return ofNothing(reply).status(500).type('application/problem+json').serializer(JSON.stringify).send({
    type: 'about:blank',
    status: 500,
    title: messages.failedInside,
    instance: request.id,
  })
}

/** A file that fails before its first byte has told about itself already: its failure is not to be kept as the file. */
function ofNothing(reply: FastifyReply): FastifyReply {
  for (const name of ['etag', 'last-modified', 'content-disposition', 'content-length']) reply.removeHeader(name)
  return reply.header('cache-control', 'no-store')
}
