import type { DocumentKind, Sha256 } from '@kinfolio/contracts'
import { TITLE_MAX_LENGTH } from '@kinfolio/contracts'
import {
  type AssembledPage,
  assembleDocument,
  type DocumentPlan,
  planDocuments,
  readContent,
  readMetadata,
  readPagedata,
  type TabletContent,
  type TabletMetadata,
} from '@kinfolio/rm-format'
import { fileNameOf } from '../../files/index.ts'
import type { DocumentFile } from '../document.queries.ts'
import { messages } from '../messages.ts'
import { type PageExtra, pageVersion } from '../page-version.ts'
import type { SourceKind } from '../pages/page-source.ts'
import type { PlannedPage } from './reconcile-pages.ts'

/** Pages beyond this are not imported; their bytes are kept and the document says so. */
export const PAGES_MAX = 10_000

/** What the tablet says of a document; kept to tell later what it changed since. */
export type TabletFacts = {
  title: string | undefined
  parent: string
  isTrashed: boolean
  /** Whether the tablet lists the pages. Without a list they are counted in the source. */
  hasPageList: boolean
  orientation: 'portrait' | 'landscape'
  lastModifiedMs: number | undefined
}

export type TabletDescription = {
  title: string
  kind: DocumentKind
  source: { sha256: Sha256; kind: SourceKind } | undefined
  pages: PlannedPage[]
  tags: string[]
  facts: TabletFacts
  createdMs: number | undefined
  problems: string[]
}

type DescribeInput = {
  uuid: string
  fallbackTitle: string
  files: readonly DocumentFile[]
  /** Text of the small files: `.metadata`, `.content`, `.pagedata`. */
  textOf: (sha256: Sha256) => Promise<string>
}

/** Reads a tablet document from its files; never refuses one, but says what it could not understand. */
export async function describeDocument(input: DescribeInput): Promise<TabletDescription> {
  const hashes = new Map(input.files.map(({ path, sha256 }) => [path, sha256]))
  const plan = planDocuments([...hashes.keys()]).documents.find(({ uuid }) => uuid === input.uuid)
  if (plan === undefined) throw new TypeError(`the files of ${input.uuid} make no document`)
  const text = async (path: string | undefined): Promise<string | undefined> => {
    const sha256 = path === undefined ? undefined : hashes.get(path)
    return sha256 === undefined ? undefined : input.textOf(sha256)
  }
  const [metadataText, contentText] = [await text(plan.metadataPath), await text(plan.contentPath)]
  const metadata = metadataText === undefined ? undefined : readMetadata(metadataText)
  const content = contentText === undefined ? undefined : readContent(contentText)
  const assembled = assembleDocument({ plan, content, pageData: readPagedata((await text(plan.pagedataPath)) ?? '') })
  const source = sourceOf(plan, hashes)
  const title = titleFrom([metadata?.visibleName, content?.title, input.fallbackTitle, plan.uuid])
  return {
    title,
    kind: content?.fileType ?? plan.sourceKind ?? 'notebook',
    source,
    pages: assembled
      .slice(0, PAGES_MAX)
      .map((page) => plannedPage({ page, hashes, source, isLandscape: content?.orientation === 'landscape' })),
    tags: [...new Set(content?.tags.map(({ name }) => name) ?? [])],
    facts: factsOf({ metadata, content, assembled }),
    createdMs: metadata?.createdMs,
    problems: problemsOf({ metadata, content, assembled }),
  }
}

type Read = {
  metadata: TabletMetadata | undefined
  content: TabletContent | undefined
  assembled: readonly AssembledPage[]
}

function factsOf({ metadata, content, assembled }: Read): TabletFacts {
  return {
    title: metadata?.visibleName,
    parent: metadata?.parent ?? '',
    isTrashed: metadata?.parent === 'trash' || metadata?.isDeleted === true,
    hasPageList: assembled.some(({ isOrphan }) => !isOrphan),
    orientation: content?.orientation ?? 'portrait',
    lastModifiedMs: metadata?.lastModifiedMs,
  }
}

function problemsOf({ metadata, content, assembled }: Read): string[] {
  const tooMany = messages.firstPagesOfDocument({ count: assembled.length, shown: PAGES_MAX })
  return [
    ...(metadata?.problem === undefined ? [] : [metadata.problem]),
    ...(content?.problems ?? []),
    ...(assembled.length > PAGES_MAX ? [tooMany] : []),
  ]
}

function titleFrom(candidates: readonly (string | undefined)[]): string {
  const title = candidates.map((candidate) => candidate?.toWellFormed().trim()).find((candidate) => !!candidate) ?? ''
  return title.slice(0, TITLE_MAX_LENGTH).toWellFormed()
}

function sourceOf(plan: DocumentPlan, hashes: ReadonlyMap<string, Sha256>): TabletDescription['source'] {
  const sha256 = plan.sourcePath === undefined ? undefined : hashes.get(plan.sourcePath)
  return sha256 === undefined || plan.sourceKind === undefined ? undefined : { sha256, kind: plan.sourceKind }
}

type PageInput = {
  page: AssembledPage
  hashes: ReadonlyMap<string, Sha256>
  source: TabletDescription['source']
  isLandscape: boolean
}

function plannedPage({ page, hashes, source, isLandscape }: PageInput): PlannedPage {
  const hashAt = (path: string | undefined): Sha256 | undefined => (path === undefined ? undefined : hashes.get(path))
  const sourcePage = source === undefined ? undefined : page.sourcePage
  const parts = {
    inkSha256: hashAt(page.path),
    layersSha256: hashAt(page.layerMetadataPath),
    template: page.template,
    extras: extrasOf({ page, hashes }),
  }
  const under =
    source === undefined || sourcePage === undefined ? undefined : { sha256: source.sha256, page: sourcePage }
  return {
    ...parts,
    sourceUuid: page.id,
    sourcePage,
    isOrphan: page.isOrphan,
    version: pageVersion({ ...parts, source: under, isLandscape }),
  }
}

function extrasOf({ page, hashes }: Pick<PageInput, 'page' | 'hashes'>): PageExtra[] {
  const extra = (role: PageExtra['role'], path: string): PageExtra[] => {
    const sha256 = hashes.get(path)
    return sha256 === undefined ? [] : [{ role, name: fileNameOf(path), sha256 }]
  }
  return [
    ...(page.highlightPath === undefined ? [] : extra('highlights', page.highlightPath)),
    // A page found by its id and by its number at once names its pictures twice.
    ...[...new Set(page.imagePaths)].flatMap((path) => extra('image', path)),
  ]
}
