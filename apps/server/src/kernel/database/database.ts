import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { beginStatement, type Context } from './contexts.ts'
import { createStatementNames } from './statement-names.ts'
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
 * times, when PostgreSQL broke a deadlock or a serialization failure, or planned for an older schema, so the work must have no effect outside
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
  /** Whether a pooler stands between: plans are then not kept on connections, which change hands. */
  isPooled?: boolean
  /** Hears of connections that were lost, and of what failed after a commit. */
  onError: (error: Error) => void
}

const SERIALIZATION_RETRIES = 3
/** What a kept plan answers after a migration changed its tables; a new connection plans anew. */
const OUTDATED_PLAN = '0A000'
const RETRIED_CODES = new Set(['40001', '40P01', OUTDATED_PLAN])
const CONNECT_TIMEOUT_MS = 10_000
/** No statement of ours runs longer; a longer one is a defect, and must not hold a connection for ever. */
const STATEMENT_TIMEOUT_MS = 60_000
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 120_000

type Lender = { pool: pg.Pool; nameOf: (text: string) => string | undefined }
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
    pipeline: true,
  })
  const lender = { pool, nameOf: options.isPooled === true ? () => undefined : createStatementNames() }
  // A connection that dies while idle is replaced by the pool; unheard, its error would end the process.
  pool.on('error', options.onError)
  pool.on('connect', (client) => void client.on('error', options.onError))

  return {
    read: async (context, work) => (await inContext(lender, beginStatement(context, 'read only'), work)).answer,
    write: async (context, work) => {
      const { answer, following } = await retried(async () => writeOnce({ lender, context }, work))
      followUp(following, options)
      return answer
    },
    connections: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    [Symbol.asyncDispose]: async () => pool.end(),
  }
}

async function writeOnce<Answer>(
  { lender, context }: { lender: Lender; context: Context },
  work: (tx: Tx) => Promise<Answer>,
): Promise<{ answer: Answer; following: Following }> {
  const following: Following = { before: [], after: [] }
  const { answer, ended } = await inContext(lender, beginStatement(context, 'read write'), async (db) => {
    followings.set(db, following)
    // The brand exists only in types; this is the one place that gives it.
    const answered = await work(db as Tx)
    for (const last of following.before) await last()
    return answered
  })
  await ended
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

/** What the work answered; `ended` is the end of its transaction, which a write waits for and a read need not. */
type Answered<Answer> = { answer: Answer; ended: Promise<void> }

/**
 * The first question of the work is sent right behind `begin`, which saves each transaction a round trip. Should
 * `begin` fail, what follows it fails too: the transaction is aborted, or there is no context that shows a row.
 */
async function inContext<Answer>(
  lender: Lender,
  begin: string,
  work: (db: Db) => Promise<Answer>,
): Promise<Answered<Answer>> {
  const client = await lender.pool.connect()
  const lent = lend(client, lender.nameOf)
  try {
    const begun = client.query(begin)
    // Heard below; the work may fail first.
    begun.catch(() => undefined)
    const answer = await work(lent.db)
    await begun
    return { answer, ended: endOf(client) }
  } catch (error) {
    const isSound = (await rollBack(client)) && codeOf(error) !== OUTDATED_PLAN
    client.release(!isSound)
    throw error
  } finally {
    lent.takeBack()
  }
}

/** Commits, and gives the connection back then. Whoever does not wait for it is not told of a failure. */
function endOf(client: pg.PoolClient): Promise<void> {
  const ended = client.query(COMMIT).then(
    () => client.release(),
    async (error: unknown) => {
      client.release(!(await rollBack(client)) || codeOf(error) === OUTDATED_PLAN)
      throw error
    },
  )
  // A read has its answer already: that its transaction ended badly takes nothing from it.
  ended.catch(() => undefined)
  return ended
}

/** Kysely over one connection until it is taken back: work that nobody waited for must not ask in the next transaction. */
function lend(client: pg.PoolClient, nameOf: Lender['nameOf']): { db: Db; takeBack: () => void } {
  let isLent = true
  const only = {
    // Kysely asks for text and values only.
    query: async (text: string, values: unknown[]) => {
      if (!isLent) throw new TypeError('this transaction is over; something in it was not waited for')
      const name = nameOf(text)
      return name === undefined ? client.query(text, values) : client.query({ name, text, values })
    },
    release: () => undefined,
  } as unknown as PostgresPoolClient
  const pool = { connect: async () => only, end: async () => undefined, options: {} }
  const dialect = new PostgresDialect({ pool })
  return { db: new Kysely<DB>({ dialect }), takeBack: () => (isLent = false) }
}

/** Whether the connection can be used again. When it is gone, PostgreSQL has rolled back already. */
async function rollBack(client: pg.PoolClient): Promise<boolean> {
  return client.query('rollback').then(
    () => true,
    () => false,
  )
}

async function retried<Answer>(attempt: () => Promise<Answer>): Promise<Answer> {
  for (let retries = 0; ; retries++) {
    try {
      return await attempt()
    } catch (error) {
      if (!RETRIED_CODES.has(codeOf(error)) || retries === SERIALIZATION_RETRIES) throw error
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
