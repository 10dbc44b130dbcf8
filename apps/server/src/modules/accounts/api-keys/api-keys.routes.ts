import {
  createApiKey as createApiKeyRoute,
  listApiKeys as listApiKeysRoute,
  revokeApiKey as revokeApiKeyRoute,
} from '@kinfolio/contracts'
import type { FastifyRequest } from 'fastify'
import { bind } from '../../../kernel/bind.ts'
import type { Serve } from '../../../kernel/http/index.ts'
import type { Visitor } from '../open-session.ts'
import { API_KEY_START, type ApiKeyDeps, createApiKey, listApiKeys, revokeApiKey } from './keep-api-keys.ts'
import { signInByKey } from './sign-in-by-key.ts'

export type ApiKeys = ReturnType<typeof createApiKeys>

export function createApiKeys(deps: ApiKeyDeps) {
  return bind(deps, { listApiKeys, createApiKey, revokeApiKey, signInByKey })
}

export function serveApiKeys(
  serve: Serve,
  { apiKeys, visitorOf }: { apiKeys: ApiKeys; visitorOf: (request: FastifyRequest) => Visitor },
): void {
  serve(listApiKeysRoute, async ({ person }) => ({ api_keys: await apiKeys.listApiKeys({ person }) }))
  serve(createApiKeyRoute, async ({ person, body, request }) => {
    const { space_id: spaceId, ...wanted } = body
    return apiKeys.createApiKey({ ...wanted, spaceId, person, visitor: visitorOf(request) })
  })
  serve(revokeApiKeyRoute, async ({ person, params, request }) => {
    await apiKeys.revokeApiKey({ person, id: params.api_key_id, visitor: visitorOf(request) })
    return {}
  })
}

/** The key of a sign-in by API key, which comes where an access token comes otherwise (AU-01). */
export function apiKeyOf(request: FastifyRequest): string | undefined {
  const given = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  return given?.startsWith(API_KEY_START) === true ? given : undefined
}
