import { type SpaceId, type UserId, userId } from '@kinfolio/contracts'
import pg from 'pg'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addMember, createPersonAndSpace } from './database.ts'
import { createPersonLog } from '../src/kernel/events/index.ts'
import { newId } from '../src/kernel/ids.ts'
import { people, recordAudit } from '../src/modules/accounts/index.ts'
import { fileErasure } from '../src/modules/files/index.ts'
import { hashOf, openLibraryWorld, pageBytes, silentLog, type Someone } from './library-world.ts'
import { eraseDue } from '../src/modules/operations/index.ts'

const DAY_MS = 86_400_000
const at = await openLibraryWorld()
const admin = new pg.Client({ connectionString: at.adminUrl })
await admin.connect()
afterAll(async () => {
  await admin.end()
  await at[Symbol.asyncDispose]()
})

const log = silentLog
const signal = new AbortController().signal
const inDays = (days: number) => ({ now: () => new Date(Date.now() + days * DAY_MS) })
const erase = async (days: number) =>
  eraseDue(
    {
      database: at.database,
      clock: inDays(days),
      log,
      erasers: [at.library.eraseLibrary, async (of) => fileErasure.eraseStoredFiles(at, of)],
    },
    { signal },
  )
const sweepBytes = async (days: number) =>
  fileErasure.sweepLostFiles({ database: at.database, blobs: at.blobs, clock: inDays(days), log }, { signal })

/** Which tables hold a row with these letters in it, whatever the column: what no role may see is looked at too. */
async function tablesWith(text: string): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema in ('public', 'graphile_worker')`,
  )
  const found: string[] = []
  for (const { name } of rows) {
    const { rowCount } = await admin.query(`select from ${name} t where position(lower($1) in lower(t::text)) > 0`, [
      text,
    ])
    if (rowCount !== 0) found.push(name)
  }
  return found
}

type By = Someone
const inSpace = (by: By, spaceId: SpaceId): By => ({
  ...by,
  spaceId,
  context: { kind: 'person', userId: by.onBehalfOf, spaceId },
})
const add = async (by: By, ...names: string[]) =>
  at.library.importFiles({
    ...by,
    collectionId: null,
    files: await at.keep(Object.fromEntries(names.map((name) => [`${name}.rm`, pageBytes(name)]))),
  })
const titles = async (by: By) =>
  (await at.library.listDocuments({ ...by, isTrashed: false, limit: 50 })).rows.map(({ title }) => title).toSorted()
const isOnDisk = async (name: string) => (await at.blobs.size(hashOf(pageBytes(name)))) !== undefined

// What one test leaves to be erased is none of the next one's.
afterEach(async () => {
  await admin.query('delete from space_deletions')
  await admin.query('update users set deletes_at = null')
})

let ada: By
let bob: By
let family: SpaceId
beforeEach(async () => {
  ada = await at.newcomer()
  const founder = await createPersonAndSpace(at.database, { name: 'Bob', kind: 'family' })
  family = founder.spaceId
  bob = { ...ada, context: { kind: 'person', ...founder }, spaceId: family, onBehalfOf: founder.userId }
  await addMember(at.database, { userId: ada.onBehalfOf, spaceId: family, role: 'member' })
})

async function askDeletion(by: By): Promise<void> {
  const asked = { userId: by.onBehalfOf, sessionId: newId(userId) as never }
  const ending = { clock: inDays(0), personLog: createPersonLog({ wake: () => undefined }) }
  const deletesAt = new Date(Date.now() + 30 * DAY_MS)
  await at.database.write({ kind: 'person', userId: by.onBehalfOf }, async (tx) =>
    people.deletion.mark(ending, { tx, ...asked, deletesAt }),
  )
}

/** What others were told of a person, and how they were reached: rows that name without referring. */
async function nameInMessages(who: UserId): Promise<void> {
  const [params, email] = [JSON.stringify({ user_id: who }), `${who}@Example.org`]
  const hook = await admin.query<{ id: string }>(
    `insert into webhooks (id, space_id, url, kinds, secret) values (gen_random_uuid(), $1, 'https://h', '{}', '') returning id`,
    [family],
  )
  for (const [text, values] of [
    [
      `insert into notices (id, user_id, space_id, kind, params, event_key) values (gen_random_uuid(), $1, $2, 'x', $3, $4)`,
      [bob.onBehalfOf, family, params, `joined ${who}`],
    ],
    [
      `insert into mails (id, space_id, address, kind, params, event_key) values (gen_random_uuid(), $1, $2, 'x', $3, 'k')`,
      [family, email, params],
    ],
    [
      `insert into webhook_deliveries (id, space_id, webhook_id, kind, ids) values (gen_random_uuid(), $1, $2, 'x', $3)`,
      [family, hook.rows[0]?.id, params],
    ],
    [
      `insert into invitations (id, space_id, kind, role, email, expires_at, uses_max)
        values (gen_random_uuid(), $1, 'mail', 'member', $2, now(), 1)`,
      [family, email],
    ],
    [
      `insert into api_keys (id, user_id, name, prefix, key_sha256, scopes, expires_at)
        values (gen_random_uuid(), $1, 'cli', 'kf', sha256($2::bytea), '{read}', now() + interval '1 year')`,
      [who, who],
    ],
  ] as const) {
    await admin.query(text, [...values])
  }
}

/** Traces of a person in somebody else's space, wherever one can be. */
async function leaveTraces(who: UserId, space: SpaceId): Promise<void> {
  const personLog = createPersonLog({ wake: () => undefined })
  await at.database.write({ kind: 'person', userId: who, spaceId: space }, async (tx) => {
    const page = await tx.selectFrom('pages').selectAll().where('space_id', '=', space).executeTakeFirstOrThrow()
    await tx
      .insertInto('readings')
      .values({
        id: newId(userId) as never,
        space_id: space,
        page_id: page.id,
        version: page.version,
        engine: 'person',
        engine_version: '1',
        origin: 'person',
        outcome: 'read',
        text: 'tea',
        lines: '[]',
        created_by: who,
      })
      .execute()
    const settings = { space_id: space, engine: 'tesseract', model: '', languages: ['en'], names: [], updated_by: who }
    await tx.insertInto('reader_settings').values(settings).execute()
    await recordAudit(tx, {
      action: 'member.joined',
      actorId: who,
      spaceId: space,
      object: { kind: 'person', id: who },
      address: '192.0.2.77',
    })
    await personLog.append(tx, {
      spaceId: space,
      events: [{ kind: 'space.changed', ids: { space_id: space, user_id: who } }],
    })
  })
  await at.library.setRetention({
    context: { kind: 'person', userId: who, spaceId: space },
    actor: { userId: who, spaceId: space, role: 'owner', sessionId: newId(userId) as never },
    retention: { trash_days: 60, archive_days: null },
  })
}

test('every row that names a person says what becomes of it when they go', async () => {
  const { rows } = await admin.query<{ at: string }>(
    `select conrelid::regclass || ' ' || conname as at from pg_constraint
      where contype = 'f' and confrelid = 'users'::regclass and confdeltype not in ('c', 'n')`,
  )
  expect(rows).toEqual([])
})

describe('an account that is to be deleted', () => {
  test('stays until its 30 days are over, and for good when its person changes their mind', async () => {
    await add(ada, 'still here')
    await askDeletion(ada)
    expect(await erase(29)).toEqual({ spaces: 0, people: 0 })
    expect(await titles(ada)).toEqual(['still here'])
    const takeBack = async (days: number) =>
      at.database.write({ kind: 'person', userId: ada.onBehalfOf }, async (tx) =>
        people.deletion.takeBack(tx, { userId: ada.onBehalfOf, now: inDays(days).now() }),
      )
    expect(await takeBack(31)).toBe(false)
    expect(await takeBack(29)).toBe(true)
    expect(await erase(31)).toEqual({ spaces: 0, people: 0 })
    expect(await titles(ada)).toEqual(['still here'])
  })

  test('is gone after them, and no table knows its person; what they shared stays with the others', async () => {
    await add(ada, `mine ${ada.onBehalfOf}`, 'in both')
    await add(inSpace(ada, family), 'in both', 'shared')
    await leaveTraces(ada.onBehalfOf, family)
    await nameInMessages(ada.onBehalfOf)
    expect(await tablesWith(ada.onBehalfOf)).not.toEqual([])
    await askDeletion(ada)
    expect((await admin.query('select from api_keys where revoked_at is null')).rowCount).toBe(0)
    expect(await erase(31)).toMatchObject({ people: 1, spaces: 1 })

    // Id, e-mail address and the title of the document all hold the id.
    expect(await tablesWith(ada.onBehalfOf)).toEqual([])
    expect(await tablesWith(ada.spaceId)).toEqual([])
    expect(await tablesWith('192.0.2.77')).toEqual([])
    expect(await titles(bob)).toEqual(['in both', 'shared'])
    const kept = await at.database.read(bob.context, async (db) =>
      db
        .selectFrom('audit_log')
        .select(['action', 'actor_id', 'object_id'])
        .where('action', '=', 'member.joined')
        .execute(),
    )
    expect(kept).toEqual([{ action: 'member.joined', actor_id: null, object_id: null }])
  })

  test('takes the bytes that nobody else has off the disk within a day, and no others', async () => {
    const mine = `only mine ${ada.onBehalfOf}`
    await add(ada, mine, 'on two shelves')
    await add(bob, 'on two shelves')
    await askDeletion(ada)
    await erase(31)
    await sweepBytes(0)
    // Put less than a day ago: they might be on their way into another space.
    expect([await isOnDisk(mine), await isOnDisk('on two shelves')]).toEqual([true, true])
    await sweepBytes(2)
    expect([await isOnDisk(mine), await isOnDisk('on two shelves')]).toEqual([false, true])
    expect((await admin.query('select from lost_files')).rowCount).toBe(0)
  })

  test('hands a family down that others came to meanwhile', async () => {
    await askDeletion(bob)
    await erase(31)
    const members = await admin.query('select user_id, role from members where space_id = $1', [family])
    expect(members.rows).toEqual([{ user_id: ada.onBehalfOf, role: 'owner' }])
    const { rows } = await admin.query('select action from audit_log where space_id = $1 and actor_id is null', [
      family,
    ])
    expect(rows).toContainEqual({ action: 'space.inherited' })
  })
})

describe('a space that is to be deleted', () => {
  const hide = async (deletesAt: Date) =>
    at.database.write(bob.context, async (tx) =>
      tx
        .insertInto('space_deletions')
        .values({ space_id: family, asked_by: bob.onBehalfOf, deletes_at: deletesAt })
        .execute(),
    )

  test('is hidden from everybody at once', async () => {
    await add(bob, 'hidden')
    await hide(new Date(Date.now() + 30 * DAY_MS))
    expect(await titles(bob)).toEqual([])
    expect(await titles(inSpace(ada, family))).toEqual([])
  })

  test('is erased after its days, with nothing of another space touched', async () => {
    const gone = `gone ${family}`
    await add(bob, gone, 'shared letter')
    await add(ada, 'shared letter', 'untouched')
    await leaveTraces(bob.onBehalfOf, family)
    const folder = await at.library.createCollection({ ...bob, title: 'Trips', parentId: null })
    await at.library.createCollection({ ...bob, title: 'Lakes', parentId: folder.id })
    const before = await admin.query('select * from documents where space_id = $1 order by id', [ada.spaceId])
    await hide(new Date(Date.now() + 30 * DAY_MS))
    expect(await erase(29)).toEqual({ spaces: 0, people: 0 })
    expect(await erase(31)).toEqual({ spaces: 1, people: 0 })

    expect(await tablesWith(family)).toEqual([])
    const after = await admin.query('select * from documents where space_id = $1 order by id', [ada.spaceId])
    expect(after.rows).toEqual(before.rows)
    await sweepBytes(2)
    expect([await isOnDisk(gone), await isOnDisk('shared letter'), await isOnDisk('untouched')]).toEqual([
      false,
      true,
      true,
    ])
  })
})
