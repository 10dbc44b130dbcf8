import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { type BenchServer, startBenchServer } from '../kit/bench-server.ts'
import type { BenchContext, Row } from '../kit/row.ts'
import { seedLibrary, SEED_VERSION } from './search-library.ts'

export const DOCUMENTS = 5_000
export const PAGES_EACH = 20
const OTHER_SPACES = 199

/** How many spaces the owner of the library is a member of, for the names of rows. */
type Membership = { spaces: number; inWords: string }

/**
 * Measures on a library of 100,000 pages, first as a member of its space alone, then of 199 more. It is made once and kept
 * in the temporary folder.
 */
export async function inSeededLibrary(
  context: BenchContext,
  measure: (bench: BenchServer, membership: Membership) => Promise<Row[]>,
): Promise<Row[]> {
  const dataDir = await seededFolder(context)
  await using bench = await startBenchServer({ dataDir })
  const alone = await measure(bench, { spaces: 1, inWords: 'a member of 1 space' })
  await bench.asAdmin(joinSpaces)
  const spaces = 1 + OTHER_SPACES
  const among = await measure(bench, { spaces, inWords: `a member of ${spaces} spaces` })
  await bench.asAdmin(leaveSpaces)
  return [...alone, ...among]
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
