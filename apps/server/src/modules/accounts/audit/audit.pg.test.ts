import { type AuditAction, documentId, type SpaceId, userId, type UserId } from '@kinfolio/contracts'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addMember, createPersonAndSpace, openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import { type Context, SWEEP } from '../../../kernel/database/index.ts'
import { newId } from '../../../kernel/ids.ts'
import { recordAudit } from '../audit.queries.ts'
import { csvCell } from './audit-file.ts'
import type { AuditFilters, AuditOf } from './audit-list.queries.ts'
import { noteDailyAccess } from './note-access.ts'
import { exportAudit, listAudit, sweepAudit } from './read-audit.ts'

const DAY_MS = 86_400_000
const signal = new AbortController().signal
let at: TestDatabase
beforeAll(async () => {
  at = await openTestDatabase()
})
afterAll(async () => at[Symbol.asyncDispose]())

let owner: UserId
let space: SpaceId
let mate: UserId
let inSpace: Context
beforeEach(async () => {
  ;({ userId: owner, spaceId: space } = await createPersonAndSpace(at.database, { name: 'Olga', kind: 'family' }))
  mate = (await createPersonAndSpace(at.database, { name: '=Mate' })).userId
  await addMember(at.database, { userId: mate, spaceId: space, role: 'member' })
  inSpace = { kind: 'person', userId: owner, spaceId: space }
})

const record = async (action: AuditAction, by: UserId = owner, more: { userId?: UserId } = {}): Promise<void> =>
  at.database.write({ kind: 'person', userId: by, spaceId: space }, async (tx) =>
    recordAudit(tx, { action, actorId: by, spaceId: space, address: '192.0.2.1', ...more }),
  )
const list = async (filters: AuditFilters = {}, more: { limit?: number; cursor?: string; of?: AuditOf } = {}) =>
  listAudit(at, { context: inSpace, of: { spaceId: space }, filters, limit: 50, ...more })
const actions = async (filters: AuditFilters = {}) => (await list(filters)).entries.map(({ action }) => action)
const failure = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: Error) => error.message,
  )

describe('the log', () => {
  test('names who did what, newest first, a portion at a time', async () => {
    await record('folder.created')
    await record('files.imported', mate)
    await record('trash.emptied')
    const first = await list({}, { limit: 2 })
    expect(first.entries).toMatchObject([
      { action: 'trash.emptied', actor: { id: owner, name: 'Olga' }, actor_kind: 'person', address: '192.0.2.1' },
      { action: 'files.imported', actor: { id: mate, name: '=Mate' } },
    ])
    const rest = await list({}, { limit: 2, cursor: first.next_cursor ?? '' })
    expect([rest.entries.map(({ action }) => action), rest.next_cursor]).toEqual([['folder.created'], null])
    expect(await failure(list({}, { cursor: 'x' }))).toContain('form')
  })

  test('is narrowed by who, what and when', async () => {
    await record('folder.created')
    await record('files.imported', mate)
    const soon = new Date(Date.now() + DAY_MS).toISOString()
    expect(await actions({ by: mate })).toEqual(['files.imported'])
    expect(await actions({ action: 'folder.created' })).toEqual(['folder.created'])
    expect(await actions({ from: soon })).toEqual([])
    expect(await actions({ to: soon })).toHaveLength(2)
  })

  test('of a person is about their own account, and of no other space', async () => {
    await record('member.role-changed', owner, { userId: mate })
    await record('folder.created')
    const mine = async (id: UserId) => (await list({}, { of: { userId: id } })).entries.map(({ action }) => action)
    expect(await mine(mate)).toEqual(['member.role-changed'])
    const stranger = await createPersonAndSpace(at.database)
    const theirs = { context: { kind: 'person' as const, ...stranger }, of: { spaceId: space }, filters: {}, limit: 9 }
    expect((await listAudit(at, theirs)).entries).toEqual([])
  })

  test('says a former member where the account is gone, and tells Kinfolio apart from one', async () => {
    await record('files.imported', mate)
    await at.database.write({ kind: 'job', spaceId: space, onBehalfOf: undefined }, async (tx) =>
      recordAudit(tx, { action: 'trash.purged', actorId: undefined, spaceId: space }),
    )
    await at.database.write({ kind: 'person', userId: mate }, async (tx) =>
      tx
        .updateTable('users')
        .set({ deletes_at: new Date(0) })
        .where('id', '=', mate)
        .execute(),
    )
    await at.database.write(SWEEP, async (tx) => tx.deleteFrom('users').where('id', '=', mate).execute())
    expect((await list()).entries).toMatchObject([
      { action: 'trash.purged', actor: null, actor_kind: 'server' },
      { action: 'files.imported', actor: null, actor_kind: 'gone' },
    ])
  })

  test('names nobody to who shares no line with them', async () => {
    await record('files.imported', mate)
    const stranger = await createPersonAndSpace(at.database)
    const named = async (context: Context) =>
      at.database.read(
        context,
        async (db) => (await sql`select * from names_in_audit(array[${mate}]::uuid[])`.execute(db)).rows,
      )
    expect(await named(inSpace)).toHaveLength(1)
    expect(await named({ kind: 'person', ...stranger })).toEqual([])
  })
})

describe('nobody', () => {
  test('changes a line, and only the sweep removes one', async () => {
    await record('folder.created')
    const change = at.database.write(inSpace, async (tx) => tx.updateTable('audit_log').set({ action: 'x' }).execute())
    expect(await failure(change)).toContain('permission denied')
    const byTheSweep = at.database.write(SWEEP, async (tx) =>
      tx.updateTable('audit_log').set({ address: '' }).execute(),
    )
    expect(await failure(byTheSweep)).toContain('permission denied')
    await at.database.write(inSpace, async (tx) => tx.deleteFrom('audit_log').execute())
    expect(await actions()).toEqual(['folder.created'])
    const forget = at.database.write(inSpace, async (tx) => sql`select forget_person(${owner})`.execute(tx))
    expect(await failure(forget)).toContain('only the sweep forgets')
  })
})

test('what is older than the server keeps it goes, and nothing younger', async () => {
  await record('folder.created')
  const sweep = async (inDays: number) =>
    sweepAudit(at, { now: new Date(Date.now() + inDays * DAY_MS), days: 90, signal })
  await sweep(89)
  expect(await actions()).toEqual(['folder.created'])
  await sweep(91)
  expect(await actions()).toEqual([])
})

test('opening a document is told once for each person and day, from however many requests and processes', async () => {
  const object = { kind: 'document', id: newId(documentId) }
  const entry = { action: 'document.opened', actorId: owner, spaceId: space, object } as const
  await Promise.all(Array.from({ length: 5 }, async () => noteDailyAccess(at, { context: inSpace, entry })))
  // Another process has seen nothing of it.
  const elsewhere = { database: { ...at.database } }
  await noteDailyAccess(elsewhere, { context: inSpace, entry })
  await noteDailyAccess(at, { context: inSpace, entry: { ...entry, object: { ...object, id: newId(documentId) } } })
  const theirs: Context = { kind: 'person', userId: mate, spaceId: space }
  await noteDailyAccess(at, { context: theirs, entry: { ...entry, actorId: mate } })
  expect(await actions()).toHaveLength(3)
  await at.database.write(SWEEP, async (tx) => tx.deleteFrom('audit_log').execute())
  await noteDailyAccess(at, { context: inSpace, entry })
  // What this process has noted it does not ask the table about again.
  expect(await actions()).toEqual([])
})

test('a table and lines of JSON hold every line, and a name is no formula', async () => {
  await record('files.imported', mate)
  const file = async (as: 'csv' | 'jsonl') => {
    const body = await exportAudit(at, {
      context: inSpace,
      of: { spaceId: space },
      filters: {},
      as,
      address: '',
      signal,
    })
    const parts: Uint8Array[] = []
    for await (const part of body) parts.push(part)
    return Buffer.concat(parts).toString()
  }
  const [head, taken, line] = (await file('csv')).split('\r\n')
  expect(head).toBe('at,action,actor,actor_id,actor_kind,person,object_kind,object_id,address')
  expect(taken).toContain(',audit.exported,Olga,')
  expect(line).toContain(`,files.imported,'=Mate,${mate},person,,,,192.0.2.1`)
  const lines = (await file('jsonl')).trim().split('\n')
  expect(lines.map((text) => (JSON.parse(text) as { action: string }).action)).toEqual([
    'audit.exported',
    'audit.exported',
    'files.imported',
  ])
  expect(csvCell('a "b", c')).toBe('"a ""b"", c"')
  expect(csvCell(newId(userId))).toMatch(/^[0-9a-f-]{36}$/)
})
