import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { messages } from '../messages.ts'

const IMMUTABLE_S = 31_536_000

/**
 * Serves the built web app: hashed assets for a year, the page itself fresh each time, and every address below
 * `/dashboard` by the same page, since the app finds its own way.
 */
export async function serveDashboard(app: FastifyInstance, folder: string): Promise<void> {
  app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/dashboard'))
  for (const path of ['/dashboard', '/dashboard/*']) {
    app.get(path, { schema: { hide: true } }, async (_request, reply) => sendPage(reply, folder))
  }
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    wildcard: true,
    decorateReply: false,
    cacheControl: false,
    dotfiles: 'ignore',
    // The build leaves .br and .gz beside each file.
    preCompressed: true,
    setHeaders: (reply, path) => {
      const isHashed = path.startsWith(join(folder, 'assets'))
      reply.header('cache-control', isHashed ? `public, max-age=${IMMUTABLE_S}, immutable` : 'no-cache')
    },
  })
}

async function sendPage(reply: FastifyReply, folder: string): Promise<FastifyReply> {
  const page = join(folder, 'index.html')
  const found = await stat(page).catch(() => undefined)
  if (found === undefined) {
    return reply.status(503).type('text/plain').send(messages.webAppNotBuilt)
  }
  return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(createReadStream(page))
}
