import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { beginStatement, type Context } from './contexts.ts'
import type { DB } from './tables.ts'

/** Reads take a `Db`. */
export type Db = Kysely<DB>

declare const inTransaction: unique symbol
/** Writes take a `Tx`, so a function that changes two things cannot change one. Only `Database.write` makes them. */
export type Tx = Db & { readonly [inTransaction]: true }

/**
 * The only way to rows: a transaction that knows for whom it works.
 *
 * Both roll back and rethrow when the work throws. `write` tries again, at most SERIALIZATION_RETRIES
 * times, when PostgreSQL broke a deadlock or a serialization failure, so the work must have no effect outside
 * the transaction; what is to follow a commit goes to `afterCommit`.
 */
export type Database = AsyncDisposable & {
  read<Answer>(context: Context, work: (db: Db) => Promise<Answer>): Promise<Answer>
  write<Answer>(context: Context, work: (tx: Tx) => Promise<Answer>): Promise<Answer>
  /** Connections in use, idle and awaited, for /metrics. */
  connections(): { total: number; idle: number; waiting: number }
}

export type DatabaseOptions = {
  url: string
  connectionsMax: number
  /** Hears of connections that were lost, and of what failed after a commit. */
  onError: (error: Error) => void
}

const SERIALIZATION_RETRIES = 3
const RETRIED_CODES = new Set(['40001', '40P01'])
const CONNECT_TIMEOUT_MS = 10_000
/** No statement of ours runs longer; a longer one is a defect, and must not hold a connection for ever. */
const STATEMENT_TIMEOUT_MS = 60_000
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 120_000

type Following = { before: (() => Promise<void>)[]; after: (() => void)[] }
const followings = new WeakMap<Db, Following>()

/** Runs once the transaction is committed, and never if it is not. Losing it in a crash must do no harm. */
export function afterCommit(tx: Tx, follow: () => void): void {
  followingOf(tx).after.push(follow)
}

/** Runs in the transaction, after all its work: for what takes locks that others wait for. */
export function beforeCommit(tx: Tx, work: () => Promise<void>): void {
  followingOf(tx).before.push(work)
}

function followingOf(tx: Tx): Following {
  const following = followings.get(tx)
  if (following === undefined) throw new TypeError('what follows needs the Tx that Database.write handed out')
  return following
}

export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connectionsMax,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    application_name: 'kinfolio',
  })
  // A connection that dies while idle is replaced by the pool; unheard, its error would end the process.
  pool.on('error', options.onError)
  pool.on('connect', (client) => void client.on('error', options.onError))
  const kysely = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })

  return {
    read: async (context, work) => inContext(kysely, beginStatement(context, 'read only'), work),
    write: async (context, work) => {
      const { answer, following } = await retried(async () => writeOnce({ kysely, context }, work))
      followUp(following, options)
      return answer
    },
    connections: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    [Symbol.asyncDispose]: async () => kysely.destroy(),
  }
}

async function writeOnce<Answer>(
  { kysely, context }: { kysely: Kysely<DB>; context: Context },
  work: (tx: Tx) => Promise<Answer>,
): Promise<{ answer: Answer; following: Following }> {
  const following: Following = { before: [], after: [] }
  const answer = await inContext(kysely, beginStatement(context, 'read write'), async (connection) => {
    followings.set(connection, following)
    // The brand exists only in types; this is the one place that gives it.
    const answered = await work(connection as Tx)
    for (const last of following.before) await last()
    return answered
  })
  return { answer, following }
}

/** The write is done, whatever becomes of this: who waits for its answer must not take it for undone and write again. */
function followUp(following: Following, { onError }: Pick<DatabaseOptions, 'onError'>): void {
  for (const follow of following.after) {
    try {
      follow()
    } catch (error) {
      onError(error instanceof Error ? error : new Error('what followed a commit failed', { cause: error }))
    }
  }
}

/**
 * PostgreSQL answers COMMIT of a transaction with a failed statement by a quiet ROLLBACK. Work that caught the failure
 * would look done; the statement before fails in its place.
 */
const COMMIT = 'select 1; commit'

async function inContext<Answer>(
  kysely: Kysely<DB>,
  begin: string,
  work: (db: Db) => Promise<Answer>,
): Promise<Answer> {
  return kysely.connection().execute(async (connection) => {
    await sql.raw(begin).execute(connection)
    try {
      const answer = await work(connection)
      await sql.raw(COMMIT).execute(connection)
      return answer
    } catch (error) {
      await rollback(connection)
      throw error
    }
  })
}

async function rollback(connection: Db): Promise<void> {
  try {
    await sql.raw('rollback').execute(connection)
  } catch (error) {
    // The connection itself is gone, and PostgreSQL has rolled back already. The first error is the one to tell.
    if (!(error instanceof Error)) throw error
  }
}

async function retried<Answer>(attempt: () => Promise<Answer>): Promise<Answer> {
  for (let retries = 0; ; retries++) {
    try {
      return await attempt()
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (!RETRIED_CODES.has(code) || retries === SERIALIZATION_RETRIES) throw error
    }
  }
}
