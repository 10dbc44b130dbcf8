import { bind } from '../../../kernel/bind.ts'
import { finishJourney } from './finish-journey.ts'
import { listIdentities, unlinkIdentity } from './manage-identities.ts'
import type { OidcDeps } from './oidc-deps.ts'
import { startJourney } from './start-journey.ts'

export type Oidc = ReturnType<typeof createOidc>

export function createOidc(deps: OidcDeps) {
  const listProviders = () => deps.providers.list()
  return { listProviders, ...bind(deps, { startJourney, finishJourney, listIdentities, unlinkIdentity }) }
}
