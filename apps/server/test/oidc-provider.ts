import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export type OidcProvider = AsyncDisposable & {
  issuer: string
  clientId: string
  clientSecret: string
  /** What a person calls themselves at the service; it vouches for `NAME@service.example`. */
  emailOf(name: string): string
}

const CLIENT = { clientId: 'kinfolio', clientSecret: 'a secret of the service and of us' }

/**
 * A real OpenID provider on this machine, with its own sign-in page: any name, any password. It insists on PKCE, and tells
 * the address on its page about the person alone, as the specification has it.
 */
export async function startOidcProvider(options: { host?: string; redirectUris: string[] }): Promise<OidcProvider> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // It listens on a port.
  const issuer = `http://${options.host ?? 'localhost'}:${port}`
  const emailOf = (name: string): string => `${name}@service.example`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: options.redirectUris,
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: emailOf(id), email_verified: true, name: `${id} of the service` }),
    }),
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    cookies: { keys: ['cookies of a test'] },
    async loadExistingGrant(context) {
      const { client, session } = context.oidc
      const grant = new context.oidc.provider.Grant({ clientId: client?.clientId, accountId: session?.accountId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  const answer = provider.callback()
  server.on('request', (request, response) => void answer(request, response))
  return {
    issuer,
    ...CLIENT,
    emailOf,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
