import { z } from 'zod'
import { apiKeyId, spaceId } from './ids.ts'
import { apiKeyNotFound, tooManyApiKeys } from './problems/register.ts'
import { apiScope, route } from './route.ts'

export const API_KEY_NAME_MAX_LENGTH = 100
/** Of one person, without those that were revoked. */
export const API_KEYS_MAX = 50
/** A key that nobody thinks of any more ends by itself. */
export const API_KEY_DAYS_MAX = 365
export const API_KEY_DAYS = 90

export const apiKey = z.object({
  id: apiKeyId,
  name: z.string(),
  /** The beginning of the key, to know it again by. */
  prefix: z.string(),
  scopes: z.array(apiScope),
  /** The one space it opens; all of the person's when null. */
  space_id: spaceId.nullable(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  /** When it was last exchanged for an access token, which lasts a quarter of an hour. */
  last_used_at: z.iso.datetime().nullable(),
})
export type ApiKey = z.infer<typeof apiKey>

export const listApiKeys = route({
  method: 'GET',
  path: '/api/api-keys',
  summary: 'The API keys of the signed-in person, newest first',
  tag: 'accounts',
  access: 'person',
  answer: z.object({ api_keys: z.array(apiKey) }),
  problems: [],
})

export const createApiKey = route({
  method: 'POST',
  path: '/api/api-keys',
  summary: 'Make an API key; the key itself is answered this once',
  tag: 'accounts',
  access: 'person',
  stepUp: true,
  status: 201,
  body: z.object({
    name: z.string().trim().min(1).max(API_KEY_NAME_MAX_LENGTH),
    scopes: z
      .array(apiScope)
      .min(1)
      .max(apiScope.options.length)
      .refine((scopes) => new Set(scopes).size === scopes.length, 'names a scope twice'),
    space_id: spaceId.nullable().default(null),
    days: z.int().min(1).max(API_KEY_DAYS_MAX).default(API_KEY_DAYS),
  }),
  answer: z.object({ api_key: apiKey, key: z.string() }),
  problems: [tooManyApiKeys],
})

export const revokeApiKey = route({
  method: 'DELETE',
  path: '/api/api-keys/:api_key_id',
  summary: 'Revoke an API key; what it opened ends at once',
  tag: 'accounts',
  access: 'person',
  status: 204,
  params: z.object({ api_key_id: apiKeyId }),
  problems: [apiKeyNotFound],
})
