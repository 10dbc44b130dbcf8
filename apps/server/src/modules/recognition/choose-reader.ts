import { type ReaderInput, type ReaderSettings, type SpaceId } from '@kinfolio/contracts'
import type { Context, Database } from '../../kernel/database/index.ts'
import type { PersonLog } from '../../kernel/events/person-log.ts'
import type { Actor } from '../../kernel/http/index.ts'
import type { Sealer } from '../../kernel/secrets/index.ts'
import { recordAudit } from '../accounts/index.ts'
import { doneBy } from './done-by.ts'
import { requirePermission } from '../spaces/index.ts'
import { wakeIfWaiting, type WakeDeps } from './wake-waiting.ts'
import { sealedKeyPlace } from './key-place.ts'
import { choiceOf, type OfferedKeys, refuseIncomplete } from './space-reader.ts'
import { findReader, presentReader, saveReader, type StoredReader } from './reader-settings.queries.ts'

export type ChooseReaderDeps = WakeDeps & {
  database: Database
  sealer: Sealer
  personLog: PersonLog
  offeredKeys: OfferedKeys
}

const KEY_HINT_LENGTH = 4
/** Of a shorter key the hint would be too large a part. */
const HINTED_KEY_LENGTH_MIN = 12

export async function readReaderSettings(
  deps: Pick<ChooseReaderDeps, 'database'>,
  input: { context: Context; spaceId: SpaceId },
): Promise<ReaderSettings> {
  return presentReader(await deps.database.read(input.context, (db) => findReader(db, input.spaceId)))
}

/**
 * Makes this the space's reader. Readings that exist stay; pages are read by it from now on, and those that waited for the
 * plan at once, where the plan does not count it.
 */
export async function chooseReader(
  deps: ChooseReaderDeps,
  input: { context: Context; actor: Actor; choice: ReaderInput },
): Promise<ReaderSettings> {
  const { actor, choice } = input
  requirePermission(actor, 'choose the reader')
  return deps.database.write(input.context, async (tx) => {
    const before = await findReader(tx, actor.spaceId)
    const reader = withChoice(deps, { before, choice, spaceId: actor.spaceId })
    refuseIncomplete(choiceOf(deps, { stored: reader, spaceId: actor.spaceId }))
    await saveReader(tx, { spaceId: actor.spaceId, userId: actor.userId, reader })
    await recordAudit(tx, { action: 'reader.chosen', ...doneBy(actor) })
    await wakeIfWaiting(deps, { tx, spaceId: actor.spaceId, onBehalfOf: actor.userId })
    const ids = { space_id: actor.spaceId }
    await deps.personLog.append(tx, { spaceId: actor.spaceId, events: [{ kind: 'settings.changed', ids }] })
    return presentReader(reader)
  })
}

/** The stored reader with a person's choice over it. A key that is not given again stays; one of another service does not. */
export function withChoice(
  deps: Pick<ChooseReaderDeps, 'sealer'>,
  { before, choice, spaceId }: { before: StoredReader; choice: ReaderInput; spaceId: SpaceId },
): StoredReader {
  const { engine, model, base_url: baseUrl, languages, names, prices, key } = choice
  // A key goes to the service it was given for, and to no other address.
  const isSameService = before.engine === engine && before.baseUrl === baseUrl
  const kept = isSameService
    ? { sealedKey: before.sealedKey, keyHint: before.keyHint }
    : { sealedKey: null, keyHint: null }
  const given =
    key === undefined
      ? kept
      : key === null
        ? { sealedKey: null, keyHint: null }
        : { sealedKey: deps.sealer.seal(key, sealedKeyPlace(spaceId)), keyHint: hintOf(key) }
  return { engine, model, baseUrl, languages, names, prices, ...given }
}

function hintOf(key: string): string | null {
  return key.length < HINTED_KEY_LENGTH_MIN ? null : key.slice(-KEY_HINT_LENGTH)
}
