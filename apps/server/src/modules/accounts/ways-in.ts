import type { Http } from '../../kernel/http/index.ts'
import { createOidc } from './oidc/create-oidc.ts'
import type { OidcDeps } from './oidc/oidc-deps.ts'
import { serveOidc } from './oidc/oidc.routes.ts'
import type { Registering } from './passkeys/passkey-deps.ts'
import { createPasskeys } from './passkeys/create-passkeys.ts'
import { servePasskeys } from './passkeys/passkeys.routes.ts'
import { secondFactors } from './second-factors.ts'

export type WaysIn = ReturnType<typeof createWaysIn>

/** What people sign in by besides a password: their passkeys, and their accounts at other services. */
export function createWaysIn(given: Omit<OidcDeps, 'secondFactors'> & { registering: Registering }) {
  const deps = { ...given, secondFactors, issuers: given.providers.issuers }
  return { passkeys: createPasskeys(deps), oidc: createOidc(deps) }
}

export function serveWaysIn(http: Http, { waysIn, publicUrl }: { waysIn: WaysIn; publicUrl: URL | undefined }): void {
  servePasskeys(http.serve, { passkeys: waysIn.passkeys, publicUrl })
  serveOidc(http, { oidc: waysIn.oidc, publicUrl })
}
