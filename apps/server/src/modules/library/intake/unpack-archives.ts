import { type Blobs, StorageFull } from '../../../kernel/blobs/blobs.port.ts'
import { storageFull } from '@kinfolio/contracts'
import { type KeptFile, normaliseClientPath } from '../../files/index.ts'
import { messages } from '../messages.ts'
import { ARCHIVE_DEPTH_MAX, type ArchiveBudget, ArchiveRefused, createArchiveBudget } from './archive-limits.ts'
import { examineFiles, type ExaminedFile } from './examine-files.ts'
import type { NewKeptFile } from './kept-file.queries.ts'
import { ArchiveDamaged, type ArchiveEntry, openArchive } from './open-archive.ts'
import { salvageArchive } from './salvage-archive.ts'

export type Unpacked = {
  /** Everything that is no archive: as it was handed in, or as it came out of one. */
  files: ExaminedFile[]
  /** Everything that came out of an archive, archives too: bytes that were not handed in as files of their own. */
  inside: KeptFile[]
  /** The archives themselves, and those that could not be opened or only in part. */
  archives: NewKeptFile[]
}

type UnpackDeps = { blobs: Blobs; budget?: ArchiveBudget }

/** Looks at the files and opens the archives among them, within the limits of one upload. */
export async function unpackArchives(deps: UnpackDeps, files: readonly KeptFile[]): Promise<Unpacked> {
  const budget = deps.budget ?? createArchiveBudget()
  const unpacked: Unpacked = { files: [], inside: [], archives: [] }
  let level: readonly KeptFile[] = files
  for (let depth = 0; level.length > 0; depth++) {
    const inside: KeptFile[] = []
    for (const file of await examineFiles(deps, level)) {
      if (file.kind !== 'archive') unpacked.files.push(file)
      else if (depth === ARCHIVE_DEPTH_MAX) unpacked.archives.push(setAside(file, messages.archiveTooDeep))
      else {
        const opened = await unpackArchive({ blobs: deps.blobs, budget }, file)
        inside.push(...opened.files)
        unpacked.archives.push(opened.archive)
      }
    }
    unpacked.inside.push(...inside)
    level = inside
  }
  return unpacked
}

type Opened = { files: KeptFile[]; archive: NewKeptFile }
type OpenDeps = { blobs: Blobs; budget: ArchiveBudget }

async function unpackArchive(deps: OpenDeps, archive: KeptFile): Promise<Opened> {
  const files: KeptFile[] = []
  try {
    for await (const file of keepEntries(deps, { archive, entries: openArchive(deps, archive) })) files.push(file)
    return {
      files,
      archive: { ...nameOf(archive), role: 'archive', reason: messages.archiveUnpacked(files.length) },
    }
  } catch (error) {
    // What is built to overwhelm is not imported in part: nobody can tell what it is.
    if (error instanceof ArchiveRefused) return { files: [], archive: setAside(archive, error.message) }
    if (!(error instanceof ArchiveDamaged)) throw error
    return files.length > 0 ? partly(archive, files) : salvage(deps, archive)
  }
}

async function salvage(deps: OpenDeps, archive: KeptFile): Promise<Opened> {
  const files: KeptFile[] = []
  try {
    const entries = salvageArchive({ ...deps, ...archive })
    for await (const file of keepEntries(deps, { archive, entries })) files.push(file)
  } catch (error) {
    if (error instanceof ArchiveRefused) return { files: [], archive: setAside(archive, error.message) }
    if (!(error instanceof ArchiveDamaged)) throw error
  }
  return partly(archive, files)
}

function partly(archive: KeptFile, files: KeptFile[]): Opened {
  const reason = files.length === 0 ? messages.archiveDamaged : messages.archiveCutOff(files.length)
  return { files, archive: setAside(archive, reason) }
}

async function* keepEntries(
  { blobs, budget }: OpenDeps,
  { archive, entries }: { archive: KeptFile; entries: AsyncIterable<ArchiveEntry> },
): AsyncGenerator<KeptFile> {
  const counter = budget.counterOf(archive.sizeBytes)
  for await (const entry of entries) {
    budget.countEntry()
    const blob = await putEntry(blobs, counted(entry.bytes, counter))
    yield { path: pathInside(archive.path, entry.name), ...blob }
  }
}

async function putEntry(blobs: Blobs, bytes: AsyncIterable<Uint8Array>) {
  try {
    return await blobs.put(bytes)
  } catch (cause) {
    if (cause instanceof StorageFull) throw storageFull({}, { cause })
    throw cause
  }
}

async function* counted(bytes: AsyncIterable<Uint8Array>, counter: { count(bytes: number): void }) {
  for await (const chunk of bytes) {
    counter.count(chunk.length)
    yield chunk
  }
}

/** The archive stands as a folder above its files, so that two archives in one upload do not mix. */
function pathInside(archivePath: string, name: string): string {
  return normaliseClientPath(`${archivePath.replace(/\.[^./]{1,10}$/, '')}/${name}`)
}

function nameOf({ path, sha256 }: KeptFile): { path: string; sha256: KeptFile['sha256'] } {
  return { path, sha256 }
}

function setAside(file: KeptFile, reason: string): NewKeptFile {
  return { ...nameOf(file), role: 'set-aside', reason }
}
