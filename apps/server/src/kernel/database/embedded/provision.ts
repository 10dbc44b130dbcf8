import type { Client } from 'pg'
import { type Access, databaseName, roles } from './access.ts'

/**
 * Makes the two roles and the database when they are missing, and leaves the rest to the migrations. The owner is no
 * superuser, exactly like the role a managed PostgreSQL gives: it may make roles (the NOLOGIN `kinfolio_definer`) and,
 * as owner of the database, the trusted extensions pg_trgm and unaccent. The app role owns nothing and is subject to
 * every row policy.
 */
export async function provision(client: Client, access: Access): Promise<void> {
  await makeRole(client, { name: roles.owner, rights: 'LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS NOCREATEDB' })
  await makeRole(client, { name: roles.app, rights: 'LOGIN NOCREATEROLE NOSUPERUSER NOBYPASSRLS NOCREATEDB' })
  // Since PostgreSQL 16 who makes a role may administer it, but not act as it, which handing functions to it needs.
  await client.query(`ALTER ROLE ${roles.owner} SET createrole_self_grant = 'set, inherit'`)
  if (access.kind === 'tcp') {
    await setPassword(client, { name: roles.owner, password: access.passwords.owner })
    await setPassword(client, { name: roles.app, password: access.passwords.app })
  }
  // In these, any role could take the supervisor's lock or leave things for the next database made from a template.
  await client.query('REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC')
  if (await exists(client, { catalogue: 'pg_database', column: 'datname', name: databaseName })) return
  await client.query(
    `CREATE DATABASE ${databaseName} OWNER ${roles.owner} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8'`,
  )
  await client.query(`REVOKE ALL ON DATABASE ${databaseName} FROM PUBLIC`)
  await client.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${databaseName} TO ${roles.app}`)
}

async function makeRole(client: Client, role: { name: string; rights: string }): Promise<void> {
  if (await exists(client, { catalogue: 'pg_roles', column: 'rolname', name: role.name })) return
  await client.query(`CREATE ROLE ${role.name} ${role.rights}`)
}

async function setPassword(client: Client, role: { name: string; password: string }): Promise<void> {
  await client.query(`ALTER ROLE ${role.name} PASSWORD ${client.escapeLiteral(role.password)}`)
}

async function exists(client: Client, what: { catalogue: string; column: string; name: string }): Promise<boolean> {
  const found = await client.query(`SELECT 1 FROM ${what.catalogue} WHERE ${what.column} = $1`, [what.name])
  return found.rowCount === 1
}
