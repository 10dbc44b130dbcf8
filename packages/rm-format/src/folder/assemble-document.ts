import type { TabletContent } from './content.ts'
import type { DocumentPlan } from './plan-documents.ts'

/** A page with the files that belong to it. Paths are those given to `planDocuments`. */
export type AssembledPage = {
  id: string
  index: number
  /** Undefined for a page that was never written on. */
  path: string | undefined
  layerMetadataPath: string | undefined
  thumbnailPath: string | undefined
  highlightPath: string | undefined
  imagePaths: string[]
  template: string | undefined
  sourcePage: number | undefined
  tags: string[]
  /** The content file does not know this page; it stands behind the others. */
  isOrphan: boolean
}

type AssembleInput = {
  plan: DocumentPlan
  /** Undefined where the file is missing. */
  content: TabletContent | undefined
  /** Templates from `.pagedata`, for content before version 2. */
  pageData?: readonly string[]
}

/**
 * Pages of a document in reading order, each with its files. Pages in the folder that the content file does not
 * name come last, flagged: they are ink somebody wrote. (A deleted page's file is usually gone with it.)
 */
export function assembleDocument({ plan, content, pageData = [] }: AssembleInput): AssembledPage[] {
  const named = new Set(content?.pages.map((page) => page.id))
  const taken = new Set<string>()
  const pages = (content?.pages ?? []).map((page): AssembledPage => {
    const key = plan.pagePaths.has(page.id) ? page.id : numberedKey(plan, { named, storedIndex: page.storedIndex })
    const names = [page.id, ...(key === undefined ? [] : [key])]
    for (const name of names) taken.add(name)
    const { id, index, sourcePage, tags } = page
    const template = page.template ?? (pageData[page.storedIndex] || undefined)
    return { id, index, ...filesOf(plan, names), template, sourcePage, tags, isOrphan: false }
  })
  const orphans = [...plan.pagePaths.keys()].filter((name) => !taken.has(name)).toSorted(byNumberThenName)
  for (const id of orphans) {
    const empty = { template: undefined, sourcePage: undefined, tags: [], isOrphan: content !== undefined }
    pages.push({ id, index: pages.length, ...filesOf(plan, [id]), ...empty })
  }
  return pages
}

/**
 * Older tablets wrote `0.rm`, `1.rm`, … whatever the ids in the content file (corpus: remapy, rm2pdf__test). A number that
 * is the id of a page is that page's alone.
 */
function numberedKey(
  plan: DocumentPlan,
  { named, storedIndex }: { named: ReadonlySet<string>; storedIndex: number },
): string | undefined {
  const name = `${storedIndex}`
  if (named.has(name)) return undefined
  const isNumbered = plan.pagePaths.has(name) || plan.layerMetadataPaths.has(name)
  return isNumbered ? name : undefined
}

type PageFiles = Pick<AssembledPage, 'path' | 'layerMetadataPath' | 'thumbnailPath' | 'highlightPath' | 'imagePaths'>

/** A page's files go by its id or, in old documents, by its number; both may occur in one document (corpus: rm2pdf__test). */
function filesOf(plan: DocumentPlan, names: readonly string[]): PageFiles {
  const first = (paths: ReadonlyMap<string, string>): string | undefined =>
    names.map((name) => paths.get(name)).find((path) => path !== undefined)
  return {
    path: first(plan.pagePaths),
    layerMetadataPath: first(plan.layerMetadataPaths),
    thumbnailPath: first(plan.thumbnailPaths),
    highlightPath: first(plan.highlightPaths),
    imagePaths: names.flatMap((name) => plan.imagePaths.get(name) ?? []),
  }
}

/** `10` comes after `9`; uuids have no order that means anything, but the same one every time. */
function byNumberThenName(a: string, b: string): number {
  const [numberA, numberB] = [Number(a), Number(b)]
  if (Number.isInteger(numberA) && Number.isInteger(numberB)) return numberA - numberB
  return a < b ? -1 : Number(a > b)
}
