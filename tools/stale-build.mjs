import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const STAMP = '.built-from'
const NOT_SOURCES = new Set(['node_modules', 'dist', 'coverage'])
const SWAP_ATTEMPTS_MAX = 5
const LEFTOVER_AGE_MS = 3_600_000

/**
 * Runs `build(outDir)` when the stamp in `output` does not match the hash of the sources. The build writes beside the
 * output and is renamed into place, so that a reader, or a second build at the same moment, never sees half of one.
 *
 * @param {{ root: string, sources: string[], output: string, build: (outDir: string) => Promise<void> }} input
 *   `sources` are files or folders relative to `root`.
 * @returns {Promise<{ isBuilt: boolean, seconds: number }>}
 */
export async function buildWhenStale({ root, sources, output, build }) {
  const startedAt = performance.now()
  const hash = hashOf({ root, sources })
  if (isFresh({ output, hash })) return { isBuilt: false, seconds: 0 }

  await clearLeftovers(output)
  const fresh = `${output}.${randomUUID()}.new`
  try {
    await build(fresh)
    await mkdir(fresh, { recursive: true })
    await writeFile(join(fresh, STAMP), hash)
    await swap({ fresh, output, hash })
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
  return { isBuilt: true, seconds: (performance.now() - startedAt) / 1000 }
}

function isFresh({ output, hash }) {
  const stamp = join(output, STAMP)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash
}

/** A build that was killed leaves its folder behind. No build takes an hour, so an older one belongs to nobody. */
async function clearLeftovers(output) {
  const folder = dirname(output)
  if (!existsSync(folder)) return
  const leftovers = readdirSync(folder).filter((name) => name.startsWith(`${basename(output)}.`))
  for (const path of leftovers.map((name) => join(folder, name))) {
    const isOld = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > LEFTOVER_AGE_MS
    if (isOld) await rm(path, { recursive: true, force: true })
  }
}

/** A folder cannot be renamed over a full one, so the old one steps aside first. */
async function swap({ fresh, output, hash }) {
  const old = `${output}.${randomUUID()}.old`
  for (let attempt = 1; ; attempt += 1) {
    // Another build of the same sources came first: its result is as good as this one.
    if (isFresh({ output, hash })) break
    try {
      if (existsSync(output)) await rename(output, old)
      await rename(fresh, output)
      break
    } catch (error) {
      if (attempt === SWAP_ATTEMPTS_MAX) throw error
    } finally {
      await rm(old, { recursive: true, force: true })
    }
  }
}

function hashOf({ root, sources }) {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const file of filesBelow(join(root, source)))
      hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file))
  }
  return hash.digest('hex')
}

function filesBelow(path) {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !NOT_SOURCES.has(entry.name) && !entry.name.startsWith('dist.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)]))
}
