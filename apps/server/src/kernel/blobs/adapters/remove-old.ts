import { link, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { sha256 as sha256Schema, type Sha256 } from '@kinfolio/contracts'
import { v7 } from 'uuid'
import { absentWhenMissing } from './absent.ts'

/** Blobs that a removal has taken out of their place, and not yet judged. */
export const HELD = 'held'

/**
 * Removes a file that was last put before `olderThan`. Looking at its age and removing it are two steps, and a put
 * between them has answered for bytes that would be gone: so it is taken out of its place first, which only one caller
 * can do, looked at there, and put back when it is young after all.
 */
export async function removeOld(at: { folder: string; path: string; olderThan: Date }): Promise<boolean> {
  const { folder, path, olderThan } = at
  if (!(await isOld(path, olderThan))) return false
  const held = join(folder, HELD, `${basename(path)}.${v7()}`)
  const isOurs = await rename(path, held).then(() => true, absentWhenMissing)
  if (isOurs === undefined) return false
  const isRemoved = await isOld(held, olderThan)
  if (!isRemoved) await putBack(held, path)
  await rm(held, { force: true })
  return isRemoved
}

/** After a crash in the middle of a removal: nobody knows how it would have ended, so the bytes stay. */
export async function putBackHeld(at: { folder: string; pathOf: (sha256: Sha256) => string }): Promise<void> {
  for (const name of await readdir(join(at.folder, HELD))) {
    const hash = sha256Schema.safeParse(name.split('.')[0])
    if (!hash.success) continue
    const held = join(at.folder, HELD, name)
    await putBack(held, at.pathOf(hash.data))
    await rm(held, { force: true })
  }
}

async function isOld(path: string, olderThan: Date): Promise<boolean> {
  const found = await stat(path).catch(absentWhenMissing)
  return found !== undefined && found.mtime < olderThan
}

async function putBack(held: string, path: string): Promise<void> {
  // A link, since that never replaces: whoever put the bytes anew meanwhile has them in place.
  await link(held, path).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  })
}
