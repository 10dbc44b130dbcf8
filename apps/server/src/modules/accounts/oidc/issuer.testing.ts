import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** What the next ID token says; what is not given is as it should be. */
export type Said = {
  iss?: string
  aud?: string
  sub?: string
  nonce?: string
  /** Seconds from now. */
  expiresInS?: number
  isForeignKey?: boolean
  email?: string
  email_verified?: boolean | string
  name?: string
}

export type TestIssuer = AsyncDisposable & {
  issuer: string
  says(said: Said): void
  /** What the last request for tokens carried. */
  readonly asked: URLSearchParams
  /** How often it was asked for its metadata. */
  readonly discovered: number
}

/** An issuer that says what a test wants, also what no honest one says: the real one is in `test/oidc-provider.ts`. */
export async function startTestIssuer(clientId: string): Promise<TestIssuer> {
  const [own, foreign] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')])
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'own', alg: 'RS256', use: 'sig' }
  let said: Said = {}
  let asked = new URLSearchParams()
  let discovered = 0
  let issuer = ''

  const idToken = async (): Promise<string> => {
    const { isForeignKey, expiresInS = 300, sub = 'ada', ...claims } = said
    return new SignJWT({ iss: issuer, aud: clientId, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'own' })
      .setSubject(sub)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1_000) + expiresInS)
      .sign(isForeignKey === true ? foreign.privateKey : own.privateKey)
  }
  const answer = async (request: IncomingMessage): Promise<object | undefined> => {
    switch (request.url) {
      case '/.well-known/openid-configuration':
        discovered += 1
        return {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
        }
      case '/keys':
        return { keys: [jwk] }
      case '/token':
        asked = new URLSearchParams(await textOf(request))
        return { access_token: 'x', token_type: 'Bearer', id_token: await idToken() }
      default:
        return undefined
    }
  }
  const server = createServer((request, response) => {
    void answer(request).then((body) => {
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body ?? {}))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // It listens on a port.
  issuer = `http://127.0.0.1:${port}`
  return {
    issuer,
    says: (next) => void (said = next),
    get asked() {
      return asked
    },
    get discovered() {
      return discovered
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}
