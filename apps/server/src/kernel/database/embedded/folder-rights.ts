import { chmod, lchown, lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

type Found = { path: string; isDirectory: boolean; isLink: boolean; mode: number; uid: number }

/** Opens a folder of programs, or of things that are no secret, to every user of the machine. */
export async function letEverybodyRead(dir: string): Promise<void> {
  await walk(dir, async ({ path, isDirectory, isLink, mode }) => {
    if (isLink) return
    await chmod(path, isDirectory || (mode & 0o100) !== 0 ? 0o755 : 0o644)
  })
}

/** Closes a cluster to everybody but its owner; PostgreSQL refuses to start on one that is open to others. */
export async function letOnlyOwnerRead(dir: string): Promise<void> {
  await walk(dir, async ({ path, isDirectory, isLink }) => {
    if (!isLink) await chmod(path, isDirectory ? 0o700 : 0o600)
  })
}

/** Gives a folder and all that is in it to one user, touching only what belongs to somebody else. */
export async function giveTo(owner: { uid: number; gid: number }, dir: string): Promise<void> {
  await walk(dir, async ({ path, uid }) => {
    if (uid !== owner.uid) await lchown(path, owner.uid, owner.gid)
  })
}

async function walk(path: string, visit: (found: Found) => Promise<void>): Promise<void> {
  const found = await lstat(path)
  const { mode, uid } = found
  await visit({ path, isDirectory: found.isDirectory(), isLink: found.isSymbolicLink(), mode, uid })
  if (!found.isDirectory()) return
  for (const name of await readdir(path)) await walk(join(path, name), visit)
}
