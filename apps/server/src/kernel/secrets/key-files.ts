import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Secrets that nobody gave are made once and kept in `DATA_DIR/keys`, readable by the server's user alone.
 * Answers the content of the file, making it with `make` first when there is none.
 */
export async function keptSecret(
  folder: string,
  secret: { name: string; make: () => Promise<string> | string },
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, secret.name)
  const kept = await readIfThere(path)
  if (kept !== undefined) return kept

  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, await secret.make(), { mode: 0o600, flush: true })
  try {
    // A link fails when another process was first; then its secret is the one.
    await link(draft, path)
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error
  } finally {
    await rm(draft, { force: true })
  }
  await chmod(path, 0o600)
  return readFile(path, 'utf8')
}

/** Puts another secret in its place: who reads meanwhile gets the old one or the new one, whole. */
export async function replaceSecret(folder: string, secret: { name: string; content: string }): Promise<void> {
  const path = join(folder, secret.name)
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, secret.content, { mode: 0o600, flush: true })
  await rename(draft, path)
}

/** Forgets a secret that was meant to be used once. */
export async function forgetSecret(folder: string, name: string): Promise<void> {
  await rm(join(folder, name), { force: true })
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined
    throw error
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
