import { type DocumentPlan, planDocuments } from '@kinfolio/rm-format'

/** One request holds this much at most, so that progress is kept in steps and a break costs little. */
const BATCH_FILES_MAX = 500
const BATCH_BYTES_MAX = 200_000_000

type Sized = { path: string; sizeBytes: number }
type Limits = { filesMax: number; bytesMax: number }

/**
 * Splits files into requests. All files of one tablet document go together whatever the limits say, since half
 * a document is none. What only describes a folder of the tablet goes first, so that the documents of later requests
 * find the folder they lie in.
 */
export function planBatches<File extends Sized>(
  files: readonly File[],
  limits: Limits = { filesMax: BATCH_FILES_MAX, bytesMax: BATCH_BYTES_MAX },
): File[][] {
  const batches: File[][] = []
  for (const group of groupsOf(files)) {
    const last = batches.at(-1)
    if (last !== undefined && fits([...last, ...group], limits)) last.push(...group)
    else batches.push([...group])
  }
  return batches
}

/** The files that must not be parted, in the order they are sent. */
function groupsOf<File extends Sized>(files: readonly File[]): File[][] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const take = (paths: readonly string[]): File[] => paths.flatMap((path) => byPath.get(path) ?? [])
  const { documents, loose } = planDocuments([...byPath.keys()])
  const [folders, whole] = [documents.filter(hasNoPages), documents.filter((plan) => !hasNoPages(plan))]
  const alone = loose.map((path) => take([path]))
  return [...[...folders, ...whole].map((plan) => take(pathsOf(plan))), ...alone]
}

/** A folder of the tablet, or an empty notebook, for which the order does not matter. */
function hasNoPages(plan: DocumentPlan): boolean {
  return plan.pagePaths.size === 0 && plan.sourcePath === undefined
}

function pathsOf(plan: DocumentPlan): string[] {
  const named = [plan.metadataPath, plan.contentPath, plan.pagedataPath, plan.sourcePath]
  const maps = [plan.pagePaths, plan.layerMetadataPaths, plan.thumbnailPaths, plan.highlightPaths]
  return [
    ...named.filter((path) => path !== undefined),
    ...maps.flatMap((map) => [...map.values()]),
    ...[...plan.imagePaths.values()].flat(),
    ...plan.otherPaths,
  ]
}

function fits(files: readonly Sized[], { filesMax, bytesMax }: Limits): boolean {
  return files.length <= filesMax && files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) <= bytesMax
}
