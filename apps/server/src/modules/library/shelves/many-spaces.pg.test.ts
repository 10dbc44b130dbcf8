import { createPersonAndSpace, flushStatistics } from '../../../../test/database.ts'
import type { SpaceId, UserId } from '@kinfolio/contracts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestLibrary } from '../library.testing.ts'

/** Enough that reading the whole table is the wrong plan, small enough to be made in seconds. */
const SPACES = 300
const DOCUMENTS_EACH = 40
const MANY = 200

type Member = { userId: UserId; spaces: SpaceId[] }

const at = await openTestLibrary()
const admin = new pg.Client({ connectionString: at.adminUrl })
let one: Member
let many: Member
let strange: SpaceId

afterAll(async () => {
  await admin.end()
  await at[Symbol.asyncDispose]()
})

/** Three hundred families; one person is in a single one, another in two hundred of them. */
beforeAll(async () => {
  await admin.connect()
  const people = [await createPersonAndSpace(at.database), await createPersonAndSpace(at.database)]
  const [first, second] = people
  if (first === undefined || second === undefined) throw new Error('two people were made')
  const { rows } = await admin.query<{ id: SpaceId }>(
    `insert into spaces (id, kind, name) select gen_random_uuid(), 'family', 'Family ' || n from generate_series(1, $1) n
       returning id`,
    [SPACES],
  )
  const families = rows.map(({ id }) => id)
  const joined = families.slice(0, MANY - 1)
  await admin.query(
    `insert into members (space_id, user_id, role) select space, $2, 'member' from unnest($1::uuid[]) space`,
    [joined, second.userId],
  )
  await admin.query(
    `insert into documents (id, space_id, kind, title, title_folded, page_count)
       select gen_random_uuid(), s.id, 'notebook', 'Notes', 'notes', 0 from spaces s, generate_series(1, $1) n`,
    [DOCUMENTS_EACH],
  )
  await admin.query('vacuum analyze')
  one = { userId: first.userId, spaces: [first.spaceId] }
  many = { userId: second.userId, spaces: [second.spaceId, ...joined] }
  strange = families.at(-1) ?? expect.fail('no families')
}, 60_000)

/** What a question that names no space finds: row security alone decides. */
async function spacesSeen(userId: UserId, spaceId?: SpaceId): Promise<Map<string, number>> {
  const rows = await at.database.read({ kind: 'person', userId, spaceId }, async (db) =>
    db
      .selectFrom('documents')
      .select(['space_id', ({ fn }) => fn.countAll<string>().as('count')])
      .groupBy('space_id')
      .execute(),
  )
  return new Map(rows.map(({ space_id, count }) => [space_id, Number(count)]))
}

/** How often the table was read from end to end, and how many rows its indexes gave, during some work. */
async function readDuring(work: () => Promise<unknown>): Promise<{ wholeTable: number; rows: number }> {
  const counted = async () => {
    await flushStatistics(at.database)
    const { rows } = await admin.query<{ scans: string; rows: string }>(
      "select seq_scan as scans, idx_tup_fetch as rows from pg_stat_user_tables where relname = 'documents'",
    )
    return rows[0] ?? expect.fail('no statistics')
  }
  const before = await counted()
  await work()
  const after = await counted()
  return {
    wholeTable: Number(after.scans) - Number(before.scans),
    rows: Number(after.rows) - Number(before.rows),
  }
}

const list = async ({ userId }: Member, spaceId: SpaceId) =>
  at.library.listDocuments({
    context: { kind: 'person', userId, spaceId },
    spaceId,
    collectionId: 'root',
    isTrashed: false,
    limit: 20,
  })

describe.each([
  ['one space', 1, () => one],
  ['two hundred spaces', MANY, () => many],
])('a member of %s', (_what, amount, whose) => {
  test('sees what is in theirs, all of it, and nothing else, without naming any', async () => {
    const { userId, spaces } = whose()
    expect(spaces).toHaveLength(amount)
    expect(await spacesSeen(userId)).toEqual(new Map(spaces.map((id) => [id, DOCUMENTS_EACH])))
  })

  test('sees the one they are in when they name it, and nothing of one that is not theirs', async () => {
    const { userId, spaces } = whose()
    const [first] = spaces
    if (first === undefined) throw new Error('they are in a space')
    expect(await spacesSeen(userId, first)).toEqual(new Map([[first, DOCUMENTS_EACH]]))
    expect(await spacesSeen(userId, strange)).toEqual(new Map())
    expect((await list(whose(), strange)).rows).toEqual([])
  })

  test('has one space listed by its index: a list reads its rows, and never the whole table', async () => {
    const last = whose().spaces.at(-1)
    if (last === undefined) throw new Error('they are in a space')
    let listed = 0
    const read = await readDuring(async () => {
      for (let times = 0; times < 10; times += 1) listed += (await list(whose(), last)).rows.length
    })
    expect(listed).toBe(200)
    expect(read.wholeTable).toBe(0)
    expect(read.rows).toBeLessThanOrEqual(10 * DOCUMENTS_EACH)
    expect(read.rows).toBeGreaterThan(0)
  })
})
