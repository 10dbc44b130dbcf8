import { type AnyFileRoute, type AnyProblem, type AnyRoute, generalProblems } from '@kinfolio/contracts'
import type { FastifySchema } from 'fastify'
import { z } from 'zod'

/** A route's contract as Fastify's schema: validation on the way in, declared fields on the way out, OpenAPI beside. */
export function describeRoute(route: AnyRoute | AnyFileRoute): FastifySchema {
  const isJson = 'answer' in route
  return {
    summary: route.summary,
    tags: [route.tag],
    ...(route.access === 'public' ? {} : { security: [{ accessToken: [] }] }),
    params: route.params,
    querystring: route.query,
    ...(isJson && route.bodyKind === 'json' ? { body: route.body } : {}),
    ...(isJson && route.bodyKind === 'multipart' ? { consumes: ['multipart/form-data'] } : {}),
    ...('produces' in route ? { produces: [...route.produces] } : {}),
    response: {
      ...(isJson ? { [route.status]: route.status === 204 ? z.null().describe('No content') : route.answer } : {}),
      ...(isJson && route.otherwise !== undefined ? { [route.otherwise.status]: route.otherwise.answer } : {}),
      ...problemResponses(route.problems),
    },
  } as FastifySchema // Fastify's own type does not know the fields that the OpenAPI plug-in adds.
}

/** Problems by status; several of one status are a union. */
function problemResponses(problems: readonly AnyProblem[]): Record<number, z.ZodType> {
  const byStatus = Map.groupBy([...generalProblems, ...problems], (problem) => problem.status)
  return Object.fromEntries(
    [...byStatus].map(([status, sharing]) => [status, z.union(sharing.map((problem) => problem.schema))]),
  )
}
