import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * How clients reach the cluster, and why that is safe.
 *
 * `socket`: a unix socket in a folder with mode 0700 that belongs to the user PostgreSQL runs as. Only that user and
 * root can open it, and both could read the cluster's files or any password beside them as well: a password would add
 * a round trip per connection and no safety. `peer` is not used because the server may be root or a user without a
 * name. pg_hba.conf still names who may connect where: the app role reaches one database and no other role exists.
 *
 * `tcp`: on Windows, where such folders do not exist. 127.0.0.1 is open to every local user, so each role has its own
 * generated password in DATA_DIR/keys (0600), checked by SCRAM.
 */
export type Access =
  | { kind: 'socket'; dir: string; port: number }
  | { kind: 'tcp'; port: number; passwords: Readonly<Record<Role, string>> }

export const roles = { admin: 'postgres', owner: 'kinfolio_owner', app: 'kinfolio_app' } as const
export type Role = keyof typeof roles

export const databaseName = 'kinfolio'

/** A connection string that `pg`, graphile-worker, libpq and `new URL` all read alike. */
export function connectionUrl(access: Access, input: { role: Role; database: string }): string {
  const role = roles[input.role]
  const database = encodeURIComponent(input.database)
  if (access.kind === 'socket') {
    // The host parameter wins over the host of the address, which is there because an empty one is no valid URL.
    return `postgresql://${role}@localhost/${database}?host=${encodeURIComponent(access.dir)}&port=${access.port}`
  }
  return `postgresql://${role}:${access.passwords[input.role]}@127.0.0.1:${access.port}/${database}`
}

/** The socket's file, as PostgreSQL and its clients name it. */
export function socketPath(access: { dir: string; port: number }): string {
  return join(access.dir, `.s.PGSQL.${access.port}`)
}

/** Reads the three generated passwords, making each once. */
export async function readOrMakePasswords(keysDir: string): Promise<Record<Role, string>> {
  await mkdir(keysDir, { recursive: true, mode: 0o700 })
  return {
    admin: await readOrMake(join(keysDir, 'database-admin')),
    owner: await readOrMake(join(keysDir, 'database-owner')),
    app: await readOrMake(join(keysDir, 'database-app')),
  }
}

async function readOrMake(path: string): Promise<string> {
  try {
    // "wx" fails when the file is there: two servers starting at once end up with the same password.
    await writeFile(path, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return readFile(path, 'utf8')
}

/** pg_hba.conf for this access. */
export function hostBasedAccess(access: Access): string {
  const [where, method] = access.kind === 'socket' ? ['local', 'trust'] : ['host', 'scram-sha-256']
  const address = access.kind === 'socket' ? '' : '127.0.0.1/32'
  return [
    '# Written by Kinfolio at every start; changes here are lost. The reasons are in access.ts.',
    `${where} all ${roles.admin} ${address} ${method}`,
    `${where} all ${roles.owner},${roles.app} ${address} ${method}`,
    '',
  ].join('\n')
}
