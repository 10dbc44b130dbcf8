import { type ReaderEngine, readerEngine, type ReaderSettings, type SpaceId, type UserId } from '@kinfolio/contracts'
import type { Selectable } from 'kysely'
import type { DB, Db, Tx } from '../../kernel/database/index.ts'

/** A space's reader as it is stored: the key is sealed. */
export type StoredReader = {
  engine: ReaderEngine
  model: string
  baseUrl: string | null
  languages: string[]
  names: string[]
  sealedKey: Buffer | null
  keyHint: string | null
}

/** Every space begins with the reader that needs nothing. */
const DEFAULT_READER: StoredReader = {
  engine: 'tesseract',
  model: '',
  baseUrl: null,
  languages: ['en'],
  names: [],
  sealedKey: null,
  keyHint: null,
}

export async function findReader(db: Db, spaceId: SpaceId): Promise<StoredReader> {
  const row = await db.selectFrom('reader_settings').selectAll().where('space_id', '=', spaceId).executeTakeFirst()
  return row === undefined ? DEFAULT_READER : storedOf(row)
}

function storedOf(row: Selectable<DB['reader_settings']>): StoredReader {
  return {
    engine: readerEngine.parse(row.engine),
    model: row.model,
    baseUrl: row.base_url,
    languages: row.languages,
    names: row.names,
    sealedKey: row.sealed_key,
    keyHint: row.key_hint,
  }
}

export async function saveReader(
  tx: Tx,
  { spaceId, userId, reader }: { spaceId: SpaceId; userId: UserId; reader: StoredReader },
): Promise<void> {
  const columns = {
    engine: reader.engine,
    model: reader.model,
    base_url: reader.baseUrl,
    languages: reader.languages,
    names: reader.names,
    sealed_key: reader.sealedKey,
    key_hint: reader.keyHint,
    updated_by: userId,
    updated_at: new Date(),
  }
  await tx
    .insertInto('reader_settings')
    .values({ space_id: spaceId, ...columns })
    .onConflict((conflict) => conflict.column('space_id').doUpdateSet(columns))
    .execute()
}

export function presentReader(reader: StoredReader): ReaderSettings {
  return {
    engine: reader.engine,
    model: reader.model,
    base_url: reader.baseUrl,
    languages: reader.languages,
    names: reader.names,
    has_key: reader.sealedKey !== null,
    key_hint: reader.keyHint,
  }
}
