/** One request holds this much at most, so that progress is kept in steps and a break costs little. */
const BATCH_FILES_MAX = 500
const BATCH_BYTES_MAX = 200_000_000

type Sized = { path: string; sizeBytes: number }
type Limits = { filesMax: number; bytesMax: number }
const LIMITS: Limits = { filesMax: BATCH_FILES_MAX, bytesMax: BATCH_BYTES_MAX }

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i

/**
 * Splits files into requests. All files of one tablet document go together whatever the limits say, since half
 * a document is none; plain folders go together while they fit. Files that only describe a folder of the tablet
 * come first, so that the documents of later requests find the folder they lie in.
 */
export function planBatches<F extends Sized>(files: readonly F[], limits: Limits = LIMITS): F[][] {
  const groups = [...Map.groupBy(files, ({ path }) => groupOf(path))]
    .map(([, group]) => group)
    .flatMap((group) => (isOneDocument(group) || fits(group, limits) ? [group] : group.map((file) => [file])))
  const ordered = [...groups.filter(isTabletFolder), ...groups.filter((group) => !isTabletFolder(group))]

  const batches: F[][] = []
  for (const group of ordered) {
    const last = batches.at(-1)
    if (last !== undefined && fits([...last, ...group], limits)) last.push(...group)
    else batches.push([...group])
  }
  return batches
}

/** The path up to and with the tablet's uuid, else the folder of the file. */
function groupOf(path: string): string {
  const segments = path.split('/')
  const at = segments.findIndex((segment) => UUID.test(segment))
  if (at < 0) return segments.slice(0, -1).join('/')
  const uuid = segments[at]?.slice(0, 36) ?? ''
  return [...segments.slice(0, at), uuid].join('/')
}

function isOneDocument(group: readonly Sized[]): boolean {
  return group.some(({ path }) => path.split('/').some((segment) => UUID.test(segment)))
}

/** A folder of the tablet is a metadata file without pages or source. */
function isTabletFolder(group: readonly Sized[]): boolean {
  return group.length > 0 && group.every(({ path }) => /\.(?:metadata|content|local|tombstone)$/.test(path))
}

function fits(files: readonly Sized[], { filesMax, bytesMax }: Limits): boolean {
  return files.length <= filesMax && files.reduce((sum, file) => sum + file.sizeBytes, 0) <= bytesMax
}
