import { isIP } from 'node:net'

/** For whom a browser makes passkeys: the name they are tied to, and the one origin they may be used from. */
export type RelyingParty = { readonly id: string; readonly origin: string }

const LOCAL = 'localhost'

/**
 * The address that people use is `PUBLIC_URL`, and then no other one counts: what a proxy or a caller says of the host
 * is not asked. Without it a server only knows itself as `localhost`. Undefined where browsers make no passkeys: for
 * addresses of numbers, and for names without https.
 */
export function relyingPartyOf(at: {
  publicUrl: URL | undefined
  request: { host: string; protocol: string }
}): RelyingParty | undefined {
  const { publicUrl, request } = at
  const url = publicUrl ?? URL.parse(`${request.protocol}://${request.host}`)
  if (url === null || (publicUrl === undefined && url.hostname !== LOCAL)) return undefined
  const isNamed = isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0
  const isSecure = url.protocol === 'https:' || url.hostname === LOCAL
  return isNamed && isSecure ? { id: url.hostname, origin: url.origin } : undefined
}
