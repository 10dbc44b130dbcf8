import type { Collection, CollectionId } from '@kinfolio/contracts'

/** The folders from the top down to one, that one last. A broken chain of parents ends the path early. */
export function pathTo(collections: readonly Collection[], id: CollectionId | null): Collection[] {
  const byId = new Map(collections.map((collection) => [collection.id, collection]))
  const path: Collection[] = []
  for (let at = id; at !== null;) {
    const collection = byId.get(at)
    if (collection === undefined || path.includes(collection)) break
    path.unshift(collection)
    at = collection.parent_id
  }
  return path
}

/** What lies directly in a folder, by name. */
export function childrenOf(collections: readonly Collection[], parent: CollectionId | null): Collection[] {
  return collections
    .filter((collection) => collection.parent_id === parent && !collection.is_trashed)
    .sort((a, b) => a.title.localeCompare(b.title, undefined, { numeric: true }))
}

export type TreeRow = { collection: Collection; depth: number }

/** Every folder that something can be moved into, as an indented list; a folder cannot go into itself. */
export function moveTargets(collections: readonly Collection[], moved: CollectionId | null): TreeRow[] {
  const rows: TreeRow[] = []
  const visit = (parent: CollectionId | null, depth: number): void => {
    for (const collection of childrenOf(collections, parent)) {
      if (collection.id === moved || rows.some((row) => row.collection.id === collection.id)) continue
      rows.push({ collection, depth })
      visit(collection.id, depth + 1)
    }
  }
  visit(null, 0)
  return rows
}
