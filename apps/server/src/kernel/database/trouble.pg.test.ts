import { setTimeout as sleep } from 'node:timers/promises'
import { collectionId, type SpaceId, type UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { newId } from '../ids.ts'
import {
  afterCommit,
  beforeCommit,
  type Context,
  type Database,
  type Db,
  openDatabase,
  SWEEP,
  type Tx,
} from './index.ts'

let house: TestDatabase
let admin: pg.Client
let who: { userId: UserId; spaceId: SpaceId }
let context: Context
/** What the pool told of connections that were lost. */
const lost: string[] = []

beforeAll(async () => {
  house = await openTestDatabase()
  admin = new pg.Client({ connectionString: house.adminUrl })
  await admin.connect()
})
beforeEach(async () => {
  who = await createPersonAndSpace(house.database)
  context = { kind: 'person', ...who }
  lost.length = 0
})
afterAll(async () => {
  await admin.end()
  await house[Symbol.asyncDispose]()
})

function openPool(connectionsMax: number): Database {
  return openDatabase({ url: house.appUrl, connectionsMax, onError: (error) => lost.push(error.message) })
}

async function addFolder(tx: Tx, title: string): Promise<void> {
  await tx
    .insertInto('collections')
    .values({ id: newId(collectionId), space_id: who.spaceId, title })
    .execute()
}

async function titles(database: Database = house.database): Promise<string[]> {
  const rows = await database.read(context, async (db) =>
    db.selectFrom('collections').select('title').orderBy('title').execute(),
  )
  return rows.map(({ title }) => title)
}

async function backendOf(db: Db): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  return rows[0]?.pid ?? 0
}
const terminate = async (pid: number) => admin.query('select pg_terminate_backend($1, 5000)', [pid])
const failWith = (code: string) => sql.raw(`do $$ begin raise exception 'broken off' using errcode = '${code}'; end $$`)

describe('a write that PostgreSQL breaks off', () => {
  test.each([
    ['40001', 'for order', 2],
    ['40P01', 'for a deadlock', 3],
  ])('%s %s is made again, and counts once', async (code, _why, failures) => {
    let attempts = 0
    const followed: number[] = []
    const answer = await house.database.write(context, async (tx) => {
      attempts += 1
      const attempt = attempts
      afterCommit(tx, () => followed.push(attempt))
      await addFolder(tx, `attempt ${attempt}`)
      if (attempts <= failures) await failWith(code).execute(tx)
      return attempt
    })
    expect([answer, attempts]).toEqual([failures + 1, failures + 1])
    expect(await titles()).toEqual([`attempt ${failures + 1}`])
    // What was to follow an attempt that did not happen must not follow.
    expect(followed).toEqual([failures + 1])
  })

  test('again and again is given up, and the last failure is told', async () => {
    let attempts = 0
    const endless = house.database.write(context, async (tx) => {
      attempts += 1
      await addFolder(tx, 'never')
      await failWith('40001').execute(tx)
    })
    await expect(endless).rejects.toMatchObject({ code: '40001' })
    expect(attempts).toBe(4)
    expect(await titles()).toEqual([])
  })

  test('at its very last step is made again whole', async () => {
    const steps: string[] = []
    await house.database.write(context, async (tx) => {
      steps.push('work')
      beforeCommit(tx, async () => {
        steps.push('last')
        if (steps.length < 4) await failWith('40001').execute(tx)
      })
      await addFolder(tx, 'kept')
    })
    expect(steps).toEqual(['work', 'last', 'work', 'last'])
    expect(await titles()).toEqual(['kept'])
  })

  test.each(['23505', '42501', '22P02', '57014'])('for another reason (%s) is not made again', async (code) => {
    let attempts = 0
    const failed = house.database.write(context, async (tx) => {
      attempts += 1
      await failWith(code).execute(tx)
    })
    await expect(failed).rejects.toMatchObject({ code })
    expect(attempts).toBe(1)
  })

  test('is never a read: that is told at once', async () => {
    let attempts = 0
    const failed = house.database.read(context, async (db) => {
      attempts += 1
      await failWith('40001').execute(db)
    })
    await expect(failed).rejects.toMatchObject({ code: '40001' })
    expect(attempts).toBe(1)
  })
})

describe('a write whose work', () => {
  test('hides a failed statement is not taken for done', async () => {
    const followed: string[] = []
    const hidden = house.database.write(context, async (tx) => {
      afterCommit(tx, () => followed.push('after'))
      await addFolder(tx, 'half')
      await failWith('23505')
        .execute(tx)
        .catch((error: Error) => error.message)
      return 'done'
    })
    // PostgreSQL answers COMMIT of a failed transaction with a quiet ROLLBACK.
    await expect(hidden).rejects.toThrow('current transaction is aborted')
    expect(followed).toEqual([])
    expect(await titles()).toEqual([])
  })

  test('is done although what follows it fails, and the rest follows too', async () => {
    await using database = openPool(2)
    const followed: string[] = []
    const answer = await database.write(context, async (tx) => {
      afterCommit(tx, () => followed.push('first'))
      afterCommit(tx, () => {
        throw new Error('nobody listens')
      })
      afterCommit(tx, () => followed.push('third'))
      await addFolder(tx, 'kept')
      return 'done'
    })
    expect([answer, followed, lost]).toEqual(['done', ['first', 'third'], ['nobody listens']])
    expect(await titles()).toEqual(['kept'])
  })

  test('is followed in the order that was asked for, after all that comes last', async () => {
    const order: string[] = []
    await house.database.write(context, async (tx) => {
      for (const name of ['a', 'b']) {
        afterCommit(tx, () => order.push(`after ${name}`))
        beforeCommit(tx, async () => {
          await sleep(name === 'a' ? 5 : 0)
          order.push(`last ${name}`)
        })
      }
      return Promise.resolve()
    })
    expect(order).toEqual(['last a', 'last b', 'after a', 'after b'])
  })

  test('only reads has nothing that could follow', async () => {
    await house.database.read(context, async (db) => {
      // The type forbids it; a cast in a hurry would not.
      expect(() => afterCommit(db as Tx, () => undefined)).toThrow('Database.write')
      expect(() => beforeCommit(db as Tx, async () => undefined)).toThrow('Database.write')
      return Promise.resolve()
    })
  })

  test('was not waited for asks nothing in the next transaction of its connection', async () => {
    await using database = openPool(1)
    const gate = Promise.withResolvers<void>()
    let late: Promise<void> | undefined
    await database.write(context, async (tx) => {
      late = gate.promise.then(async () => addFolder(tx, 'too late'))
      await addFolder(tx, 'in time')
    })
    await database.write(context, async (tx) => {
      gate.resolve()
      await expect(late).rejects.toThrow('this transaction is over')
      await addFolder(tx, 'next')
    })
    expect(await titles()).toEqual(['in time', 'next'])
  })

  test('sees what it wrote, and nobody else does before it is done', async () => {
    await house.database.write(context, async (tx) => {
      await addFolder(tx, 'mine')
      const own = await tx.selectFrom('collections').select('title').execute()
      expect(own).toEqual([{ title: 'mine' }])
      expect(await titles()).toEqual([])
    })
    expect(await titles()).toEqual(['mine'])
  })
})

describe('writers of one row', () => {
  test('wait for each other, and none is lost', async () => {
    const id = newId(collectionId)
    await house.database.write(context, async (tx) =>
      tx.insertInto('collections').values({ id, space_id: who.spaceId, title: '0' }).execute(),
    )
    const count = async () =>
      house.database.write(context, async (tx) => {
        const { title } = await tx
          .selectFrom('collections')
          .select('title')
          .where('id', '=', id)
          .forUpdate()
          .executeTakeFirstOrThrow()
        await tx
          .updateTable('collections')
          .set({ title: String(Number(title) + 1) })
          .where('id', '=', id)
          .execute()
      })
    await Promise.all(Array.from({ length: 20 }, count))
    expect(await titles()).toEqual(['20'])
  })
})

describe('a connection that is lost', () => {
  test('in the middle of a write takes the write back, and the next one works', async () => {
    await using database = openPool(2)
    const followed: string[] = []
    const broken = database.write(context, async (tx) => {
      afterCommit(tx, () => followed.push('after'))
      await addFolder(tx, 'lost')
      await terminate(await backendOf(tx))
      await addFolder(tx, 'never sent')
    })
    await expect(broken).rejects.toThrow(/terminat|closed|connection error/i)
    expect([followed, await titles(database)]).toEqual([[], []])
    await database.write(context, async (tx) => addFolder(tx, 'after the storm'))
    expect(await titles(database)).toEqual(['after the storm'])
  })

  test('just before the end never looks like a success', async () => {
    await using database = openPool(2)
    const broken = database.write(context, async (tx) => {
      await addFolder(tx, 'lost')
      const pid = await backendOf(tx)
      beforeCommit(tx, async () => void (await terminate(pid)))
      return 'done'
    })
    await expect(broken).rejects.toThrow()
    expect(await titles()).toEqual([])
  })

  test('while nobody uses it is replaced unnoticed', async () => {
    await using database = openPool(2)
    const pid = await database.read(context, backendOf)
    // A read answers before its transaction has ended.
    while (database.connections().idle === 0) await sleep(1)
    await terminate(pid)
    while (lost.length === 0) await sleep(5)
    expect(await database.read(context, backendOf)).not.toBe(pid)
    expect(lost.join()).toMatch(/terminating connection/)
  })

  test('while the transaction of a read ends takes nothing from its answer, and is not used again', async () => {
    await using database = openPool(1)
    const pid = await database
      .read(context, async (db) => {
        const backend = await backendOf(db)
        await terminate(backend)
        return backend
      })
      .catch(() => 0)
    expect(await database.read(context, backendOf)).not.toBe(pid)
    expect(database.connections().total).toBe(1)
  })

  test('by all at once, as when PostgreSQL starts again, costs what was on its way and no more', async () => {
    await using database = openPool(4)
    const reads = Array.from({ length: 4 }, async () =>
      database.read(context, async (db) => sql`select pg_sleep(5)`.execute(db)),
    )
    const outcomes = Promise.allSettled(reads)
    const asleep =
      "from pg_stat_activity where query like 'select pg_sleep(5)%' and state = 'active' and datname = current_database()"
    while ((await admin.query(`select ${asleep}`)).rowCount !== 4) await sleep(5)
    await admin.query(`select pg_terminate_backend(pid) ${asleep}`)
    expect((await outcomes).map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'rejected'))
    expect(await titles(database)).toEqual([])
  })
})

describe('time', () => {
  test('is limited for every statement, and for a transaction that does nothing', async () => {
    const { rows } = await house.database.read(context, async (db) =>
      sql`select current_setting('statement_timeout') as statement,
        current_setting('idle_in_transaction_session_timeout') as idle,
        current_setting('application_name') as name`.execute(db),
    )
    expect(rows).toEqual([{ statement: '1min', idle: '2min', name: 'kinfolio' }])
  })

  test('that is over ends the statement, takes the write back and keeps the connection', async () => {
    await using database = openPool(1)
    const pid = await database.read(context, backendOf)
    const slow = database.write(context, async (tx) => {
      await sql`set local statement_timeout = '30ms'`.execute(tx)
      await addFolder(tx, 'slow')
      await sql`select pg_sleep(5)`.execute(tx)
    })
    await expect(slow).rejects.toMatchObject({ code: '57014' })
    expect([await titles(database), await database.read(context, backendOf)]).toEqual([[], pid])
    // The short limit ended with the transaction that asked for it.
    const { rows } = await database.read(context, async (db) =>
      sql`select current_setting('statement_timeout') as limit`.execute(db),
    )
    expect(rows).toEqual([{ limit: '1min' }])
  })
})

describe('more work than connections', () => {
  test('waits for its turn, is counted while it waits, and all of it is done', async () => {
    await using database = openPool(2)
    const gate = Promise.withResolvers<void>()
    const work = Array.from({ length: 7 }, async (_, n) =>
      database.write(context, async (tx) => {
        await gate.promise
        await addFolder(tx, `w${n}`)
      }),
    )
    while (database.connections().total < 2 || database.connections().waiting < 5) await sleep(5)
    expect(database.connections()).toEqual({ total: 2, idle: 0, waiting: 5 })
    gate.resolve()
    await Promise.all(work)
    expect((await titles()).length).toBe(7)
    expect(database.connections()).toEqual({ total: 2, idle: 2, waiting: 0 })
  })

  test('leaves no context behind for whoever gets the connection next', async () => {
    const people = await Promise.all([1, 2, 3].map(async () => createPersonAndSpace(house.database)))
    for (const person of people) {
      await house.database.write({ kind: 'person', ...person }, async (tx) =>
        tx
          .insertInto('collections')
          .values({ id: newId(collectionId), space_id: person.spaceId, title: person.spaceId })
          .execute(),
      )
    }
    await using database = openPool(2)
    const seen = await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const person = people[n % 3]
        if (person === undefined) throw new Error('three people')
        const rows = await database.read({ kind: 'person', userId: person.userId }, async (db) => {
          await sql`select pg_sleep(0.002)`.execute(db)
          return db.selectFrom('collections').select('space_id').execute()
        })
        return rows.map(({ space_id }) => space_id).join() === person.spaceId
      }),
    )
    expect(seen).toEqual(Array.from({ length: 60 }, () => true))
  })
})

test('who closes the database closes every connection of it', async () => {
  const database = openPool(3)
  const pids = await Promise.all([1, 2, 3].map(async () => database.read(SWEEP, backendOf)))
  await database[Symbol.asyncDispose]()
  const alive = async () => admin.query('select from pg_stat_activity where pid = any($1)', [pids])
  // PostgreSQL takes a moment to notice; a pool that kept one would be waited for until the test's own limit.
  while ((await alive()).rowCount !== 0) await sleep(10)
  await expect(database.read(SWEEP, backendOf)).rejects.toThrow()
})
