import type { DocumentKind, Sha256 } from '@kinfolio/contracts'
import { messages } from '../messages.ts'
import { pageVersion } from '../page-version.ts'
import type { SourceKind } from '../pages/page-source.ts'
import type { FileKind } from './file-kind.ts'
import type { PlannedPage } from './reconcile-pages.ts'

/** What a file becomes that belongs to no tablet document. */
export type LoosePlan = { kind: DocumentKind; pages: PlannedPage[]; source: SourceKind | null } | { setAside: string }

/** Pages of a PDF or EPUB are counted later, when the file is opened; a picture is one page whatever its size. */
export function planLooseFile(file: { kind: FileKind; sha256: Sha256 }): LoosePlan {
  switch (file.kind) {
    case 'page':
      return { kind: 'notebook', pages: [plainPage({ inkSha256: file.sha256 })], source: null }
    case 'pdf':
    case 'epub':
      return { kind: file.kind, pages: [], source: file.kind }
    case 'png':
    case 'jpeg':
    case 'webp':
    case 'heic':
      return { kind: 'scan', pages: [sourcePage({ sha256: file.sha256, page: 0 })], source: 'picture' }
    case 'archive':
      return { setAside: messages.archiveNotOpened }
    case 'empty':
      return { setAside: messages.fileEmpty }
    case 'unknown':
      return { setAside: messages.fileUnknown }
  }
}

/** A page that is one page of a source file and nothing else. */
export function sourcePage(source: { sha256: Sha256; page: number }): PlannedPage {
  return plainPage({ source })
}

function plainPage(of: { inkSha256?: Sha256; source?: { sha256: Sha256; page: number } }): PlannedPage {
  const parts = {
    inkSha256: of.inkSha256,
    layersSha256: undefined,
    template: undefined,
    extras: [],
  }
  const version = pageVersion({ ...parts, source: of.source })
  return { ...parts, sourceUuid: undefined, sourcePage: of.source?.page, isOrphan: false, version }
}
