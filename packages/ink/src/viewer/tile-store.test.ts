import { expect, test } from 'vitest'
import { createTileStore, TILE_BYTES } from './tile-store.ts'

const tile = (column: number) => ({ level: 0, column, row: 0 })

function filled(tiles: number) {
  const dropped: number[] = []
  const bytesMax = 3 * TILE_BYTES
  const store = createTileStore<string>({ drop: (gone) => dropped.push(gone.tile.column), bytesMax })
  for (let column = 0; column < tiles; column++) store.put({ tile: tile(column), shown: `${column}`, epoch: 0 })
  return { store, dropped }
}

test('the tiles looked at longest ago go first, until the rest fits the memory', () => {
  const { store, dropped } = filled(5)
  store.touch([tile(0)])
  store.fit(() => false)
  expect(dropped).toEqual([1, 2])
  expect([...store.values()].map(({ shown }) => shown)).toEqual(['3', '4', '0'])
})

test('what is on screen stays, even when it is too much', () => {
  const { store, dropped } = filled(6)
  store.fit(({ column }) => column < 4)
  expect(dropped).toEqual([4, 5])
})

test('a tile painted anew takes the place of the old one', () => {
  const { store, dropped } = filled(2)
  store.put({ tile: tile(1), shown: 'anew', epoch: 1 })
  expect(store.get(tile(1))).toMatchObject({ shown: 'anew', epoch: 1 })
  expect(dropped).toEqual([1])
})
