import { createHash } from 'node:crypto'
import { pipeline, Transform } from 'node:stream'
import { PROOF_HEADER } from '@kinfolio/contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** What the signature of a request is about: the request as it came, byte for byte, and whose token it carries. */
export type SignedRequest = {
  method: string
  /** Path and query, as they came. */
  url: string
  /** base64url; of nothing without a body. */
  bodySha256: string
  token: string
  /** The signature, a compact JWS; undefined without one. */
  proof: string | undefined
}

declare module 'fastify' {
  interface FastifyRequest {
    bodySha256: string
  }
}

const HEADER = PROOF_HEADER.toLowerCase()
const SHA256_OF_NOTHING = createHash('sha256').digest('base64url')

/** Hashes the bodies of requests that are signed. The signature is of bytes: what was parsed may be written in many ways. */
export function hashBodies(app: FastifyInstance): void {
  app.decorateRequest('bodySha256', SHA256_OF_NOTHING)
  app.addHook('preParsing', async (request, _reply, payload) => {
    if (request.headers[HEADER] === undefined) return payload
    const hash = createHash('sha256')
    const hashing = new Transform({
      transform(chunk: Buffer, _encoding, pass) {
        hash.update(chunk)
        pass(null, chunk)
      },
      flush(done) {
        request.bodySha256 = hash.digest('base64url')
        done()
      },
    })
    // A caller who goes away in the middle ends both; whoever parses is told.
    pipeline(payload, hashing, () => undefined)
    return hashing
  })
}

/** As the edge has let it in, with its token. */
export function signedRequestOf(request: FastifyRequest): SignedRequest {
  const proof = request.headers[HEADER]
  return {
    method: request.method,
    url: request.url,
    bodySha256: request.bodySha256,
    token: bearerOf(request) ?? '',
    proof: typeof proof === 'string' ? proof : undefined,
  }
}

export function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer ([\w.~+/=-]+)$/i.exec(request.headers.authorization ?? '')?.[1]
}
