import { request, type IncomingHttpHeaders, type RequestOptions } from 'node:http'
import { sessionId, spaceId, userId } from '@kinfolio/contracts'
import { pino } from 'pino'
import type { Doorkeeper } from './actor.ts'
import { createHttp, type Http, type HttpOptions } from './http.ts'

export const ada = {
  userId: userId.parse('01890000-0000-7000-8000-000000000001'),
  sessionId: sessionId.parse('01890000-0000-7000-8000-000000000002'),
}
const home = spaceId.parse('01890000-0000-7000-8000-000000000003')
export const asAda = { authorization: 'Bearer ada' }

/** Lets in who says `ada`, to her one space; everything else is the edge's own doing. */
const doorkeeper: Doorkeeper = {
  readToken: async (token) => (token === 'ada' ? ada : token === 'old' ? 'expired' : 'invalid'),
  isSessionOpen: async () => true,
  hasRecentProof: async () => true,
  faultOfSignature: async () => undefined,
  enterSpace: async (person, wanted) =>
    wanted === undefined || wanted === home ? { ...person, spaceId: home, role: 'owner' } : undefined,
}

export type OpenHttp = Http & AsyncDisposable & { listen(): Promise<Caller> }

/** The HTTP edge as the server has it, with a doorkeeper that knows one person. Closed when it is disposed. */
export async function openHttp(options: Partial<HttpOptions> = {}): Promise<OpenHttp> {
  const http = await createHttp({
    doorkeeper,
    log: pino({ level: 'silent' }),
    trustedProxies: [],
    publicUrl: undefined,
    rateLimits: { personReads: 1_000, personWrites: 1_000, address: 1_000 },
    jsonBytesMax: 10_000,
    ...options,
  })
  return {
    ...http,
    listen: async () => {
      const { port } = new URL(await http.app.listen({ host: '127.0.0.1', port: 0 }))
      return callerOf(Number(port))
    },
    [Symbol.asyncDispose]: async () => http.app.close(),
  }
}

export type Answered = { status: number; headers: IncomingHttpHeaders; body: string }
/** Sends a request as it is written: no client in between tidies up its address. */
export type Caller = (path: string, options?: RequestOptions & { body?: string }) => Promise<Answered>

function callerOf(port: number): Caller {
  return async (path, { body, ...options } = {}) => {
    const { promise, resolve, reject } = Promise.withResolvers<Answered>()
    const asking = request({ host: '127.0.0.1', port, agent: false, ...options, path }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() }),
      )
    })
    asking.on('error', reject)
    asking.end(body)
    return promise
  }
}
