import pg from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './postmaster.ts'
import { DatabaseStartError, KEPT } from './start-error.ts'

/** Any fixed number: the advisory lock that makes one server the supervisor of a cluster ("kinfolio" in ASCII, cut). */
const supervisorLock = 0x6b696e66

/** A killed server's connection is closed by the kernel at once, but PostgreSQL needs a moment to notice. */
const noticeDeadHolderMs = 2_000
const retryMs = 25

/** How long PostgreSQL may take to come back when one of its processes crashed and it restarts by itself. */
const selfRestartMs = 120_000

type GuardInput = { url: string; dataDir: string }
type Held = { client: pg.Client; isWanted: boolean }

/** Held for as long as this server supervises the cluster. */
export type Guard = {
  client: pg.Client
  /** Resolves with the reason when the lock could not be had again. */
  lost: Promise<string>
  /** From here on the lock is not taken again; it is still held until PostgreSQL or `release` ends the session. */
  letGo: () => void
  release: () => Promise<void>
}

/**
 * Becomes the one supervisor of the cluster, or refuses. The lock is a session's advisory lock in the database itself:
 * it goes away with the process that holds it, however that ends, and holds across containers that share DATA_DIR,
 * where process ids and lock files would mislead.
 */
export async function acquireGuard(input: GuardInput): Promise<Guard> {
  const client = await takeLock(input)
  return keepGuard(client, input)
}

async function takeLock(input: GuardInput): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: input.url, application_name: `kinfolio ${process.pid}` })
  // Without a listener, a connection that breaks would end the whole process; keepGuard listens for the end.
  client.on('error', () => undefined)
  await client.connect()
  try {
    const end = performance.now() + noticeDeadHolderMs
    for (;;) {
      const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
        supervisorLock,
      ])
      if (rows[0]?.taken === true) return client
      const holder = await findHolder(client)
      const isDying = holder !== undefined && !isAlive(holder)
      if (!isDying || performance.now() > end) throw inUse(input.dataDir, holder)
      await sleep(retryMs)
    }
  } catch (error) {
    await client.end()
    throw error
  }
}

async function findHolder(client: pg.Client): Promise<number | undefined> {
  const { rows } = await client.query<{ application_name: string }>(
    `SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = $1
     AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [supervisorLock],
  )
  const pid = Number(rows[0]?.application_name.split(' ')[1])
  return Number.isInteger(pid) ? pid : undefined
}

function inUse(dataDir: string, holder: number | undefined): DatabaseStartError {
  const who = holder === undefined ? 'Another Kinfolio server' : `Another Kinfolio server (process ${holder})`
  return new DatabaseStartError(
    'in-use',
    `${who} is using ${dataDir}. ${KEPT} Stop it first, or give this one its own DATA_DIR.`,
  )
}

/**
 * When one of PostgreSQL's processes crashes, it ends all sessions and restarts within the same postmaster; the lock is
 * then taken again. Only when that fails is the guard lost.
 */
function keepGuard(first: pg.Client, input: GuardInput): Guard {
  const held: Held = { client: first, isWanted: true }
  const lost = holdLock(held, input)
  const letGo = (): void => {
    held.isWanted = false
  }
  return {
    get client() {
      return held.client
    },
    lost,
    letGo,
    release: async () => {
      letGo()
      await held.client.end().catch(() => undefined)
    },
  }
}

/** Goes on for as long as the lock can be had again; resolves with the reason when it cannot. */
async function holdLock(held: Held, input: GuardInput): Promise<string> {
  for (;;) {
    await new Promise<void>((resolve) => held.client.once('end', () => resolve()))
    try {
      const client = await retake(held, input)
      if (client === undefined) return 'let go'
      held.client = client
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
}

async function retake(held: Held, input: GuardInput): Promise<pg.Client | undefined> {
  const end = performance.now() + selfRestartMs
  while (held.isWanted) {
    try {
      const client = await takeLock(input)
      if (held.isWanted) return client
      await client.end()
    } catch (error) {
      if (error instanceof DatabaseStartError || performance.now() > end) throw error
      await sleep(retryMs)
    }
  }
  return undefined
}
