import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Access, roles } from './access.ts'
import { giveTo, letOnlyOwnerRead } from './folder-rights.ts'
import { clusterNameForPostgres, type Layout, ownFolder } from './layout.ts'
import { childEnvironment } from './launch.ts'
import { isAlive } from './postmaster.ts'
import { hasUserName, spawnIdentity } from './run-as.ts'
import { postgresMajor, programPath, type Runtime } from './runtime.ts'
import { DatabaseStartError, explainFileError, KEPT } from './start-error.ts'

export type MakeDeps = { runtime: Runtime; layout: Layout; log: (line: string) => void }
export type MakeInput = { access: Access; durable: boolean; templateDir?: string }

/**
 * Makes the cluster when there is none yet: in a draft folder that is renamed when complete, so that a start that was
 * cut off leaves nothing that looks like a cluster, and of two servers starting at once one wins whole.
 */
export async function makeClusterOnce(deps: MakeDeps, input: MakeInput): Promise<void> {
  const { layout } = deps
  if (existsSync(join(layout.cluster, 'PG_VERSION'))) return
  await removeAbandonedDrafts(layout)
  const draft = join(layout.home, `draft-${process.pid}-${randomBytes(4).toString('hex')}`)
  try {
    await ownFolder(draft, layout.runAs)
    if (hasUserName(layout.runAs)) await runInitdb(deps, { ...input, draft })
    else await copyTemplate(deps, { ...input, draft })
    await syncFolder(layout.home)
    await rename(draft, layout.cluster)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    // The other of two servers was faster; which of them may use it is settled when they meet at the lock.
    if (existsSync(join(layout.cluster, 'PG_VERSION'))) return
    throw explainFileError(layout.home, error)
  }
}

async function runInitdb(deps: MakeDeps, input: MakeInput & { draft: string }): Promise<void> {
  const { runtime, layout } = deps
  const { access, draft } = input
  const secret = access.kind === 'tcp' ? `${draft}.secret` : undefined
  const args = ['-D', clusterNameForPostgres(layout, draft), '-U', roles.admin, ...initdbArguments(input.durable)]
  if (secret !== undefined && access.kind === 'tcp') {
    await writeFile(secret, access.passwords.admin, { mode: 0o600 })
    if (layout.runAs.switches) await giveTo(layout.runAs, secret)
    args.push('--auth=scram-sha-256', `--pwfile=../${basename(secret)}`)
  } else {
    args.push('--auth=trust')
  }
  const child = spawn(programPath(runtime, 'initdb'), args, {
    cwd: draft,
    env: childEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
    ...spawnIdentity(layout.runAs),
  })
  const complaints: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text))
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (secret !== undefined) await rm(secret, { force: true })
  if (code === 0) return
  const said = complaints
    .join('')
    .trim()
    .replaceAll(/\s*\n\s*/g, '; ')
  const reason = /no space left/i.test(said) ? 'no-space' : 'did-not-start'
  throw new DatabaseStartError(
    reason,
    `The database could not be made: ${said || `initdb ended with ${code}`}. ${KEPT}`,
  )
}

/** The builtin C.UTF-8 sorts the same on every machine, so an index never breaks by moving DATA_DIR or updating libc. */
function initdbArguments(durable: boolean): string[] {
  const args = ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--data-checksums']
  return durable ? args : [...args, '--no-sync']
}

/** For a user without a name, whom initdb refuses to serve; PostgreSQL itself does not mind. */
async function copyTemplate(deps: MakeDeps, input: MakeInput & { draft: string }): Promise<void> {
  const { layout } = deps
  const from = input.templateDir
  const version =
    from === undefined ? undefined : await readFile(join(from, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (from === undefined || version?.trim() !== String(postgresMajor) || input.access.kind !== 'socket') {
    throw new DatabaseStartError(
      'no-user-name',
      `User ${layout.runAs.uid} has no name on this machine, and PostgreSQL makes a cluster only for one who has. Add the user to /etc/passwd, or run build-cluster-template.ts once as a user who has one.`,
    )
  }
  await cp(from, input.draft, { recursive: true })
  await letOnlyOwnerRead(input.draft)
  if (layout.runAs.switches) await giveTo(layout.runAs, input.draft)
  deps.log(`database: user ${layout.runAs.uid} has no name, so the cluster begins as a copy of ${from}`)
}

async function removeAbandonedDrafts(layout: Layout): Promise<void> {
  for (const name of await readdir(layout.home)) {
    const pid = /^draft-(\d+)-/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(layout.home, name), { recursive: true, force: true })
  }
}

/** A rename survives power loss only once the folder itself is on disk. Windows cannot open folders. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(dir, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
