import { type DocumentPlan, pathsOfPlan, planDocuments } from './plan-documents.ts'

type Sized = { path: string; sizeBytes: number }

/** What one batch holds at most. One document that is larger alone still goes as a whole. */
export type BatchLimits = {
  filesMax: number
  /** The sum of the files' own sizes; what the request around them adds is not counted. */
  bytesMax: number
}

/**
 * Splits the files of an upload into batches, each to be sent by itself. All files of one tablet document stay
 * together whatever the limits say, since half a document is none. What only describes a folder of the tablet goes
 * first, so that the documents of later batches find the folder they lie in.
 */
export function splitUpload<File extends Sized>(files: readonly File[], limits: BatchLimits): File[][] {
  const batches: File[][] = []
  for (const group of groupsOf(files)) {
    // Filled up in the order of the groups and never sorted by size, so that folders stay first.
    const last = batches.at(-1)
    if (last !== undefined && fits([...last, ...group], limits)) last.push(...group)
    else batches.push([...group])
  }
  return batches
}

/** The files that must not be parted, in the order they are sent. */
function groupsOf<File extends Sized>(files: readonly File[]): File[][] {
  // Two files of one name are both somebody's, so both are sent.
  const byPath = Map.groupBy(files, ({ path }) => path)
  const take = (paths: readonly string[]): File[] => paths.flatMap((path) => byPath.get(path) ?? [])
  // Nothing was read, so folders of the tablet come as documents here: they are told by their lack of pages.
  const { documents, loose } = planDocuments([...byPath.keys()])
  const [folders, whole] = [documents.filter(hasNoPages), documents.filter((plan) => !hasNoPages(plan))]
  const alone = loose.map((path) => take([path]))
  return [...[...folders, ...whole].map((plan) => take(pathsOfPlan(plan))), ...alone]
}

/** A folder of the tablet, or an empty notebook, for which the order does not matter. */
function hasNoPages(plan: DocumentPlan): boolean {
  return plan.pagePaths.size === 0 && plan.sourcePath === undefined
}

function fits(files: readonly Sized[], { filesMax, bytesMax }: BatchLimits): boolean {
  return files.length <= filesMax && files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) <= bytesMax
}
