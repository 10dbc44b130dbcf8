import {
  type ReaderEngine,
  readerEngine,
  type ReaderPrices,
  type ReaderSettings,
  type SpaceId,
  UNKNOWN_PRICES,
  type UserId,
} from '@kinfolio/contracts'
import type { Selectable } from 'kysely'
import type { DB, Db, Tx } from '../../kernel/database/index.ts'

/** A space's reader as it is stored: the key is sealed. */
export type StoredReader = {
  engine: ReaderEngine
  model: string
  baseUrl: string | null
  languages: string[]
  names: string[]
  prices: ReaderPrices
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
  prices: UNKNOWN_PRICES,
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
    prices: {
      usd_per_million_input_tokens: row.usd_per_million_input_tokens,
      usd_per_million_output_tokens: row.usd_per_million_output_tokens,
      usd_per_thousand_pictures: row.usd_per_thousand_pictures,
    },
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
    ...reader.prices,
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
    prices: reader.prices,
    has_key: reader.sealedKey !== null,
    key_hint: reader.keyHint,
  }
}
