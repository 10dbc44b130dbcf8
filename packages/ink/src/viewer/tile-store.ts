import { keyOf, OVERLAP_PX, TILE_PX } from './tile-plan.ts'
import type { Tile } from './tile-plan.ts'

/** Memory that the tiles of one page may take: about ninety, several windows full. */
export const TILES_BYTES_MAX = 96 * 1024 * 1024
export const TILE_BYTES = (TILE_PX + 2 * OVERLAP_PX) ** 2 * 4

export type StoredTile<Shown> = { tile: Tile; shown: Shown; epoch: number }

/** Tiles by place, at most as many as the memory holds: those looked at longest ago go first. */
export function createTileStore<Shown>({ drop, bytesMax = TILES_BYTES_MAX }: StoreInput<Shown>) {
  const stored = new Map<string, StoredTile<Shown>>()
  return {
    get: (tile: Tile): StoredTile<Shown> | undefined => stored.get(keyOf(tile)),
    put(next: StoredTile<Shown>): void {
      const key = keyOf(next.tile)
      const before = stored.get(key)
      if (before !== undefined) drop(before)
      stored.delete(key)
      stored.set(key, next)
    },
    /** Puts tiles that are looked at behind those that are not. */
    touch(tiles: readonly Tile[]): void {
      for (const tile of tiles) {
        const one = stored.get(keyOf(tile))
        if (one === undefined) continue
        stored.delete(keyOf(tile))
        stored.set(keyOf(tile), one)
      }
    },
    /** Lets the oldest go until the rest fits; tiles that are needed stay, however many they are. */
    fit(isNeeded: (tile: Tile) => boolean): void {
      for (const [key, one] of stored) {
        if (stored.size * TILE_BYTES <= bytesMax) return
        if (isNeeded(one.tile)) continue
        stored.delete(key)
        drop(one)
      }
    },
    values: () => stored.values(),
    size: () => stored.size,
  }
}

type StoreInput<Shown> = { drop: (gone: StoredTile<Shown>) => void; bytesMax?: number }
