import { lstat, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'

/** A file to hand in: where it is, and what it is called for the server, with `/` between folders. */
export type FoundFile = { absolute: string; path: string; sizeBytes: number }
export type FoundFiles = {
  files: FoundFile[]
  /** Paths that are missing or cannot be read, with the system's word for it. */
  unreadable: { path: string; code: string }[]
}

/** The tablet names everything of a document by one uuid. */
const UUID_NAME = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i
/** What desktops leave in every folder, and nobody wrote. */
const LEFT_BEHIND = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini'])

/**
 * Every file below the given paths, in a stable order and each once. A path named by a tablet's uuid stands for the
 * whole document, so the files beside it with the same uuid come along. Links are followed where they are given, and
 * passed over inside folders, where they may lead in a circle.
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], unreadable: [] }
  for (const path of await withDocumentParts(paths, found)) {
    await addPath(found, { absolute: path, path: basename(path) || 'files', isGiven: true })
  }
  // The first way a file was found says where it lies; the same file again adds nothing.
  const files = [...new Map(found.files.toReversed().map((file) => [file.absolute, file])).values()].toReversed()
  return { files, unreadable: found.unreadable }
}

/** The given paths, absolute; for one document of a tablet all of its parts. */
async function withDocumentParts(paths: readonly string[], found: FoundFiles): Promise<string[]> {
  const all: string[] = []
  for (const given of paths) {
    const path = resolve(given)
    const uuid = UUID_NAME.exec(basename(path))?.[0]
    if (uuid === undefined) all.push(path)
    else {
      const names = await attempt(found, { path: dirname(path), work: async () => readdir(dirname(path)) })
      const parts = (names ?? []).filter((name) => name.startsWith(uuid)).toSorted()
      all.push(...(parts.length === 0 ? [path] : parts.map((name) => join(dirname(path), name))))
    }
  }
  return [...new Set(all)]
}

type Place = { absolute: string; path: string; isGiven: boolean }

async function addPath(found: FoundFiles, place: Place): Promise<void> {
  const { absolute, path, isGiven } = place
  if (LEFT_BEHIND.has(basename(absolute))) return
  const look = isGiven ? stat : lstat
  const status = await attempt(found, { path: absolute, work: async () => look(absolute) })
  if (status?.isDirectory() === true) await addFolder(found, place)
  else if (status?.isFile() === true)
    found.files.push({ absolute, path: path.replaceAll(sep, '/'), sizeBytes: status.size })
}

async function addFolder(found: FoundFiles, { absolute, path }: Place): Promise<void> {
  const names = await attempt(found, { path: absolute, work: async () => readdir(absolute) })
  for (const name of (names ?? []).toSorted()) {
    await addPath(found, { absolute: join(absolute, name), path: `${path}/${name}`, isGiven: false })
  }
}

/** One unreadable folder does not keep the others back; it is told at the end. */
async function attempt<Answer>(
  found: FoundFiles,
  { path, work }: { path: string; work: () => Promise<Answer> },
): Promise<Answer | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    found.unreadable.push({ path, code: String(error.code) })
    return undefined
  }
}
