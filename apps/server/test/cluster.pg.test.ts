import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { onDatabase } from './cluster.ts'

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

test('every test file finds a cluster with the roles of a real installation', async () => {
  const { adminUrl, ownerUrl, appUrl } = inject('cluster')
  const who = 'SELECT current_user AS name, usesuper AS is_super FROM pg_user WHERE usename = current_user'
  expect(await query(adminUrl, who)).toEqual([{ name: 'postgres', is_super: true }])
  expect(await query(ownerUrl, who)).toEqual([{ name: 'kinfolio_owner', is_super: false }])
  expect(await query(appUrl, who)).toEqual([{ name: 'kinfolio_app', is_super: false }])
})

test('the superuser makes a database of its own for a file, and every role reaches it', async () => {
  const { adminUrl, ownerUrl } = inject('cluster')
  await query(adminUrl, 'CREATE DATABASE own_file OWNER kinfolio_owner TEMPLATE kinfolio')
  expect(await query(onDatabase(ownerUrl, 'own_file'), 'SELECT current_database() AS name')).toEqual([
    { name: 'own_file' },
  ])
  await query(adminUrl, 'DROP DATABASE own_file')
})
