import { messages } from '../messages.ts'

/** How much an upload may unpack to. What an archive declares is only believed when it is too much: what comes out is counted. */
const ARCHIVE_ENTRIES_MAX = 20_000
const ARCHIVE_BYTES_MAX = 2 * 1024 ** 3
/** An archive within an archive is opened, one within that is not. */
export const ARCHIVE_DEPTH_MAX = 2
/** Honest files shrink to a hundredth at most; a bomb shrinks to a thousandth. */
const ARCHIVE_RATIO_MAX = 200
/** Below this the ratio says nothing: a small blank picture packs very well. */
const RATIO_FLOOR_BYTES = 10 * 1024 ** 2

/** The archive holds more than is unpacked. Its own bytes are kept all the same. */
export class ArchiveRefused extends Error {
  override readonly name = 'ArchiveRefused'
}

/** Counts what comes out of all archives of one upload. */
export type ArchiveBudget = {
  /** Throws `ArchiveRefused` when an archive itself says that it holds too many: nothing of it needs unpacking then. */
  expectEntries(count: number): void
  /** Throws `ArchiveRefused` with the entry too many. */
  countEntry(): void
  /** For one archive of this size: throws `ArchiveRefused` with the byte too many. */
  counterOf(archiveBytes: number): { count(bytes: number): void }
}

type Limits = { entriesMax: number; bytesMax: number; ratioMax: number; ratioFloorBytes: number }
const LIMITS: Limits = {
  entriesMax: ARCHIVE_ENTRIES_MAX,
  bytesMax: ARCHIVE_BYTES_MAX,
  ratioMax: ARCHIVE_RATIO_MAX,
  ratioFloorBytes: RATIO_FLOOR_BYTES,
}

export function createArchiveBudget(limits: Limits = LIMITS): ArchiveBudget {
  let entries = 0
  let total = 0
  const refuseAbove = (count: number): void => {
    if (count > limits.entriesMax) throw new ArchiveRefused(messages.archiveTooMany(limits.entriesMax))
  }
  return {
    expectEntries: (count) => refuseAbove(entries + count),
    countEntry() {
      entries += 1
      refuseAbove(entries)
    },
    counterOf(archiveBytes) {
      let ofArchive = 0
      return {
        count(bytes) {
          total += bytes
          ofArchive += bytes
          if (total > limits.bytesMax) throw new ArchiveRefused(messages.archiveTooLarge(limits.bytesMax))
          if (ofArchive > limits.ratioFloorBytes && ofArchive > archiveBytes * limits.ratioMax) {
            throw new ArchiveRefused(messages.archiveTooDense(limits.ratioMax))
          }
        },
      }
    },
  }
}
