import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { migrate } from '../src/kernel/database/index.ts'
import { onDatabase, startTestCluster } from './cluster.ts'
import { generateTables, TABLES_FILE } from './generate-tables.ts'

/** Run by hand after a migration changed: writes `kernel/database/tables.ts` from a fresh, migrated database. */
const NAME = 'regenerated'

await using cluster = await startTestCluster()
const admin = new pg.Client({ connectionString: cluster.urls.adminUrl })
await admin.connect()
await admin.query(`create database ${NAME} owner kinfolio_owner`)
const [ownerUrl, appUrl] = [onDatabase(cluster.urls.ownerUrl, NAME), onDatabase(cluster.urls.appUrl, NAME)]
const folder = fileURLToPath(new URL('../src/sql', import.meta.url))
await migrate({ ownerUrl, appUrl, folder, log: console.log })
await generateTables({ url: ownerUrl, isCheck: false })
// Connections that are still saying goodbye would take the stop of the cluster for an error.
const leaving = "select from pg_stat_activity where datname = 'regenerated'"
while ((await admin.query(leaving)).rowCount !== 0) await sleep(20)
await admin.end()
console.log(`wrote ${TABLES_FILE}`)
