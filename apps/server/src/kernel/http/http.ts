import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { v7 } from 'uuid'
import type { Doorkeeper, Person } from './actor.ts'
import { answerError, answerErrors } from './answer-errors.ts'
import { refuseCrossSite } from './cross-site.ts'
import { printDocs } from './docs.ts'
import { limitRates, type RateLimits } from './rate-limits.ts'
import { createServe, type Serve } from './serve.ts'
import { bearerOf, hashBodies } from './signed-request.ts'

export type HttpOptions = {
  doorkeeper: Doorkeeper
  log: FastifyBaseLogger
  /** Proxies whose X-Forwarded headers are believed. */
  trustedProxies: readonly string[]
  /** Where people reach the server, when it differs from where it listens. */
  publicUrl: URL | undefined
  rateLimits: RateLimits
  /** Limit of one JSON body. */
  jsonBytesMax: number
}

/** The HTTP server before it listens, and the way modules bind their routes to it. */
export type Http = { app: FastifyInstance; serve: Serve }

declare module 'fastify' {
  interface FastifyRequest {
    /** Whom the access token speaks for, or why nobody. */
    tokenHolder: Person | 'missing' | 'expired' | 'invalid'
  }
  interface FastifyContextConfig {
    perMinute?: number | undefined
    /** Another site may send the browser here with a form: the route checks a state of its own instead. */
    isByState?: boolean
  }
}

const REQUEST_TIMEOUT_MS = 0 // Uploads of gigabytes take their time; headers and idle sockets have limits of their own.
const CONNECTION_IDLE_MS = 120_000
const URL_PARAMETER_MAX_LENGTH = 200
const CLOSING_LOOK_MS = 50

export async function createHttp(options: HttpOptions): Promise<Http> {
  const app = fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: () => v7(),
    bodyLimit: options.jsonBytesMax,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: CONNECTION_IDLE_MS,
    routerOptions: { maxParamLength: URL_PARAMETER_MAX_LENGTH },
    trustProxy: options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => void answerError({ error, request, reply }),
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  answerErrors(app)
  app.addHook('preClose', async () => closeAsTheyFallIdle(app.server))

  app.decorateRequest('tokenHolder', 'missing')
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    request.tokenHolder = await readTokenHolder(options.doorkeeper, request)
  })
  refuseCrossSite(app, options.publicUrl)
  hashBodies(app)
  await secureHeaders(app, options.publicUrl)
  await app.register(cookie)
  await app.register(multipart)
  await limitRates(app, options.rateLimits)
  await printDocs(app)
  return { app, serve: createServe({ app, doorkeeper: options.doorkeeper }) }
}

/** A connection that was busy when the server closed is kept alive after its answer, and the server waits for its end. */
function closeAsTheyFallIdle(server: FastifyInstance['server']): void {
  const look = setInterval(() => server.closeIdleConnections(), CLOSING_LOOK_MS)
  server.once('close', () => clearInterval(look))
  // A server that never listened has no close to wait for.
  look.unref()
}

async function readTokenHolder(
  doorkeeper: Doorkeeper,
  request: FastifyRequest,
): Promise<FastifyRequest['tokenHolder']> {
  const header = request.headers.authorization
  const token = bearerOf(request)
  if (token === undefined) return header === undefined ? 'missing' : 'invalid'
  return doorkeeper.readToken(token)
}

async function secureHeaders(app: FastifyInstance, publicUrl: URL | undefined): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Components position things by style attributes; no style can run code here.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
    // Only who is reached over https may tell browsers to insist on it.
    strictTransportSecurity:
      publicUrl?.protocol === 'https:' ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  })
}
