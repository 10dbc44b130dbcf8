import * as contracts from '@kinfolio/contracts'
import type { FastifyInstance } from 'fastify'
import { messages } from '../messages.ts'

type Declared = { type: string; status: number; title: string }

/** The `type` of a problem is an address on this server: a page that says in words what happened. */
export function serveProblemPages(app: FastifyInstance): void {
  const pages = new Map(declaredProblems().map((problem) => [problem.type, problem]))
  app.get('/problems/:name', { schema: { hide: true } }, async (request, reply) => {
    const problem = pages.get(request.url.split('?')[0] ?? '')
    if (problem === undefined) return reply.callNotFound()
    return reply.type('text/html; charset=utf-8').send(pageOf(problem))
  })
}

function declaredProblems(): Declared[] {
  const isDeclared = (value: unknown): value is Declared =>
    typeof value === 'function' && 'schema' in value && 'type' in value
  return Object.values<unknown>(contracts).filter(isDeclared)
}

function pageOf({ type, status, title }: Declared): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} · Kinfolio</title>
<main><p>${messages.problemHeading(type.slice('/problems/'.length), status)}</p><h1>${title}</h1>
<p>${messages.problemMeans}
${messages.problemDetails}</p>
<p><a href="/docs">${messages.problemsElsewhere}</a></p></main></html>`
}
