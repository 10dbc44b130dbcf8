import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flushStatistics } from '../../../../test/database.ts'
import { openTestLibrary, type TestLibrary } from '../library.testing.ts'
import { RANKED_PAGES_MAX } from './search.queries.ts'

/** Large enough that reading all pages of a space is the wrong plan, small enough to be made in seconds. */
const PAGES = 6_000
const SPACES = 20

const at = await openTestLibrary()
const admin = new pg.Client({ connectionString: at.adminUrl })
const many: TestLibrary['by'] = at.by
let one: TestLibrary['by']

afterAll(async () => {
  await admin.end()
  await at[Symbol.asyncDispose]()
})

/** Half of the pages lie in one space, the others in twenty; every page holds `everywhere`, one in 1,000 `rare…`. */
beforeAll(async () => {
  await admin.connect()
  one = await at.newcomer()
  const spaces = [one.spaceId]
  for (let index = 0; index < SPACES; index++) spaces.push((await at.newcomer()).spaceId)
  await admin.query(
    `insert into members (space_id, user_id, role) select space, $2, 'member' from unnest($1::uuid[]) space`,
    [spaces, many.onBehalfOf],
  )
  await admin.query(
    `insert into documents (id, space_id, kind, title, title_folded, page_count)
       select gen_random_uuid(), case when n % 2 = 0 then $2::uuid else ($1::uuid[])[1 + n / 2 % cardinality($1::uuid[])] end,
              'notebook', 'Notes ' || n, 'notes ' || n, 20
         from generate_series(1, $3::int / 20) n`,
    [spaces, many.spaceId, PAGES],
  )
  await admin.query(
    `insert into pages (id, space_id, document_id, position, version, width, height)
       select gen_random_uuid(), space_id, id, n, sha256((id::text || n)::bytea), 1404, 1872
         from documents, generate_series(1, 20) n`,
  )
  await admin.query(
    `insert into page_texts (page_id, space_id, document_id, version, text, lines, search)
       select id, space_id, document_id, version, words, '[]', search_vector(string_to_array(words, ' '), '{}')
         from (select p.*, 'everywhere ' || string_agg('word' || (row_number * 7 + n * 13) % 3000, ' ')
                        || case when row_number % 1000 = 1 then ' rarity' else '' end as words
                 from (select *, row_number() over (order by id) from pages) p, generate_series(1, 20) n
                group by p.id, p.space_id, p.document_id, p.position, p.source_uuid, p.version, p.ink_sha256, p.layers_sha256,
                  p.source_page, p.template, p.extras, p.width, p.height, p.draw_status, p.ocr_status, p.is_blank, p.is_orphan,
                  p.problems, p.reading_problem, p.removed_at, p.created_at, p.updated_at, p.row_number) w`,
  )
  await admin.query(
    `insert into space_words select distinct space_id, unnest(tsvector_to_array(search)), false from page_texts`,
  )
  await admin.query('vacuum analyze')
})

async function search(by: TestLibrary['by'], typed: string) {
  const none = { collectionId: undefined, documentId: undefined, from: undefined, to: undefined }
  return at.library.searchSpace({ ...by, ...none, typed, offset: 0, limit: 20 })
}

type Scans = { index: number; table: number }

/** How often the text index and the whole table were read so far. */
async function scans(): Promise<Scans> {
  const { rows } = await admin.query<Scans>(
    `select (select idx_scan from pg_stat_user_indexes where indexrelname = 'page_texts_search_idx')::int as index,
            (select seq_scan from pg_stat_user_tables where relname = 'page_texts')::int as "table"`,
  )
  const [counted] = rows
  if (counted === undefined) throw new Error('no statistics')
  return counted
}

async function scansDuring(work: () => Promise<unknown>): Promise<Scans> {
  await flushStatistics(at.database)
  const before = await scans()
  await work()
  await flushStatistics(at.database)
  const after = await scans()
  return { index: after.index - before.index, table: after.table - before.table }
}

describe.each([
  ['of one space', () => one],
  ['of many spaces, in the largest', () => many],
])('a search by a member %s', (_, by) => {
  test.each(['rarity', 'word17', '"word17 word30"', 'rarity word17'])('for %s reads the index', async (typed) => {
    const { index, table } = await scansDuring(async () => search(by(), typed))
    expect(index).toBeGreaterThan(0)
    expect(table).toBe(0)
  })
})

test('of a word on every page only so many pages are ranked', async () => {
  const answer = await search(many, 'everywhere')
  expect(answer.results).toHaveLength(20)
  const found = await at.database.read(many.context, async (db) =>
    db
      .selectFrom('page_texts')
      .select(db.fn.countAll<string>().as('n'))
      .where('space_id', '=', many.spaceId)
      .executeTakeFirstOrThrow(),
  )
  expect(Number(found.n)).toBeGreaterThan(RANKED_PAGES_MAX)
  expect(answer.total_results).toBeLessThanOrEqual(RANKED_PAGES_MAX)
})
