import type { PageId, Sha256 } from '@kinfolio/contracts'
import type { PageExtra } from '../page-version.ts'

/** A page as the files of this import describe it, in reading order. */
export type PlannedPage = {
  /** The tablet's id; undefined for pages made from a source file, which are told apart by `sourcePage`. */
  sourceUuid: string | undefined
  inkSha256: Sha256 | undefined
  layersSha256: Sha256 | undefined
  sourcePage: number | undefined
  template: string | undefined
  extras: readonly PageExtra[]
  isOrphan: boolean
  version: Sha256
}

/** A page as it is in the library, removed ones included. */
export type KnownPage = {
  id: PageId
  sourceUuid: string | null
  sourcePage: number | null
  position: number
  version: Sha256
  isOrphan: boolean
  isRemoved: boolean
}

export type PageChanges = {
  added: { page: PlannedPage; position: number }[]
  /** `isRedrawn`: its picture changed, so it is drawn and read again. */
  changed: { id: PageId; page: PlannedPage; position: number; isRedrawn: boolean }[]
  removed: PageId[]
}

/**
 * What has to be done so that the library shows what the files say. A page whose place alone changed is moved, not
 * drawn again. A page that the notebook no longer lists is removed (kept and hidden); its ink may still lie in the
 * folder, so an orphan that used to be listed counts as removed, and one never seen before is shown as an orphan.
 */
export function reconcilePages(known: readonly KnownPage[], planned: readonly PlannedPage[]): PageChanges {
  const knownByKey = new Map(known.map((page) => [keyOf(page), page]))
  const shown = planned.filter((page) => {
    const before = knownByKey.get(keyOf(page))
    return !(page.isOrphan && before !== undefined && !before.isOrphan)
  })
  const kept = new Set(shown.map(keyOf))
  const changes: PageChanges = { added: [], changed: [], removed: [] }
  for (const [index, page] of shown.entries()) {
    const position = index + 1
    const before = knownByKey.get(keyOf(page))
    if (before === undefined) changes.added.push({ page, position })
    else if (isChanged(before, { page, position })) {
      changes.changed.push({ id: before.id, page, position, isRedrawn: before.version !== page.version })
    }
  }
  changes.removed = known.filter((page) => !page.isRemoved && !kept.has(keyOf(page))).map(({ id }) => id)
  return changes
}

function keyOf(page: { sourceUuid: string | null | undefined; sourcePage: number | null | undefined }): string {
  return page.sourceUuid == null ? `page ${page.sourcePage ?? 0} of the source` : `id ${page.sourceUuid}`
}

function isChanged(before: KnownPage, now: { page: PlannedPage; position: number }): boolean {
  const isMoved = before.position !== now.position || before.isRemoved || before.isOrphan !== now.page.isOrphan
  return isMoved || before.version !== now.page.version
}

export function hasChanges({ added, changed, removed }: PageChanges): boolean {
  return added.length + changed.length + removed.length > 0
}
