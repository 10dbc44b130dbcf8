import { expect, test } from 'vitest'
import { parsePage } from '../parse-page.ts'
import { readHighlights, readLayerMetadata, readPagedata, withLayerNames } from './page-files.ts'

// RM-11.7
test('page data is one template a line, empty lines kept', () => {
  expect(readPagedata('Blank\n\nP Grid bottom\r\n')).toEqual(['Blank', '', 'P Grid bottom'])
  expect(readPagedata('')).toEqual([])
})

// RM-11.8
test('layers get the names of their file', () => {
  const layers = readLayerMetadata('{"layers": [{"name": "Skizze"}, {}, {"name": "x", "visible": false}]}')
  expect(layers).toEqual([
    { name: 'Skizze', isVisible: true },
    { name: 'Layer 2', isVisible: true },
    { name: 'x', isVisible: false },
  ])
  expect(readLayerMetadata('{"lay')).toEqual([])
})

test('a scene of version 5 takes names over, layer by layer', () => {
  const header = new TextEncoder().encode('reMarkable .lines file, version=5          ')
  const bytes = new Uint8Array([...header, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  const named = withLayerNames(parsePage(bytes).scene, [{ name: 'Tusche', isVisible: false }])
  expect(named.layers.map(({ label, isVisible }) => [label, isVisible])).toEqual([
    ['Tusche', false],
    ['Layer 2', true],
  ])
})

// RM-11.9
test('highlights of old firmware are moved to the middle of the page', () => {
  const rects = [{ x: 702, y: 20, width: 100, height: 30 }, { x: 'a' }]
  const stored = { highlights: [[{ text: 'Also', start: 5, length: 4, color: 4, rects }], [{ text: 'b' }]] }
  expect(readHighlights(JSON.stringify(stored))).toEqual([
    expect.objectContaining({
      text: 'Also',
      start: 5,
      length: 4,
      colour: 4,
      rects: [{ x: 0, y: 20, width: 100, height: 30 }],
    }),
    expect.objectContaining({ text: 'b', start: undefined, colour: 3, rects: [] }),
  ])
  expect(readHighlights('nonsense')).toEqual([])
})
