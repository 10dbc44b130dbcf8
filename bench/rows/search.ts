import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { search as searchRoute } from '@kinfolio/contracts'
import type pg from 'pg'
import { type BenchServer, startBenchServer } from '../kit/bench-server.ts'
import { type BenchContext, type Row, type RowGroup, rowOf } from '../kit/row.ts'
import { timed } from '../kit/samples.ts'
import { seedLibrary, SEED_VERSION } from './search-library.ts'

const DOCUMENTS = 5_000
const PAGES_EACH = 20
const OTHER_SPACES = 199
/** Words as people type them: common and rare, several, a beginning, a typing error, a phrase, none that exists. */
const QUERIES = [
  'balana',
  'kemera',
  'linisa moruna',
  'nutora',
  'ragula setora',
  'tipena',
  'vowisa dudara',
  'balan',
  'kem',
  'bamerenkw',
  'kelanen',
  'ramerisba',
  '"balana kelana"',
  'serominge',
  'notebook 4711',
  'dugulationhi',
  'nomatchatall',
]
const ROUNDS = 12
const LONG_ROUNDS = 200

/** Finding words among 100,000 pages. The library is made once and kept in the temporary folder. */
export const search: RowGroup = {
  name: 'search',
  async measure(context) {
    const dataDir = await seededFolder(context)
    await using bench = await startBenchServer({ dataDir })
    const rows: Row[] = [await searchRow(bench, { context, spaces: 1 })]
    await bench.asAdmin(joinSpaces)
    rows.push(await searchRow(bench, { context, spaces: 1 + OTHER_SPACES }))
    await bench.asAdmin(leaveSpaces)
    return rows
  },
}

async function searchRow(
  { api }: BenchServer,
  { context, spaces }: { context: BenchContext; spaces: number },
): Promise<Row> {
  const samples: number[] = []
  for (let round = -1; round < (context.isLong ? LONG_ROUNDS : ROUNDS); round++) {
    for (const q of QUERIES) {
      const ms = await timed(async () => api.ask(searchRoute, { query: { q } }))
      if (round >= 0) samples.push(ms)
    }
  }
  const name = `search in ${DOCUMENTS * PAGES_EACH} pages, a member of ${spaces === 1 ? '1 space' : `${spaces} spaces`}`
  return rowOf({ name, unit: 'ms', samples, target: { of: 'p95', atMost: 50 } })
}

const KEPT_PREFIX = 'kinfolio-bench-library-'
const SQL_FOLDER = fileURLToPath(new URL('../../apps/server/src/sql', import.meta.url))

/** Made under another name first: a run that is ended half way leaves nothing that looks whole. */
async function seededFolder({ say }: BenchContext): Promise<string> {
  const folder = join(tmpdir(), `${KEPT_PREFIX}${SEED_VERSION}-${await schemaHash()}`)
  if (existsSync(folder)) return folder
  await removeOlder()
  say(`making a library of ${DOCUMENTS * PAGES_EACH} pages in ${folder}`)
  const half = `${folder}.half`
  await mkdir(half)
  {
    await using bench = await startBenchServer({ dataDir: half })
    await bench.asAdmin(async (client) => seedLibrary(client, { documents: DOCUMENTS, pagesEach: PAGES_EACH }))
  }
  await rename(half, folder)
  return folder
}

/** A library of another schema would be refused by the server, or be measured with other indexes. */
async function schemaHash(): Promise<string> {
  const hash = createHash('sha256')
  for (const name of (await readdir(SQL_FOLDER)).toSorted()) hash.update(await readFile(join(SQL_FOLDER, name)))
  return hash.digest('hex').slice(0, 12)
}

async function removeOlder(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (name.startsWith(KEPT_PREFIX)) await rm(join(tmpdir(), name), { recursive: true, force: true })
  }
}

async function joinSpaces(client: pg.Client): Promise<void> {
  await client.query(
    `with made as (
       insert into spaces (id, kind, name) select uuidv7(), 'family', 'Bench ' || n from generate_series(1, $1::int) n returning id
     )
     insert into members (space_id, user_id, role) select made.id, u.id, 'member' from made, (select id from users limit 1) u`,
    [OTHER_SPACES],
  )
}

async function leaveSpaces(client: pg.Client): Promise<void> {
  await client.query(`delete from spaces where name like 'Bench %'`)
}
