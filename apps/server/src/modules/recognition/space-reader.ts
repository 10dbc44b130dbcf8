import { readerNotConfigured, type ReaderEngine, type SpaceId, UNKNOWN_PRICES } from '@kinfolio/contracts'
import type { Context, Database } from '../../kernel/database/index.ts'
import type { Sealer } from '../../kernel/secrets/index.ts'
import { sealedKeyPlace } from './key-place.ts'
import { missingFrom, type ReaderChoice, type Readers } from './readers.ts'
import { findReader, type StoredReader } from './reader-settings.queries.ts'
import type { Reader } from './reader.port.ts'

/** The reader of a space, with what the space knows that helps it. */
export type SpaceReader = {
  reader: Reader
  languages: readonly string[]
  names: readonly string[]
  /** Failures are counted per service and space: one space's refused key must not stop the others. */
  breakerKey: string
}

/** Whether it runs on this server and costs nothing elsewhere: plans may leave it uncounted. */
export function isOffline({ reader }: { reader: Pick<Reader, 'name'> }): boolean {
  return reader.name === OFFLINE_READER
}

const OFFLINE_READER = 'tesseract'

/** Keys that the operator offers to every space. */
export type OfferedKeys = { claude: string | undefined }

export type SpaceReaderDeps = { database: Database; readers: Readers; sealer: Sealer; offeredKeys: OfferedKeys }
type At = { context: Context; spaceId: SpaceId; engine?: ReaderEngine | undefined }

/** Opens the space's reader, or another engine for once. An outage when something is missing from the settings. */
export async function openSpaceReader(deps: SpaceReaderDeps, at: At): Promise<SpaceReader> {
  const stored = await deps.database.read(at.context, (db) => findReader(db, at.spaceId))
  const choice = choiceOf(deps, { stored: otherEngine(stored, at.engine), spaceId: at.spaceId })
  const reader = await deps.readers.open(choice)
  return { reader, languages: stored.languages, names: stored.names, breakerKey: `${choice.engine}:${at.spaceId}` }
}

/** What is stored, unsealed, with the operator's key where the space has none. */
export function choiceOf(
  deps: Pick<SpaceReaderDeps, 'sealer' | 'offeredKeys'>,
  { stored, spaceId }: { stored: StoredReader; spaceId: SpaceId },
): ReaderChoice {
  const { engine, model, baseUrl, languages, prices, sealedKey } = stored
  const own = sealedKey === null ? undefined : deps.sealer.open(sealedKey, sealedKeyPlace(spaceId))
  const offered = engine === 'claude' ? deps.offeredKeys.claude : undefined
  return { engine, model, baseUrl, languages, prices, key: own ?? offered }
}

/** Another engine than the stored one brings nothing of its settings along but the languages: a key and a price are of one service. */
export function otherEngine(stored: StoredReader, engine: ReaderEngine | undefined): StoredReader {
  if (engine === undefined || engine === stored.engine) return stored
  return { ...stored, engine, model: '', baseUrl: null, prices: UNKNOWN_PRICES, sealedKey: null, keyHint: null }
}

/** Throws when the reader could not even be asked. */
export function refuseIncomplete(choice: ReaderChoice): void {
  const missing = missingFrom(choice)
  if (missing !== undefined) throw readerNotConfigured({ engine: choice.engine, missing: [missing] })
}
