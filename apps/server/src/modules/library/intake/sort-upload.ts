import type { Sha256 } from '@kinfolio/contracts'
import { type DocumentPlan, pathsOfPlan, planDocuments, readMetadata, type TabletMetadata } from '@kinfolio/rm-format'
import type { Blobs } from '../../../kernel/blobs/blobs.port.ts'
import type { DocumentFile } from '../document.queries.ts'
import type { ExaminedFile } from './examine-files.ts'
import { readSmallText } from './small-text.ts'

/** The files of one tablet document, named as the tablet names them: `<uuid>.content`, `<uuid>/<page>.rm`, … */
export type TabletUpload = {
  uuid: string
  /** Stands for the title where the tablet's own is missing: the folder or archive the files came in. */
  fallbackTitle: string
  files: DocumentFile[]
}
export type TabletCollection = { uuid: string; metadata: TabletMetadata; files: DocumentFile[] }

export type SortedUpload = {
  documents: TabletUpload[]
  collections: TabletCollection[]
  templates: TabletUpload[]
  loose: ExaminedFile[]
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Tells the tablet's documents, folders and templates in an upload from each other and from everything else. */
export async function sortUpload(deps: { blobs: Blobs }, files: readonly ExaminedFile[]): Promise<SortedUpload> {
  // A path that came twice counts as it came last, as if the second had been copied over the first.
  const byPath = new Map(files.map((file) => [file.path, file]))
  const metadata = await readAllMetadata(deps, [...byPath.values()])
  const plan = planDocuments([...byPath.keys()], (path) => metadata.get(path))
  const isWhole = (document: DocumentPlan): boolean => UUID.test(document.uuid) || holdsPages(document)
  const stray = plan.documents.filter((document) => !isWhole(document)).flatMap(pathsOfPlan)
  return {
    documents: plan.documents.filter(isWhole).map((document) => uploadOf(document, byPath)),
    collections: plan.collections.flatMap((collection) => {
      const read = collection.metadataPath === undefined ? undefined : metadata.get(collection.metadataPath)
      return read === undefined ? [] : [{ ...uploadOf(collection, byPath), metadata: read }]
    }),
    templates: plan.templates.map((template) => uploadOf(template, byPath)),
    loose: [...plan.loose, ...stray].flatMap((path) => byPath.get(path) ?? []),
  }
}

async function readAllMetadata(
  deps: { blobs: Blobs },
  files: readonly ExaminedFile[],
): Promise<Map<string, TabletMetadata>> {
  const found = new Map<string, TabletMetadata>()
  for (const { path, sha256 } of files) {
    if (path.endsWith('.metadata')) found.set(path, readMetadata(await readSmallText(deps.blobs, sha256)))
  }
  return found
}

/** Other programs write `.content` and `.metadata` files too; without a uuid or pages they are none of the tablet's. */
function holdsPages({ pagePaths, sourcePath }: DocumentPlan): boolean {
  return pagePaths.size > 0 || sourcePath !== undefined
}

function uploadOf(plan: DocumentPlan, byPath: ReadonlyMap<string, { sha256: Sha256 }>): TabletUpload {
  const paths = pathsOfPlan(plan).toSorted()
  const files = paths.flatMap((path) => {
    const file = byPath.get(path)
    return file === undefined ? [] : [{ path: tabletPath(path, plan.uuid), sha256: file.sha256 }]
  })
  return { uuid: plan.uuid, fallbackTitle: folderAbove(paths[0] ?? '', plan.uuid), files }
}

/** The path from the document's own name on; what lies above it is where somebody happened to keep it. */
function tabletPath(path: string, uuid: string): string {
  return path.split('/').slice(depthOf(path, uuid)).join('/')
}

function folderAbove(path: string, uuid: string): string {
  return path.split('/')[depthOf(path, uuid) - 1] ?? ''
}

function depthOf(path: string, uuid: string): number {
  return Math.max(
    0,
    path.split('/').findIndex((part) => part === uuid || part.startsWith(`${uuid}.`)),
  )
}
