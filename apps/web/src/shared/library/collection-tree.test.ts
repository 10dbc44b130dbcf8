import { expect, test } from 'vitest'
import { aCollectionId, aFolder } from '../made.testing.ts'
import { childrenOf, moveTargets, pathTo } from './collection-tree.ts'

const work = aFolder(1, 'Work')
const trips = aFolder(2, 'Trips')
const rome = aFolder(3, 'Rome 10', trips.id)
const paris = aFolder(4, 'Rome 9', trips.id)
const food = aFolder(5, 'Food', rome.id)
const all = [food, work, trips, rome, paris]
const titles = (folders: { title: string }[]) => folders.map(({ title }) => title)

test('a path leads from the top down to the folder', () => {
  expect(titles(pathTo(all, food.id))).toEqual(['Trips', 'Rome 10', 'Food'])
  expect(pathTo(all, null)).toEqual([])
  expect(pathTo(all, aCollectionId(99))).toEqual([])
})

test('a path that runs in a circle ends', () => {
  const one = aFolder(7, 'One', aCollectionId(8))
  const two = aFolder(8, 'Two', one.id)
  expect(titles(pathTo([one, two], one.id))).toEqual(['Two', 'One'])
})

test('folders stand by name, numbers as people count, the trashed left out', () => {
  expect(titles(childrenOf(all, trips.id))).toEqual(['Rome 9', 'Rome 10'])
  expect(titles(childrenOf([work, { ...trips, is_trashed: true }], null))).toEqual(['Work'])
})

test('a folder cannot be moved into itself or what it holds', () => {
  const rows = moveTargets(all, rome.id).map(({ collection, depth }) => `${depth} ${collection.title}`)
  expect(rows).toEqual(['0 Trips', '1 Rome 9', '0 Work'])
  expect(moveTargets(all, null)).toHaveLength(5)
})
