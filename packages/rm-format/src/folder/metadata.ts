import { numberIn, parseObject, stringIn, timeIn } from './json.ts'

/** `<uuid>.metadata`: name, kind and place of a document or folder. Times are milliseconds since 1970. */
export type TabletMetadata = {
  visibleName: string
  kind: 'document' | 'collection' | 'template'
  /** '' for the top, 'trash', or the uuid of a collection. */
  parent: string
  isDeleted: boolean
  isPinned: boolean
  lastModifiedMs: number | undefined
  createdMs: number | undefined
  lastOpenedMs: number | undefined
  /** Index of a page; −1 and none both mean unknown. */
  lastOpenedPage: number | undefined
  /** Why the file could not be read; the other fields then hold what stands for nothing. */
  problem: string | undefined
}

/** The parent of what was thrown away. The tablet empties its trash by deleting the files. */
export const TRASH = 'trash'

/** TemplateType came with templates that people make (firmware 3.17 and later, guess). */
const KINDS: ReadonlyMap<unknown, TabletMetadata['kind']> = new Map([
  ['CollectionType', 'collection'],
  ['TemplateType', 'template'],
])

/** Never throws: a broken file gives an unnamed document at the top, with a `problem`. */
export function readMetadata(json: string): TabletMetadata {
  const stored = parseObject(json)
  const fields = stored ?? {}
  const lastOpenedPage = numberIn(fields['lastOpenedPage']) ?? -1
  return {
    visibleName: stringIn(fields['visibleName']) ?? '',
    kind: KINDS.get(fields['type']) ?? 'document',
    parent: stringIn(fields['parent']) ?? '',
    isDeleted: fields['deleted'] === true,
    isPinned: fields['pinned'] === true,
    lastModifiedMs: timeIn(fields['lastModified']),
    createdMs: timeIn(fields['createdTime']),
    lastOpenedMs: timeIn(fields['lastOpened']),
    lastOpenedPage: lastOpenedPage >= 0 ? lastOpenedPage : undefined,
    problem: stored === undefined ? 'The .metadata file is no JSON object.' : undefined,
  }
}

/** Where something lies: the uuids of its collections from the top down, and whether it is in the trash. */
export type TabletPlace = { isInTrash: boolean; collections: string[] }

/**
 * Follows the parents of a document or collection. A parent that is not among `collections` counts as the top,
 * and so does a chain that leads back to itself; both occur when only a part of a tablet was uploaded.
 */
export function placeOf(
  metadata: Pick<TabletMetadata, 'parent' | 'isDeleted'>,
  collections: ReadonlyMap<string, Pick<TabletMetadata, 'parent' | 'isDeleted'>>,
): TabletPlace {
  const chain: string[] = []
  const seen = new Set<string>()
  let isInTrash = metadata.isDeleted
  let parent = metadata.parent
  while (parent !== '' && !seen.has(parent)) {
    if (parent === TRASH) return { isInTrash: true, collections: chain.toReversed() }
    const collection = collections.get(parent)
    if (collection === undefined) break
    seen.add(parent)
    chain.push(parent)
    isInTrash ||= collection.isDeleted
    parent = collection.parent
  }
  return { isInTrash, collections: chain.toReversed() }
}
