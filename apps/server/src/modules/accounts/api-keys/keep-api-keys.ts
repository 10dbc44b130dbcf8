import {
  API_KEYS_MAX,
  type ApiKey,
  apiKeyId,
  type ApiKeyId,
  apiKeyNotFound,
  type ApiScope,
  notFound,
  type SpaceId,
  tooManyApiKeys,
  type UserId,
} from '@kinfolio/contracts'
import type { Tx } from '../../../kernel/database/index.ts'
import type { PersonLog } from '../../../kernel/events/index.ts'
import type { Person } from '../../../kernel/http/index.ts'
import { newId } from '../../../kernel/ids.ts'
import { accountChanged } from '../accounts.events.ts'
import { recordAudit } from '../audit.queries.ts'
import type { OpenSessionDeps, Visitor } from '../open-session.ts'
import { hashToken, makeSecretToken } from '../secret-token.ts'
import { insertKey, isMySpace, listKeys, lockPerson, presentKey, revokeKey } from './api-key.queries.ts'
import { messages } from './messages.ts'

export type ApiKeyDeps = OpenSessionDeps & { personLog: Pick<PersonLog, 'appendFor'> }
export const API_KEY_START = 'kfl_'
/** Enough to tell keys apart, and far from enough to guess the rest. */
const PREFIX_LENGTH = API_KEY_START.length + 6

type NewKey = { name: string; scopes: readonly ApiScope[]; spaceId: SpaceId | null; days: number }
type Own = { person: Person; visitor: Visitor }

export async function listApiKeys(deps: ApiKeyDeps, { person }: Pick<Own, 'person'>): Promise<ApiKey[]> {
  const { userId } = person
  return (await deps.database.read({ kind: 'person', userId }, async (db) => listKeys(db, userId))).map(presentKey)
}

/** The key is answered here and kept nowhere. Throws `too-many-api-keys`, and `not-found` for a space of others. */
export async function createApiKey(deps: ApiKeyDeps, input: Own & NewKey): Promise<{ api_key: ApiKey; key: string }> {
  const { person, name, scopes, spaceId, days } = input
  const { userId } = person
  const key = `${API_KEY_START}${makeSecretToken().token}`
  const now = deps.clock.now()
  const row = await deps.database.write({ kind: 'person', userId }, async (tx) => {
    await lockPerson(tx, userId)
    if ((await listKeys(tx, userId)).length >= API_KEYS_MAX) throw tooManyApiKeys({ limit: API_KEYS_MAX })
    if (spaceId !== null && !(await isMySpace(tx, spaceId))) throw notFound({ what: 'space' })
    const made = await insertKey(tx, {
      id: newId(apiKeyId),
      user_id: userId,
      space_id: spaceId,
      name,
      prefix: key.slice(0, PREFIX_LENGTH),
      key_sha256: hashToken(key),
      scopes: [...scopes],
      created_at: now,
      expires_at: new Date(now.getTime() + days * 86_400_000),
    })
    await note(deps, { ...input, tx, id: apiKeyId.parse(made.id), action: 'api-key.created' })
    const body = { user_id: userId, change: 'api-key-made' as const, ...whence(input) }
    const occasion = { spaceId: undefined, onBehalfOf: userId, title: messages.mailAboutKey }
    await deps.events.announce(tx, accountChanged, { ...occasion, body })
    return made
  })
  return { api_key: presentKey(row), key }
}

/** What it opened ends with it. Throws `api-key-not-found`, also for a key of somebody else. */
export async function revokeApiKey(deps: ApiKeyDeps, input: Own & { id: ApiKeyId }): Promise<void> {
  const { person, id } = input
  await deps.database.write({ kind: 'person', userId: person.userId }, async (tx) => {
    if (!(await revokeKey(tx, { id, now: deps.clock.now() }))) throw apiKeyNotFound({ api_key_id: id })
    await note(deps, { ...input, tx, action: 'api-key.revoked' })
  })
}

type Noted = Own & { tx: Tx; id: ApiKeyId; action: 'api-key.created' | 'api-key.revoked' }

async function note(deps: ApiKeyDeps, { tx, person, visitor, id, action }: Noted): Promise<void> {
  const userId: UserId = person.userId
  const object = { kind: 'api-key', id }
  await recordAudit(tx, { action, actorId: userId, userId, object, address: visitor.address })
  const events = [{ kind: 'account.changed' as const, ids: { user_id: userId } }]
  await deps.personLog.appendFor(tx, { userIds: [userId], events })
}

function whence({ visitor }: Own) {
  return { address: visitor.address, user_agent: visitor.userAgent }
}
