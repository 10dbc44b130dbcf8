import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'

let house: TestDatabase
let owner: pg.Client

beforeAll(async () => {
  house = await openTestDatabase()
  owner = new pg.Client({ connectionString: house.ownerUrl })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await house[Symbol.asyncDispose]()
})

/** What is wrong with the tables that hold what belongs to somebody. */
async function unguardedTables(): Promise<string[]> {
  const { rows } = await owner.query<{ name: string; enabled: boolean; forced: boolean; policies: string }>(`
    select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
        (select count(*) from pg_policy p where p.polrelid = c.oid and p.polroles = '{0}') as policies
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p')
        and (c.relname in ('spaces', 'users') or exists (select from pg_attribute a where a.attrelid = c.oid
          and not a.attisdropped and a.attname in ('space_id', 'user_id')))
      order by 1`)
  expect(rows.length).toBeGreaterThan(15)
  return rows.flatMap(({ name, enabled, forced, policies }) => [
    ...(enabled ? [] : [`${name}: row security is off`]),
    ...(forced ? [] : [`${name}: row security does not hold for the owner`]),
    ...(Number(policies) > 0 ? [] : [`${name}: no policy`]),
  ])
}

/** Definer functions that would look up names where their caller says. */
async function looseFunctions(): Promise<string[]> {
  const { rows } = await owner.query<{ name: string; settings: string[] | null }>(`
    select p.oid::regprocedure::text as name, p.proconfig as settings
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = 'public' and p.prosecdef order by 1`)
  expect(rows.length).toBeGreaterThan(5)
  return rows
    .filter(({ settings }) => settings?.includes('search_path=public, pg_temp') !== true)
    .map(({ name }) => name)
}

describe('the catalogue', () => {
  test('guards every table that holds what belongs to a space or a person', async () => {
    expect(await unguardedTables()).toEqual([])
  })

  test('fails for a table without guards, without force, or without a policy', async () => {
    await owner.query('begin')
    await owner.query('create table bare (space_id uuid)')
    await owner.query('create table unforced (user_id uuid); alter table unforced enable row level security')
    await owner.query('create policy all_rows on unforced using (true)')
    expect(await unguardedTables()).toEqual([
      'bare: row security is off',
      'bare: row security does not hold for the owner',
      'bare: no policy',
      'unforced: row security does not hold for the owner',
    ])
    await owner.query('rollback')
  })

  test('fixes the search path of every function that sees more than its caller', async () => {
    expect(await looseFunctions()).toEqual([])
  })

  test('fails for a definer function that looks where its caller says', async () => {
    await owner.query('begin')
    await owner.query("create function loose() returns int language sql security definer as 'select 1'")
    await owner.query(
      "create function wider() returns int language sql security definer set search_path = '$user', public as 'select 1'",
    )
    expect(await looseFunctions()).toEqual(['loose()', 'wider()'])
    await owner.query('rollback')
  })

  test('has no view or copy that forgets whose rows it shows', async () => {
    const { rows } = await owner.query(`
      select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and (c.relkind = 'm' or (c.relkind = 'v'
          and not coalesce('security_invoker=true' = any(c.reloptions), false)))
          and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`)
    expect(rows).toEqual([])
  })

  test('has no role of ours that rules above row security', async () => {
    const { rows } = await owner.query(
      "select rolname from pg_roles where rolname like 'kinfolio%' and (rolsuper or rolbypassrls)",
    )
    expect(rows).toEqual([])
  })
})
