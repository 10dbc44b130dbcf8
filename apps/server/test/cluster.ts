import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../src/kernel/database/embedded/index.ts'

/** Where the throw-away cluster of a test run is; the role names are those of a real installation. */
export type TestClusterUrls = {
  /** Superuser: makes a database per test file (`CREATE DATABASE … TEMPLATE …`). */
  adminUrl: string
  ownerUrl: string
  appUrl: string
  directUrl: string
}

/** Names what a killed test run leaves in the temporary folder, followed by its process id. */
export const ABANDONED_PREFIX = 'kinfolio-test-'
/** Test files run in parallel, each with pools of its own. */
const maxConnections = 200

/** Starts a cluster that no power loss is meant to survive; disposing it removes it. */
export async function startTestCluster(): Promise<AsyncDisposable & { urls: TestClusterUrls }> {
  await removeAbandonedClusters()
  const dataDir = await mkdtemp(join(tmpdir(), `${ABANDONED_PREFIX}${process.pid}-`))
  const database = await startQuietly({ dataDir })
  const { adminUrl, ownerUrl, appUrl, directUrl } = database
  return {
    urls: { adminUrl, ownerUrl, appUrl, directUrl },
    [Symbol.asyncDispose]: async () => {
      await database.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** The same role on another database of the cluster. */
export function onDatabase(url: string, database: string): string {
  const moved = new URL(url)
  moved.pathname = `/${encodeURIComponent(database)}`
  return moved.href
}

/** A test run that was killed leaves its cluster running; the next run ends and removes it. */
async function removeAbandonedClusters(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(ABANDONED_PREFIX)
      ? Number(name.slice(ABANDONED_PREFIX.length).split('-')[0])
      : Number.NaN
    if (!Number.isInteger(pid) || isAlive(pid)) continue
    const dataDir = join(tmpdir(), name)
    if (existsSync(join(dataDir, 'postgres', '18', 'postmaster.pid'))) {
      const abandoned = await startQuietly({ dataDir }).catch(() => undefined)
      if (abandoned === undefined) continue
      await abandoned.stop()
    }
    await rm(dataDir, { recursive: true, force: true })
  }
}

function startQuietly(input: { dataDir: string }): Promise<EmbeddedDatabase> {
  return startEmbeddedDatabase({ ...input, durable: false, maxConnections, log: () => undefined })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    // Somebody else's process counts as gone: its folder could not be removed anyway.
    return false
  }
}
